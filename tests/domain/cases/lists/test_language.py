"""The grammar of queries."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuwutai.domain.cases.lists.language import Term, Unreadable, span_of, terms_of, written

KEYS = st.text(alphabet="abc状态", min_size=1, max_size=6)
VALUES = st.sampled_from(["a", "处理中", "a b", "a,b", "a:b", "-a", ">1", "2h", "a > b"])
TERMS = st.builds(
    Term,
    key=KEYS,
    sign=st.sampled_from([":", ">", "<", ">=", "<="]),
    values=st.lists(VALUES, min_size=1, max_size=3).map(tuple),
    negated=st.booleans(),
)


def plain(term: Term) -> tuple[object, ...]:
    return term.key, term.sign, term.values, term.negated


def test_terms_stand_beside_each_other():
    found = terms_of('状态:处理中 优先级:高,紧急 等待>2h -标签:"宽带 故障"')
    assert [plain(one) for one in found] == [
        ("状态", ":", ("处理中",), False),
        ("优先级", ":", ("高", "紧急"), False),
        ("等待", ">", ("2h",), False),
        ("标签", ":", ("宽带 故障",), True),
    ]


def test_signs_of_full_width_are_read_like_the_others():
    assert [plain(one) for one in terms_of("状态：处理中，新建　等待＞＝2h")] == [
        ("状态", ":", ("处理中", "新建"), False),
        ("等待", ">=", ("2h",), False),
    ]


@pytest.mark.parametrize(
    ("text", "why", "what"),
    [
        ("断网", "no_term", "断网"),
        ("状态:", "no_term", "状态:"),
        (":open", "no_term", ":open"),
        ("a:b,", "no_term", "a:b,"),
        ("a:b c", "no_term", "c"),
        ('a:"b', "no_term", 'a:"b'),
        ("a:b " * 126, "too_long", ""),
        ("a:b " * 31, "too_many", ""),
    ],
)
def test_what_is_no_query_is_refused_at_its_place(text, why, what):
    with pytest.raises(Unreadable) as refused:
        terms_of(text)
    assert (refused.value.why, refused.value.what) == (why, what)


@given(st.lists(TERMS, max_size=6))
def test_what_is_written_is_read_again(terms: list[Term]):
    assert [plain(one) for one in terms_of(written(terms))] == [plain(one) for one in terms]


@given(st.text(max_size=40))
def test_anything_typed_is_read_or_refused(text: str):
    try:
        terms_of(text)
    except Unreadable as refused:
        assert 0 <= refused.place[0] <= refused.place[1]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30m", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        ("3天", timedelta(days=3)),
        ("2小时", timedelta(hours=2)),
        ("1w", timedelta(weeks=1)),
        ("2", None),
        ("h", None),
        ("-2h", None),
        ("99999h", None),
    ],
)
def test_lengths_of_time_are_written_as_people_write_them(text, span):
    assert span_of(text) == span
