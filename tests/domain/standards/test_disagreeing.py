"""Which figures disagree, for any figures: compared with trying out every fact."""

from datetime import UTC, datetime, timedelta
from itertools import product

from hypothesis import assume, example, given
from hypothesis import strategies as st

from fuwutai.domain.standards.disagreeing import Figure, both, disagreeing, relation
from fuwutai.domain.standards.rules import contains, fits

DAY = datetime(2026, 11, 22, tzinfo=UTC)
CODES = {"priority": ("a", "b"), "type": ("a", "b"), "category": ("fault", "fault.network", "fault.networking", "bill")}
TRIED = [("", *codes, f"{codes[1]}.x") for codes in CODES.values()]
EVERY_FACT = [dict(zip(CODES, values, strict=True)) for values in product(*TRIED)]
EVERY_SCOPE = [
    {key: code for key, code in zip(CODES, values, strict=True) if code}
    for values in product(*(("", *codes) for codes in CODES.values()))
]
SPANS = [(since, until) for since in range(4) for until in (None, *range(since, since + 4))]
scopes = st.sampled_from(EVERY_SCOPE)
drawn_figure = st.tuples(
    st.integers(1, 4), st.booleans(), st.booleans(), st.sampled_from(["", "M1", "M2"]), scopes, st.sampled_from(SPANS)
)


def figure(number: int, drawn: tuple) -> Figure:
    family, measures, says, clause, scope, (since, until) = drawn
    return Figure(
        id=number,
        family=family,
        measures=measures,
        says=says,
        clause=clause,
        scope=scope,
        since=DAY + timedelta(days=since),
        until=None if until is None else DAY + timedelta(days=until),
    )


many = st.lists(drawn_figure, min_size=2, max_size=6).map(
    lambda drawn: tuple(figure(number, one) for number, one in enumerate(drawn))
)


def met(one: Figure, other: Figure) -> bool:
    """Return whether some facts at some moment fit both, by trying them all."""
    moments = [DAY + timedelta(days=day) for day in range(8)]
    in_force = [all(f.since <= at and (f.until is None or at < f.until) for f in (one, other)) for at in moments]
    return any(in_force) and any(fits(one.scope, facts) and fits(other.scope, facts) for facts in EVERY_FACT)


def expected(one: Figure, other: Figure) -> bool:
    if one.measures != other.measures or one.says == other.says or one.family == other.family:
        return False
    split_by_scope = one.clause == other.clause != "" and one.scope != other.scope
    return met(one, other) and not split_by_scope


@given(many)
def test_every_pair_that_some_facts_fit_is_found_and_no_other(drawn):
    found = {(one, other) for one, other, _how in disagreeing(drawn)}
    wanted = {(one.id, other.id) for one in drawn for other in drawn if one.id < other.id and expected(one, other)}
    assert found == wanted


@given(st.data(), many)
def test_the_order_in_which_figures_come_changes_nothing(data, drawn):
    assert disagreeing(data.draw(st.permutations(drawn))) == disagreeing(drawn)


@given(many)
def test_no_figure_disagrees_with_itself_or_with_a_version_of_itself(drawn):
    by_id = {figure.id: figure for figure in drawn}
    for one, other, _how in disagreeing([*drawn, *drawn]):
        assert one < other and by_id[one].family != by_id[other].family


@given(scopes, scopes)
@example({}, {})
@example({"category": "fault"}, {"category": "fault.network"})
@example({"priority": "a"}, {"type": "a"})
def test_how_two_scopes_lie_to_each_other_is_the_same_from_both_sides(one, other):
    how = relation(one, other)
    assert how == relation(other, one)
    fitting = [[facts for facts in EVERY_FACT if fits(scope, facts)] for scope in (one, other)]
    shared = [facts for facts in fitting[0] if facts in fitting[1]]
    if how is None:
        assert shared == []
    elif how == "same_scope":
        assert fitting[0] == fitting[1]
    elif how == "nested":
        assert shared in fitting and fitting[0] != fitting[1]
    else:
        assert shared and shared not in fitting


@given(scopes, scopes)
def test_the_facts_of_both_are_the_widest_that_lie_in_each(one, other):
    assume(relation(one, other) is not None)
    facts = both(one, other)
    assert contains(one, facts) and contains(other, facts)
    for known in EVERY_FACT:
        assert fits(facts, known) == (fits(one, known) and fits(other, known))
