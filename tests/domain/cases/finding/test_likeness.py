"""How much two texts are alike."""

import pytest
from hypothesis import given as with_each
from hypothesis import strategies as st

from fuwutai.domain.cases.finding.likeness import FIRST_WORDS, gist, likeness


@pytest.mark.parametrize(
    ("one", "other", "percent"),
    [
        ("宽带断网", "宽带断网", 100),
        ("宽带断网", "宽带 断网！", 100),
        ("ＡＢＣ宽带", "abc宽带", 100),
        ("宽带断网", "宽带断线", 66),  # 宽带 带断 of 3 pairs each
        ("night", "nacht", 25),  # ht of 4 pairs each
        ("宽带断网", "话费多扣", 0),
        ("", "宽带断网", 0),
        ("？！", "？！", 0),
        ("网", "网", 100),
        ("网", "宽带断网", 0),
    ],
)
def test_the_share_of_common_pairs_of_characters_is_the_likeness(one, other, percent):
    assert likeness(one, other) == percent


@with_each(st.text(max_size=60), st.text(max_size=60))
def test_it_does_not_matter_which_text_comes_first_and_it_stays_between_none_and_all(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 100


def test_of_long_words_only_the_beginning_is_compared():
    long = "断" * FIRST_WORDS
    assert gist("宽带", long + "后来的话") == gist("宽带", long)
