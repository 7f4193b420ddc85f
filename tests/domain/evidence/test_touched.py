"""How many cases two figures that disagree hold for, and which."""

from datetime import timedelta

import pytest
from tests import given
from tests.domain.standards.given_conflicts import SYSTEM, a_figure, a_manual

from fuwutai.domain.cases.models import Case
from fuwutai.domain.evidence.touched import cases_touched, touched_cases
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.domain.standards.conflicts import conflict

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(time_machine):
    time_machine.move_to("2026-11-22T02:00:00Z", tick=False)
    return time_machine


def count_and_rows(found, actor=SYSTEM) -> tuple[int, set[int]]:
    """Return the number of cases and the ids of those listed."""
    return cases_touched(actor, [found])[found.ids], {case.pk for case in touched_cases(actor, found, None).rows}


def test_cases_that_fit_both_are_counted_and_listed():
    found = conflict(SYSTEM, a_figure(30).pk, a_figure(10, category="fault.network", type="complaint").pk)
    fits = {
        given.a_case(phone="13800000001", type="complaint", category="fault.network").pk,
        given.a_case(phone="13800000002", type="complaint", category="fault.network.fibre").pk,
    }
    given.a_case(phone="13800000003", type="fault", category="fault.network")
    given.a_case(phone="13800000004", type="complaint", category="fault.networking")
    assert count_and_rows(found) == (2, fits)


def test_older_cases_do_not_count(november):
    given.a_case(phone="13800000001")
    november.shift(timedelta(days=60))
    young = given.a_case(phone="13800000002").pk
    november.shift(timedelta(days=31))
    found = conflict(SYSTEM, a_figure(30).pk, a_figure(10).pk)
    assert count_and_rows(found) == (1, {young})
    assert cases_touched(SYSTEM, [found], days=100) == {found.ids: 2}


def test_only_cases_in_sight_count():
    given.a_case(phone="13800000001")
    given.a_case(phone="13800000002", team_id=given.team("mobile").pk)
    found = conflict(SYSTEM, a_figure(30).pk, a_figure(10).pk)
    assert count_and_rows(found)[0] == 2
    number, listed = count_and_rows(found, given.actor(given.ZHAO))
    assert number == len(listed) == 1


@pytest.mark.parametrize("everywhere_else", [False, True])
def test_only_cases_of_lines_that_obey_both_count(everywhere_else):
    one, other = a_figure(30, manual_id=a_manual("Y1", "telecom").pk), a_figure(60)
    telecom, rest = ("service_centre", "telecom") if everywhere_else else ("telecom", "service_centre")
    adopt_rule(actor=SYSTEM, kind="standards.pack_in_use", value={"pack": telecom}, scope={"line": "telecom"})
    adopt_rule(actor=SYSTEM, kind="standards.pack_in_use", value={"pack": rest})
    line = given.a_case(phone="13800000001", line="telecom").pk
    other_line = given.a_case(phone="13800000002", line="after_sales").pk
    nowhere = given.a_case(phone="13800000003").pk
    expected = {other_line, nowhere} if everywhere_else else {line}
    assert count_and_rows(conflict(SYSTEM, one.pk, other.pk)) == (len(expected), expected)


def test_a_conflict_on_paper_counts_what_it_would_touch():
    one = a_figure(30, manual_id=a_manual("Y1", "telecom").pk)
    other = a_figure(60, manual_id=a_manual("Y2", "after_sales").pk)
    case = given.a_case(line="telecom").pk
    found = conflict(SYSTEM, one.pk, other.pk)
    assert not found.in_use and count_and_rows(found) == (1, {case})


def test_targets_of_many_cases_touch_no_single_case():
    given.a_case()
    ids = [
        adopt_rule(
            actor=SYSTEM, kind="standards.metric_target", value={"at_least": least, "unit": "percent"},
            scope={"metric": "quiet"},
        ).pk
        for least in (80, 90)
    ]  # fmt: skip
    found = conflict(SYSTEM, *ids)
    assert cases_touched(SYSTEM, [found]) == {} and touched_cases(SYSTEM, found, None).rows == []


def test_many_conflicts_cost_one_statement(django_assert_num_queries):
    given.a_case(priority="urgent")
    wide = a_figure(30).pk
    narrow = [a_figure(9, priority="urgent").pk, a_figure(10, priority="routine").pk]
    found = [conflict(SYSTEM, wide, one) for one in narrow]
    with django_assert_num_queries(1):
        counts = cases_touched(SYSTEM, found)
    assert list(counts.values()) == [1, 0] and Case.objects.count() == 1
    with django_assert_num_queries(0):
        assert cases_touched(SYSTEM, []) == {}


def test_the_list_goes_on_where_a_page_ends():
    cases = [given.a_case(phone=f"1380000000{nth}").pk for nth in range(3)]
    found = conflict(SYSTEM, a_figure(30).pk, a_figure(10).pk)
    first = touched_cases(SYSTEM, found, None, size=2)
    second = touched_cases(SYSTEM, found, first.next, size=2)
    assert [case.pk for case in first.rows + second.rows] == cases[::-1] and second.next is None
