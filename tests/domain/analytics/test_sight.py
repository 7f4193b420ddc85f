"""Whose cases a figure counts: those its reader may see, and not one more, whatever it is grouped by."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests import given

from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.domain.analytics.choices import DIMENSIONS, MONTH, PERSON, TEAM
from fuwutai.domain.analytics.following import follow_figures
from fuwutai.domain.analytics.metrics import METRICS
from fuwutai.domain.analytics.periods import Period, period_of
from fuwutai.domain.analytics.queries import by_group, by_period, cases_behind
from fuwutai.domain.cases.commands import assign_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.customers.commands import set_restricted
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
TODAY, DAY_BEFORE = Period(date(2026, 3, 2), date(2026, 3, 3)), Period(date(2026, 3, 1), date(2026, 3, 2))
SYSTEM = Actor.system("tests")


@pytest.fixture(autouse=True)
def a_centre_with_secrets(time_machine):
    """In each of three teams a plain matter, a complaint, a restricted one, and a complaint of a restricted one."""
    time_machine.move_to(NOON, tick=False)
    follow_figures()
    nth = 0
    for team in given.TEAMS:
        for type_ in ("fault", "complaint"):
            for restricted in (False, True):
                nth += 1
                case = given.a_case(team_code=team, type=type_, phone=f"1390000{nth:04d}")
                if restricted:
                    set_restricted(actor=SYSTEM, customer_id=case.customer_id, restricted=True)
    follow_figures()


def opened(actor: Actor, dimension: str = TEAM) -> int:
    return sum(group.now["opened"] for group in by_group(actor, dimension, TODAY, DAY_BEFORE).values())


def somebody(**more: object) -> Actor:
    """Return a person who reads reports, in no team and without anything that is for few."""
    permissions = frozenset({"overview.view", "cases.view"})
    return Actor(kind="staff", id=given.staff(given.CHEN).pk, permissions=permissions, **more)


@pytest.mark.parametrize("reach", ["all", "unit", "team"])
@pytest.mark.parametrize("extra", [set(), {"complaints.view"}, {"customers.restricted"},
                                   {"complaints.view", "customers.restricted"}])  # fmt: skip
@pytest.mark.parametrize("teams", [(), ("broadband",), ("broadband", "mobile")])
def test_figures_count_exactly_the_cases_in_sight_by_whatever_they_are_grouped(reach, extra, teams):
    own = frozenset(given.team(code).pk for code in teams)
    actor = somebody(reach=reach, team_ids=own, unit_team_ids=own | {given.team("complaints").pk})
    if reach == "team":
        actor = replace(actor, unit_team_ids=frozenset())
    actor = replace(actor, permissions=actor.permissions | extra)
    seen = visible_cases(actor).count()
    for dimension in DIMENSIONS:
        assert opened(actor, dimension) == seen, dimension
    assert sum(one["opened"] for one in by_period(actor, MONTH, [period_of(MONTH, TODAY.first)])) == seen
    behind = cases_behind(actor, METRICS["opened"], TODAY, {}, size=100).rows
    assert {case.pk for case in behind} == set(visible_cases(actor).values_list("pk", flat=True))


def test_a_case_in_sight_only_because_one_works_on_it_stands_in_no_sum():
    secret = Case.objects.filter(restricted=True, team=given.team("mobile"), type="fault").get()
    assign_case(actor=SYSTEM, case_id=secret.pk, team_id=secret.team_id, staff_id=given.staff(given.ZHAO).pk)
    follow_figures()
    zhao = replace(somebody(reach="team", team_ids=frozenset({secret.team_id})), id=given.staff(given.ZHAO).pk)
    assert visible_cases(zhao).filter(pk=secret.pk).exists()
    assert opened(zhao) == visible_cases(zhao).count() - 1
    assert secret.pk not in {case.pk for case in cases_behind(zhao, METRICS["opened"], TODAY, {}).rows}


def test_who_sees_only_what_is_hers_reads_only_her_own_figures():
    case = Case.objects.filter(team=given.team("mobile"), type="fault", restricted=False).get()
    assign_case(actor=SYSTEM, case_id=case.pk, team_id=case.team_id, staff_id=given.staff(given.ZHAO).pk)
    follow_figures()
    zhao = replace(somebody(reach="own"), id=given.staff(given.ZHAO).pk)
    assert opened(zhao, PERSON) == 1
    assert [opened(zhao, dimension) for dimension in DIMENSIONS if dimension != PERSON] == [0] * 5
    assert [one["opened"] for one in by_period(zhao, MONTH, [period_of(MONTH, TODAY.first)])] == [1]
    assert [one.pk for one in cases_behind(zhao, METRICS["opened"], TODAY, {}).rows] == [case.pk]


@pytest.mark.parametrize("actor", [Actor.customer(), Actor(kind="staff", id=1, reach="all")])
def test_who_may_not_read_reports_gets_none(actor):
    for ask in (
        lambda: by_group(actor, TEAM, TODAY, DAY_BEFORE),
        lambda: by_period(actor, MONTH, [TODAY]),
        lambda: cases_behind(actor, METRICS["opened"], TODAY, {}),
    ):
        with pytest.raises(Refused):
            ask()


def test_a_customer_who_becomes_known_to_few_leaves_the_sums_of_the_others(time_machine):
    everybody = somebody(reach="all")
    everybody = replace(everybody, permissions=everybody.permissions | {"complaints.view"})
    before = opened(everybody)
    case = Case.objects.filter(restricted=False).first()
    time_machine.shift(timedelta(minutes=1))
    set_restricted(actor=SYSTEM, customer_id=case.customer_id, restricted=True)
    follow_figures()
    assert opened(everybody) == before - 1
    set_restricted(actor=SYSTEM, customer_id=case.customer_id, restricted=False)
    follow_figures()
    assert opened(everybody) == before


def test_every_shipped_role_that_sees_the_overview_reads_reports():
    readers = {role for role, held in PERMISSIONS.items() if "overview.view" in held}
    assert all("cases.view" in PERMISSIONS[role] for role in readers) and readers
