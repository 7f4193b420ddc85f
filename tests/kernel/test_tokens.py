"""By which tokens texts are found."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuwutai.kernel.tokens import marked, tokens_of, tokens_to_find

CHINESE = st.text(alphabet="宽带断网了的光猫红灯一二三", min_size=1, max_size=12)
SIGNS = st.sampled_from("宽带断网 5Gg,。-_'\"\\:&|!ＡａÉéß한あ\n")
TEXTS = st.text(alphabet=st.one_of(SIGNS, st.characters()), max_size=60)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("断网", {"断", "网", "断网"}),
        ("5G套餐", {"5g", "套", "餐", "套餐"}),
        ("ＧＰＯＮ－１２", {"gpon", "12"}),
        ("Straße", {"strasse"}),
        ("a_b", {"a", "b"}),
        ("…！", set()),
    ],
)
def test_a_text_is_found_by_characters_pairs_and_words(text: str, tokens: set[str]):
    assert tokens_of(text) == tokens


@pytest.mark.parametrize(
    ("query", "tokens"),
    [("断", ["断"]), ("宽带断网", ["宽带", "带断", "断网"]), ("5G 断网", ["5g", "断网"]), (" ,", [])],
)
def test_a_query_asks_for_pairs_or_for_one_character(query: str, tokens: list[str]):
    assert tokens_to_find(query) == tokens


@given(TEXTS, CHINESE, TEXTS)
def test_whatever_stands_in_a_text_is_found(before: str, sought: str, after: str):
    text = f"{before} {sought} {after}"
    for size in range(1, len(sought) + 1):
        for start in range(len(sought) - size + 1):
            assert set(tokens_to_find(sought[start : start + size])) <= tokens_of(text)


@given(TEXTS)
def test_no_token_has_a_sign_that_a_database_could_take_for_its_own(text: str):
    for token in tokens_of(text):
        assert token and max(token) < "\U00010000"
        assert not set(token) & set("':\"\\&|!*() \n\t")


@given(TEXTS, TEXTS)
def test_marks_stand_in_order_inside_the_text(text: str, query: str):
    places = marked(text, query)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))


def test_marks_name_what_was_sought_whatever_its_width_and_case():
    assert [("光猫ＧＰＯＮ坏了"[a:b]) for a, b in marked("光猫ＧＰＯＮ坏了", "gpon 坏")] == ["ＧＰＯＮ", "坏"]
