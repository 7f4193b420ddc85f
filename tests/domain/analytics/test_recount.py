"""The figures that follow the journal equal those counted again, and those of plain SQL, whatever happened."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, settings
from hypothesis import given as with_each
from hypothesis import strategies as st
from tests import given
from tests.domain.analytics import plain_sql

from fuwutai.domain.analytics import following
from fuwutai.domain.analytics.choices import ASKED, HANDLED, TEAM
from fuwutai.domain.analytics.models import Figure, Mark
from fuwutai.domain.analytics.periods import Period
from fuwutai.domain.analytics.queries import by_group
from fuwutai.domain.analytics.recount import recounted, wrong_sums
from fuwutai.domain.cases import commands as do
from fuwutai.domain.cases.commands.time_spent import correct_time, note_time
from fuwutai.domain.cases.models import Case, TimeSpent
from fuwutai.domain.customers.commands import set_restricted
from fuwutai.domain.sla.commands import fire_moment
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import DomainError

pytestmark = pytest.mark.django_db

CHINA = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 3, 28, 16, tzinfo=CHINA)
SYSTEM = Actor.system("tests")


def sweep(case: Case) -> None:
    for one in Clock.objects.filter(case=case):
        fire_moment(actor=SYSTEM, clock_id=one.pk, case_id=case.pk)


def worked(case: Case) -> None:
    note_time(actor=given.agent(), case_id=case.pk, minutes=30)


def worked_less(case: Case) -> None:
    last = TimeSpent.objects.filter(case=case).order_by("-pk").first()
    if last:
        correct_time(actor=given.agent(), time_id=last.pk, minutes=10)


def came_in_late(_case: Case) -> None:
    """A matter of forty days ago is taken down only now, with all that happened to it."""
    past = clock.now() - timedelta(days=40)
    late = do.open_case.at(past)(actor=Actor.customer(), team_id=given.team("mobile").pk, **given.MATTER)
    do.reply_to_case.at(past + timedelta(days=1))(actor=SYSTEM, case_id=late.pk, body="好的。", then="resolve")


def to(team: str, person: str | None = None) -> Callable[[Case], None]:
    def assigned(case: Case) -> None:
        staff_id = given.staff(person).pk if person else None
        do.assign_case(actor=SYSTEM, case_id=case.pk, team_id=given.team(team).pk, staff_id=staff_id)

    return assigned


def told(command: Any, by: Callable[[], Actor] = lambda: SYSTEM, **words: Any) -> Callable[[Case], None]:
    return lambda case: command(actor=by(), case_id=case.pk, **words)


HAPPENS: dict[str, Callable[[Case], Any]] = {
    "taken": told(do.take_case, given.agent),
    "answered": told(do.reply_to_case, given.agent, body="您好。"),
    "answered, settled": told(do.reply_to_case, given.agent, body="您好。", then="resolve"),
    "asked back": told(do.reply_to_case, body="您好。", then="wait"),
    "customer wrote": told(do.write_as_customer, body="还是不行。", channel="portal"),
    "resolved": told(do.resolve_case),
    "confirmed": lambda case: do.confirm_case(
        actor=given.customer_of(case), case_id=case.pk, rating="given", score=case.pk % 5 + 1
    ),
    "closed": told(do.close_case, rating="no_answer", reason="联系不上客户。"),
    "rated": told(do.record_rating, outcome="given", score=4),
    "reopened": told(do.reopen_case),
    "sent back": told(do.redo_case, given.supervisor, reason="没有办好。"),
    "to mobile": to("mobile"),
    "to a person": to("broadband", given.LIN),
    "to another": to("mobile", given.ZHAO),
    "complaint": told(do.reclassify_case, type="complaint"),
    "fault": told(do.reclassify_case, type="fault", category="broadband_slow"),
    "merged": lambda case: do.merge_case(actor=SYSTEM, case_id=case.pk, into_id=given.a_case().pk),
    "took another in": lambda case: do.merge_case(actor=SYSTEM, case_id=given.a_case().pk, into_id=case.pk),
    "merger undone": told(do.undo_merge),
    "worked": worked,
    "worked less": worked_less,
    "restricted": lambda case: set_restricted(actor=SYSTEM, customer_id=case.customer_id, restricted=True),
    "free again": lambda case: set_restricted(actor=SYSTEM, customer_id=case.customer_id, restricted=False),
    "sweep": sweep,
    "came in late": came_in_late,
    "counted": lambda _case: following.follow_figures(),
}
steps = st.tuples(st.sampled_from([*HAPPENS]), st.sampled_from([0, 60, 9_000, 86_400, 2 * 86_400, 5 * 86_400]))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@with_each(st.lists(steps, max_size=12))
@example([("answered, settled", 60), ("counted", 0), ("reopened", 86_400), ("answered, settled", 0), ("confirmed", 60)])
@example([("counted", 0), ("merged", 86_400), ("counted", 0), ("merger undone", 5 * 86_400), ("resolved", 60)])
@example([("resolved", 60), ("sent back", 60), ("resolved", 86_400), ("rated", 0), ("closed", 0)])
@example([("to mobile", 60), ("counted", 0), ("complaint", 0), ("came in late", 86_400), ("restricted", 60)])
@example([("taken", 0), ("worked", 60), ("counted", 0), ("worked less", 86_400), ("to another", 0)])
def test_figures_that_follow_equal_a_recount_and_plain_sql(time_machine, history):
    now = BEGIN
    time_machine.move_to(now, tick=False)
    given.centre()
    following.follow_figures()
    case = given.a_case(team_code="broadband")
    for name, seconds in history:
        now += timedelta(seconds=seconds)
        time_machine.move_to(now, tick=False)
        with suppress(DomainError):
            HAPPENS[name](Case.objects.get(pk=case.pk))
    follow()
    nothing_differs()
    for first, until in periods(now):
        assert by_team(first, until) == plain_sql.counted(midnight(first), midnight(until)), (first, until)


def test_figures_follow_in_any_portion_and_twice_is_once(time_machine):
    time_machine.move_to(BEGIN, tick=False)
    given.a_closed_case()
    follow()
    given.a_resolved_case()
    follow()
    before = sums()
    assert following.count_older(None) is not None
    follow()
    assert sums() == before
    nothing_differs()


def test_who_is_killed_while_counting_has_counted_nothing(time_machine, monkeypatch):
    time_machine.move_to(BEGIN, tick=False)
    following.follow_figures()
    given.a_closed_case()
    counted = following.count_cases

    def killed(case_ids: Any) -> int:
        counted(case_ids)
        raise KeyboardInterrupt

    monkeypatch.setattr(following, "count_cases", killed)
    with pytest.raises(KeyboardInterrupt):
        following.follow_figures()
    assert not Figure.objects.exists() and not Mark.objects.exists()
    monkeypatch.undo()
    time_machine.move_to(BEGIN, tick=False)
    following.follow_figures()
    assert sums()["opened"] == 1
    nothing_differs()


def test_what_was_tampered_with_is_found_and_put_right(time_machine):
    time_machine.move_to(BEGIN, tick=False)
    case = given.a_closed_case()
    follow()
    Mark.objects.filter(counted=case.pk, code="closed").delete()
    Figure.objects.filter(code="replies", dimension=TEAM).update(n=7)
    [*_rest, last] = recounted(check=True)
    assert (last.cases, last.different, last.first) == (1, 1, case.pk)
    assert {place.code for place in wrong_sums(check=True)} == {"closed", "replies"}
    [*_rest, last] = recounted(check=False)
    assert last.different == 1
    assert {place.code for place in wrong_sums(check=False)} == {"closed", "replies"}
    nothing_differs()
    assert sums()["replies"] == 1


def follow() -> None:
    """Do what the worker does: count what was written, and what was there before."""
    following.follow_figures()
    below = following.count_older(None)
    while below is not None:
        below = following.count_older(below)


def nothing_differs() -> None:
    assert [one.different for one in recounted(check=True)] == [0] * len([*recounted(check=True)])
    assert wrong_sums(check=True) == []


def sums() -> dict[str, int]:
    """Return all sums by code, of the days, by team, without those that are nothing."""
    found: dict[str, int] = {}
    for code, n in Figure.objects.filter(dimension=TEAM, span="day").values_list("code", "n"):
        found[code] = found.get(code, 0) + n
    return {code: n for code, n in found.items() if n}


def by_team(first: date, until: date) -> dict[str, dict[int, int]]:
    """Return by code and team what the rollups say; two figures have no plain SQL beside them."""
    found: dict[str, dict[int, int]] = {}
    period = Period(first, until)
    for team_id, group in by_group(SYSTEM, TEAM, period, Period(first - timedelta(days=1), first)).items():
        for code, n in group.now.items():
            if n and code not in (ASKED, HANDLED):
                found.setdefault(code, {})[int(team_id)] = n
    return found


def periods(now: datetime) -> list[tuple[date, date]]:
    """Return some days, weeks and months around what happened."""
    last = now.astimezone(CHINA).date()
    ends = [BEGIN.date() + timedelta(days=one) for one in range((last - BEGIN.date()).days + 1)]
    return [
        *((day, day + timedelta(days=1)) for day in ends),
        (BEGIN.date() - timedelta(days=60), last + timedelta(days=1)),
        (date(2026, 4, 1), date(2026, 5, 1)),
    ]


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA)
