"""Figures against a count in plain Python, by month too, and the cases behind each of them."""

from datetime import date

import pytest
from django.db.models import Q
from tests import given
from tests.domain.evidence.given_promises import SHANGHAI, day_of, random_promises

from fuwutai.domain.cases.choices import COMPLAINT
from fuwutai.domain.cases.models import Case
from fuwutai.domain.evidence.figures import PART, REST, Wanted, by_month, cases_behind, count
from fuwutai.domain.evidence.reach import NOWHERE, limited
from fuwutai.domain.imports.models import ImportRun
from fuwutai.domain.standards.providers import figure_named, figures
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("tests")
SINCE, UNTIL = date(2025, 12, 24), date(2026, 1, 20)
NARROW = limited({"type": COMPLAINT}, "case__")


def wanted(code: str, **more) -> Wanted:
    return Wanted(counts=figure_named(code), **more)


def test_every_registered_figure_can_be_counted_and_says_how(django_assert_num_queries):
    given.a_closed_case()
    every = [Wanted(counts=one) for one in figures()]
    with django_assert_num_queries(3):  # cases, promises, imports
        counted = count(SYSTEM, every, None, None)
    assert [one.code for one in counted] == sorted(one.code for one in counted)
    assert all(str(one.title) and str(one.formula) for one in counted)


def test_promises_equal_a_count_in_plain_python():
    clocks = random_promises(3, 240)
    inside = [one for one in clocks if SINCE <= day_of(one) < UNTIL]

    def share_of(rows):
        decided = [one for one in rows if one.breached_at is not None or one.state == "stopped"]
        return sum(one.breached_at is None for one in decided), len(decided)

    asked = [
        wanted("promises_kept"),
        wanted("promises_kept", promises_of="S4-6.1-1"),
        wanted("promises_kept", narrowing=NARROW, target=a_rule()),
        wanted("resolved_in_time"),
        wanted("first_response_seconds"),
    ]
    kept, of_clause, narrow, resolved, mean = count(SYSTEM, asked, SINCE, UNTIL)
    assert (kept.part, kept.whole) == share_of(inside)
    assert (of_clause.part, of_clause.whole) == share_of([one for one in inside if one.clause_code == "S4-6.1-1"])
    assert (narrow.part, narrow.whole) == share_of([one for one in inside if one.case.type == COMPLAINT])
    assert (resolved.part, resolved.whole) == share_of([one for one in inside if one.definition == "resolution"])
    used = [one.consumed_seconds for one in inside if one.definition == "first_response" and one.state == "stopped"]
    assert (mean.whole, mean.value) == (len(used), pytest.approx(sum(used) / len(used)))


def a_rule():
    from tests.domain.evidence.given_clauses import a_shelf, a_target

    from fuwutai.domain.standards.queries import rule_by_id

    row = a_target(a_shelf(), "promises_kept", scope={"type": COMPLAINT}, unit="percent", at_least=50)
    return rule_by_id(row.kind, row.pk)


def test_months_are_those_of_the_centre_and_add_up_to_the_whole():
    clocks = random_promises(4, 200)
    one = wanted("promises_kept", promises_of="S4-7.2-2")
    months = by_month(SYSTEM, one, date(2025, 12, 1), date(2026, 2, 1))
    decided = [
        clock for clock in clocks
        if clock.clause_code == "S4-7.2-2" and (clock.breached_at is not None or clock.state == "stopped")
    ]  # fmt: skip
    for first, counted in months.items():
        here = [one for one in decided if one.started_at.astimezone(SHANGHAI).date().replace(day=1) == first]
        assert (counted.part, counted.whole) == (sum(one.breached_at is None for one in here), len(here))
    assert sum(counted.whole for counted in months.values()) == len(decided)


def test_the_cases_behind_a_share_are_its_part_and_its_rest():
    resolved, confirmed = given.a_resolved_case(), given.a_closed_case(phone="13800000001")
    given.a_case(phone="13800000002")
    one = wanted("confirmed_rate")
    assert [case.pk for case in cases_behind(SYSTEM, one, PART, None, None, None).cases] == [confirmed.pk]
    assert [case.pk for case in cases_behind(SYSTEM, one, REST, None, None, None).cases] == [resolved.pk]


def test_the_cases_behind_promises_stand_once_each_and_page_by_page():
    random_promises(5, 120)
    one, found, cursor = wanted("promises_kept"), [], None
    while True:
        behind = cases_behind(SYSTEM, one, PART, SINCE, UNTIL, cursor, size=2)
        found += [case.pk for case in behind.cases]
        if (cursor := behind.next) is None:
            break
    assert len(found) == len(set(found)) > 2


def test_only_cases_in_sight_are_behind_a_figure():
    given.a_case(team_code="mobile")
    own = given.a_case(phone="13800000001")
    behind = cases_behind(given.agent(), wanted("cases_registered"), PART, None, None, None)
    assert [case.pk for case in behind.cases] == [own.pk]


def test_nothing_to_count_is_no_figure_and_a_manual_in_use_nowhere_counts_nothing(django_assert_num_queries):
    given.centre()
    nothing = count(SYSTEM, [wanted("resolution_rate")], None, None)[0]
    assert (nothing.state, nothing.value, nothing.whole) == ("no_cases", None, 0)
    given.a_resolved_case()
    with django_assert_num_queries(0):
        nowhere = count(SYSTEM, [wanted("resolution_rate", narrowing=NOWHERE)], None, None)[0]
    assert nowhere.state == "no_cases"


def test_rows_of_files_are_summed_and_have_no_cases_behind_them():
    given.centre()
    for created, already, rejected in ((6, 1, 1), (2, 0, 0)):
        ImportRun.objects.create(
            file_name="a.csv", sha256="", mapping={}, rows=created + already + rejected, created=created,
            already=already, rejected=rejected, started_at=clock.now(),
        )  # fmt: skip
    one = wanted("import_accepted_rate")
    counted = count(SYSTEM, [one], None, None)[0]
    assert (counted.part, counted.whole, counted.value) == (9, 10, 90.0)
    assert cases_behind(SYSTEM, one, REST, None, None, None).cases == ()


def test_a_category_limits_to_its_children_too():
    for nth, category in enumerate(("fault.network", "fault.network.fibre", "fault.networking", "")):
        given.a_case(category=category, phone=f"1380000000{nth}")
    fits = Case.objects.filter(limited({"category": "fault.network"}, ""))
    assert sorted(fits.values_list("category", flat=True)) == ["fault.network", "fault.network.fibre"]
    assert limited({}, "") == Q()
