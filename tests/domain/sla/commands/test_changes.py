"""The table of changes, row by row: what becomes of a clock when something about its case or the manuals changes.

Each row is played through the commands that people use, on a clock in time and on one that was missed before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests import given
from tests.domain.sla.given_clocks import SYSTEM, a_rule, clock_of, minutes, reply, swept, write

from fuwutai.domain.accounts.queries import working_hours
from fuwutai.domain.calendars.commands import set_day, set_weekly_hours
from fuwutai.domain.calendars.queries import working_time_of
from fuwutai.domain.cases.commands import (
    assign_case,
    end_wait,
    merge_case,
    reclassify_case,
    reopen_case,
    resolve_case,
    split_case,
)
from fuwutai.domain.cases.models import Case
from fuwutai.domain.customers.commands import set_tier
from fuwutai.domain.sla.commands import recount_clocks
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.recompute import compared
from fuwutai.domain.sla.rules import CHANGES, Change, Effect, State, used_seconds
from fuwutai.domain.sla.stored import face_of
from fuwutai.domain.standards.commands import end_rule, revise_rule
from fuwutai.kernel import clock as wall
from fuwutai.kernel.errors import Conflict
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

HOUR = 3600
LONG_DAYS = {weekday: [(480, 1200)] for weekday in range(5)}


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The case whose clock is looked at, and where one is needed another case of the same customer."""

    case: Case
    other: Case


@dataclass(frozen=True, kw_only=True)
class Play:
    """A change as people make it. `other`: when another case of the customer was opened, before this one or after it.

    `target`, `calendar`: what the terms say afterwards. `moves`: whether a deadline counted anew is another one.
    `event`: what the journal says where the deadline is counted anew.
    """

    change: Change
    do: Callable[[Scene], Any]
    other: str = "younger"
    target: int = 24 * HOUR
    calendar: str = "cn"
    moves: bool = True
    definition: str = "resolution"
    event: str = ""


def reclassify(**facts: str) -> Callable[[Scene], Any]:
    return lambda scene: reclassify_case(actor=given.agent(), case_id=scene.case.pk, **facts)


def recount(scene: Scene) -> None:
    recount_clocks(actor=SYSTEM, case_ids=[scene.case.pk, scene.other.pk])


def set_hours(scene: Scene) -> None:
    set_weekly_hours(actor=given.administrator(), calendar="cn", hours=LONG_DAYS)
    recount(scene)


def holiday(days_from_now: int) -> Callable[[Scene], Any]:
    def make(scene: Scene) -> None:
        day = wall.now().date() + timedelta(days=days_from_now)
        set_day(actor=given.administrator(), calendar="cn", date=day, kind="holiday")
        recount(scene)

    return make


def revise(scene: Scene) -> None:
    rule_id = clock_of(scene.case, "resolution").rule_id
    revise_rule(actor=given.administrator(), rule_id=rule_id, value={"minutes": 30, "pause_for": []}, reason="试行")


def merge(scene: Scene) -> None:
    merge_case(actor=given.agent(), case_id=scene.case.pk, into_id=scene.other.pk)


def absorb(scene: Scene) -> None:
    if Case.objects.get(pk=scene.case.pk).status != "resolved":
        merge_case(actor=given.agent(), case_id=scene.other.pk, into_id=scene.case.pk)
        return
    with pytest.raises(Conflict):
        merge_case(actor=given.agent(), case_id=scene.other.pk, into_id=scene.case.pk)


def split(scene: Scene) -> None:
    words = scene.case.messages.order_by("at", "id")[2]
    split_case(actor=given.agent(), case_id=scene.case.pk, message_ids=[words.pk], subject="另有一事")


def reopen(scene: Scene) -> None:
    case = Case.objects.get(pk=scene.case.pk)
    if case.status == "resolved":
        reopen_case(actor=given.agent(), case_id=case.pk)
        return
    with pytest.raises(Conflict):
        reopen_case(actor=given.agent(), case_id=case.pk)


PLAYS: dict[str, Play] = {
    "a priority": Play(change="facts", do=reclassify(priority="urgent"), target=4 * HOUR, event="retargeted"),
    "a priority that counts by another calendar": Play(
        change="facts", do=reclassify(priority="emergency"), target=2 * HOUR, calendar="always", event="retargeted"
    ),
    "a category": Play(change="facts", do=reclassify(category="fibre"), target=10 * HOUR, event="retargeted"),
    "a tier": Play(
        change="facts",
        do=lambda scene: set_tier(actor=given.supervisor(), customer_id=scene.case.customer_id, tier="vip"),
        target=HOUR,
        event="retargeted",
    ),
    "a team": Play(
        change="team",
        do=lambda scene: assign_case(
            actor=given.supervisor(), case_id=scene.case.pk, team_id=given.team("mobile").pk
        ),
    ),
    "a revision": Play(change="policy", do=revise),
    "the end of a rule": Play(
        change="policy",
        do=lambda scene: end_rule(
            actor=given.administrator(), rule_id=clock_of(scene.case, "resolution").rule_id, reason="取消"
        ),
    ),
    "weekly hours": Play(change="calendar", do=set_hours, event="recounted"),
    "a holiday to come": Play(change="holiday_added", do=holiday(1), event="recounted"),
    "a holiday from now on": Play(change="holiday_added", do=holiday(0), event="recounted"),
    "a holiday in the past": Play(change="holiday_added", do=holiday(-1), moves=False, event="recounted"),
    "taking up again": Play(change="reopen", do=reopen),
    "taking up again a complaint": Play(change="reopen", do=reopen, definition="complaint_reply", target=20 * HOUR),
    "going on elsewhere": Play(change="merge_source", do=merge),
    "taking in an older case": Play(change="merge_target", do=absorb, other="older", event="taken_over"),
    "taking in a younger case": Play(change="merge_target", do=absorb, moves=False),
    "splitting": Play(change="split", do=split),
}


def set_up(monday: Any, play: Play, state: State, late: bool) -> Scene:
    """Return a case with a clock in a state: it ran for a day, or until it was missed, and then half an hour passed."""
    a_rule("sla.resolution", {"category": "fibre"}, minutes=600, warn_percents=[30, 60], pause_for=["customer"])
    a_rule("sla.escalation", {"category": "fibre"}, level=1, percent=60)
    a_rule("sla.complaint_reply", {"type": "complaint"}, minutes=20 * 60)
    type = "complaint" if play.definition == "complaint_reply" else "fault"
    older = given.an_open_case(type=type) if play.other == "older" else None
    monday.shift(minutes(20))
    case = given.an_open_case(type=type)
    monday.shift(minutes(20))
    write(case)  # the words that are split off
    monday.shift(timedelta(days=8 if late else 1))
    younger = None if older else given.an_open_case(type=type)
    swept()
    stop_or_pause(case, state, play)
    monday.shift(minutes(30))
    if play.definition == "complaint_reply" and state == "running":
        resolve_case(actor=given.agent(), case_id=case.pk)  # without a word, so that the reply is still owed
    other = older or younger
    assert other is not None
    return Scene(case=case, other=other)


def stop_or_pause(case: Case, state: State, play: Play) -> None:
    if state == "paused":
        reply(case, "wait")
    elif state == "stopped" and play.definition == "complaint_reply":
        reply(case, "resolve")
    elif state == "stopped":
        resolve_case(actor=given.agent(), case_id=case.pk)


def used_now(clock: Clock) -> int:
    face = face_of(clock)
    return used_seconds(face, wall.now(), working_time_of(face.edition))


def counted_due(clock: Clock, calendar: str, target: int, used: int) -> datetime:
    """Return when a clock that runs on now is due: nobody misses a promise before it is made, or twice."""
    if clock.breached_at:
        return clock.breached_at
    return working_hours(calendar).add_working_seconds(wall.now(), max(0, target - used))


def check(effect: Effect, play: Play, before: Clock, after: Clock, other: Clock, used: tuple[int, int]) -> None:
    """Compare a clock with what its row of the table says."""
    own_used, other_used = used
    base = {"earlier of the two": min(before.started_at, other.started_at)}
    assert after.started_at == base.get(effect.base, before.started_at)
    expected = max(own_used, other_used) if effect.used == "greater of the two" else own_used
    assert used_now(after) == expected
    assert (face_of(before).terms != face_of(after).terms) == (effect.terms == "new")
    if effect.terms == "new":
        assert (after.calendar_code, after.target_seconds) == (play.calendar, play.target)
    assert after.breached_at == before.breached_at
    assert after.state == (before.state if effect.state == "kept" else effect.state)
    assert after.cause == (before.cause if after.state == "paused" else "")
    if effect.due == "moves":
        assert after.due_at == counted_due(after, play.calendar, play.target, expected)
    elif effect.due == "kept":
        assert after.due_at == before.due_at
    else:
        assert (after.due_at, after.next_moment_at) == (None, None)


def goes_on(monday: Any, play: Play, case: Case, state: State, paused_used: int) -> None:
    """Let a clock that is live go on and come to its end: no minute is lost and none is counted twice."""
    if state == "paused":
        monday.shift(minutes(25))
        end_wait(actor=given.agent(), case_id=case.pk)
        clock = clock_of(case, play.definition)
        assert (clock.state, used_now(clock)) == ("running", paused_used)
        assert clock.due_at == counted_due(clock, play.calendar, play.target, paused_used)
    since, used = wall.now(), used_now(clock_of(case, play.definition))
    monday.shift(minutes(40))
    resolve_case(actor=given.agent(), case_id=case.pk)
    worked = working_hours(play.calendar).working_seconds_between(since, wall.now())
    assert used_now(clock_of(case, play.definition)) == used + worked


FIRST_OF_EACH = {play.change: name for name, play in reversed(PLAYS.items())}
ROWS = [
    pytest.param(play, state, late, id=f"{name}, {state}{', missed' if late else ''}")
    for name, play in PLAYS.items()
    for state in ("running", "paused", "stopped")
    for late in (False, True)
    if not (late and FIRST_OF_EACH[play.change] != name)  # one way of each change is enough for missed promises
    and not (play.definition == "complaint_reply" and state == "paused")
]


def test_every_row_of_the_table_is_played_on_promises_in_time_and_missed():
    for late in (False, True):
        assert {(row.values[0].change, row.values[1]) for row in ROWS if row.values[2] == late} == set(CHANGES)


@pytest.mark.parametrize(("play", "state", "late"), ROWS)
def test_a_change_does_to_a_clock_what_its_row_says(monday, play, state, late):
    effect = CHANGES[play.change, state]
    scene = set_up(monday, play, state, late)
    before, other = clock_of(scene.case, play.definition), clock_of(scene.other, play.definition)
    assert (before.state, before.breached_at is not None) == (state, late)
    used, last = (used_now(before), used_now(other)), JournalEntry.objects.latest("pk").pk
    play.do(scene)
    after = clock_of(scene.case, play.definition)
    assert after.round == before.round
    if effect == Effect():
        assert Clock.objects.filter(pk=before.pk).values().get() == values_of(before)
    check(effect, play, before, after, other, used)
    if effect.due == "moves" and not late:
        assert (after.due_at != before.due_at) == play.moves
    written = JournalEntry.objects.filter(pk__gt=last, code__startswith="sla.", subject_id=scene.case.pk)
    told = {entry.code.removeprefix("sla.clock_") for entry in written if entry.data["definition"] == play.definition}
    quiet = effect == Effect() or (play.event == "recounted" and after.due_at == before.due_at)
    assert told == ({play.event} if play.event and not quiet else set())
    assert compared([scene.case.pk, scene.other.pk], wall.now()).differences == []
    if effect.due in ("moves", "when it goes on") and play.definition == "resolution":
        goes_on(monday, play, scene.case, state, used_now(after))
        assert compared([scene.case.pk, scene.other.pk], wall.now()).differences == []


def values_of(row: Clock) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in Clock._meta.concrete_fields}
