"""What may stand in a field, which fields a case has, and which are missing."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from fuwutai.domain.cases.work import field_rules as rules
from fuwutai.domain.cases.work.field_rules import Field, WrongValue, applying, missing, needed, parse

OPTIONS = ("光纤", "铜缆", "无线")


def field(code: str = "a", kind: str = "text", **about: object) -> Field:
    return Field(**{"id": 1, "code": code, "name": code, "kind": kind, "condition": {}, "options": OPTIONS, **about})


FITS = [
    ("text", " 浦东 ", "浦东"),
    ("long", "一\n二", "一\n二"),
    ("number", "1,234.50", "1234.5"),
    ("number", "１２", "12"),
    ("number", "-0", "0"),
    ("date", "2026/3/9", "2026-03-09"),
    ("date", "2026年3月9日", "2026-03-09"),
    ("choice", "光纤", "光纤"),
    ("many", ["无线", "光纤", "无线"], ["光纤", "无线"]),
    ("many", "铜缆", ["铜缆"]),
    ("yes_no", "YES", "yes"),
    ("phone", "139-1234 5678", "13912345678"),
    ("mail", " wang@example.cn ", "wang@example.cn"),
    ("amount", "¥1,280.5", "1280.50"),
    ("amount", "３０元", "30.00"),
]
WRONG = [
    ("text", "x" * 201, "too_long"),
    ("text", "a\x00b", "not_storable"),
    ("text", "a\ud800b", "not_storable"),
    ("long", "x" * 4001, "too_long_a_text"),
    ("number", "twelve", "not_a_number"),
    ("number", "1,5", "not_a_number"),
    ("number", "1e9", "not_a_number"),
    ("date", "2026-02-30", "not_a_date"),
    ("date", "tomorrow", "not_a_date"),
    ("choice", "卫星", "not_offered"),
    ("many", ["光纤", "卫星"], "not_offered"),
    ("yes_no", "maybe", "not_yes_or_no"),
    ("phone", "call me", "not_a_phone"),
    ("mail", "wang@", "not_a_mail"),
    ("amount", "1.234", "not_an_amount"),
]


@pytest.mark.parametrize(("kind", "said", "stands"), FITS)
def test_what_fits_stands_in_one_way(kind, said, stands):
    assert parse(field(kind=kind), said) == stands


@pytest.mark.parametrize(("kind", "said", "why"), WRONG)
def test_what_does_not_fit_is_refused_with_its_reason(kind, said, why):
    with pytest.raises(WrongValue) as refused:
        parse(field(kind=kind), said)
    assert refused.value.why == why


@pytest.mark.parametrize("kind", rules.KINDS)
@pytest.mark.parametrize("said", ["", "  ", []])
def test_nothing_said_is_nothing_in_every_kind(kind, said):
    assert parse(field(kind=kind), said) is None


@each(st.sampled_from(rules.KINDS), st.text(max_size=40))
def test_what_stands_stands_the_same_when_it_is_said_again(kind, said):
    try:
        stands = parse(field(kind=kind), said)
    except WrongValue:
        return
    if stands is not None:
        assert parse(field(kind=kind), stands) == stands


@each(st.dates(min_value=date(1000, 1, 1)))
def test_every_day_is_kept_as_it_is(day):
    assert parse(field(kind="date"), day.isoformat()) == day.isoformat()


@each(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_an_amount_loses_no_cent(amount):
    stands = parse(field(kind="amount"), f"{amount:f}")
    assert isinstance(stands, str) and Decimal(stands) == amount


def test_a_field_is_asked_of_its_types_only():
    asked = field(types=("complaint",))
    assert applying([asked], {"type": "complaint"}, {}) == [asked]
    assert applying([asked], {"type": "fault"}, {}) == []


def test_every_key_must_hold_and_one_value_of_it_is_enough():
    asked = field(condition={"priority": ("urgent", "emergency"), "channel": ("phone",)})
    for facts, is_asked in (
        ({"priority": "urgent", "channel": "phone"}, True),
        ({"priority": "emergency", "channel": "phone"}, True),
        ({"priority": "routine", "channel": "phone"}, False),
        ({"priority": "urgent", "channel": "mail"}, False),
        ({}, False),
    ):
        assert bool(applying([asked], facts, {})) is is_asked


def test_a_category_fits_what_is_narrower_and_no_word_that_only_begins_so():
    asked = field(condition={"category": ("fault.network",)})
    assert applying([asked], {"category": "fault.network.fibre"}, {})
    assert not applying([asked], {"category": "fault.networking"}, {})
    assert not applying([asked], {"category": "fault"}, {})


def test_an_answer_decides_about_another_field_and_a_hidden_one_about_nothing():
    first = field("damaged", "yes_no", types=("fault",))
    then = field("what", condition={"field.damaged": ("yes",)})
    assert applying([first, then], {"type": "fault"}, {"damaged": "yes"}) == [first, then]
    assert applying([first, then], {"type": "fault"}, {"damaged": "no"}) == [first]
    assert applying([first, then], {"type": "praise"}, {"damaged": "yes"}) == []


def test_one_of_several_answers_is_enough_to_decide():
    lines = field("lines", "many")
    then = field("splitter", condition={"field.lines": ("光纤",)})
    assert applying([lines, then], {}, {"lines": ["铜缆", "光纤"]}) == [lines, then]
    assert applying([lines, then], {}, {"lines": ["铜缆"]}) == [lines]


@pytest.mark.parametrize(
    ("needed_at", "moments"),
    [("", set()), ("open", {"open", "resolve", "close"}), ("resolve", {"resolve", "close"}), ("close", {"close"})],
)
def test_what_is_needed_early_is_needed_late_too(needed_at, moments):
    assert {moment for moment in rules.MOMENTS if needed(field(needed_at=needed_at), moment)} == moments


NAMES, KEYS = st.sampled_from("abcd"), st.sampled_from(["priority", "field.a"])
FIELDS = st.lists(
    st.builds(
        lambda code, types, condition, at: field(code, "choice", types=types, condition=condition, needed_at=at),
        NAMES,
        st.lists(st.sampled_from(["fault", "complaint"]), max_size=2).map(tuple),
        st.dictionaries(KEYS, st.lists(st.sampled_from(OPTIONS)).map(tuple), max_size=2),
        st.sampled_from(["", "open", "resolve", "close"]),
    ),
    max_size=5,
    unique_by=lambda one: one.code,
)
VALUES = st.dictionaries(NAMES, st.sampled_from(OPTIONS))
TYPES = st.sampled_from(["fault", "complaint", "praise"])
SAID = st.fixed_dictionaries({"type": TYPES, "priority": st.sampled_from(OPTIONS)})


@each(FIELDS, SAID, VALUES, st.sampled_from(rules.MOMENTS))
def test_only_what_applies_and_is_empty_is_missing(fields, facts, values, moment):
    lacking = missing(fields, facts, values, moment)
    assert set(map(id, lacking)) <= set(map(id, applying(fields, facts, values)))
    assert all(not values.get(one.code) for one in lacking)
    filled = {**values, **{one.code: OPTIONS[0] for one in lacking}}
    again = missing(fields, facts, filled, moment)
    assert not {one.code for one in again} & {one.code for one in lacking}


@each(FIELDS, SAID, VALUES)
def test_later_never_less_is_missing(fields, facts, values):
    counts = [len(missing(fields, facts, values, moment)) for moment in rules.MOMENTS]
    assert counts == sorted(counts)
