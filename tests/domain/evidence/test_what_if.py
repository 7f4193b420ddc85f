"""What another target or calendar would have meant: nothing where nothing differs, and never less with more time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from tests import given
from tests.domain.evidence.given_histories import SYSTEM, random_histories
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import reply_to_case
from fuwutai.domain.evidence import what_if as module
from fuwutai.domain.evidence.attainment import Tally, attainment
from fuwutai.domain.evidence.what_if import flipped, outcome_of, what_if
from fuwutai.domain.sla.choices import CLOCKS
from fuwutai.domain.sla.jobs import sweep
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY = datetime(2026, 3, 6, 17, 0, tzinfo=SHANGHAI)


def tally(row: Tally) -> tuple[int, int, int, int]:
    return row.kept, row.missed, row.open, row.cancelled


@pytest.mark.parametrize("seed", range(5))
def test_the_same_calendar_flips_nothing_whatever_happened(time_machine, seed):
    random_histories(seed, time_machine, corrected=True)
    seen = 0
    for definition in CLOCKS:
        found = what_if(SYSTEM, definition=definition, calendar="cn")
        assert (found.lost, found.won) == ([], [])
        assert found.after == found.before
        seen += found.before.promises
    assert seen > 20


@pytest.mark.parametrize("seed", [4, 5])
def test_the_same_target_flips_nothing(time_machine, seed):
    random_histories(seed, time_machine, corrected=False)
    for definition, clause, target in (
        ("first_response", "S4-6.1-1", {"minutes": 30}),
        ("first_response", "S4-7.2-2", {"seconds": 900}),
        ("next_response", "OWN", {"minutes": 60}),
        ("complaint_reply", "OWN", {"working_days": 2}),
    ):
        asked = {"definition": definition, "narrowing": {"clause": clause}}
        found = what_if(SYSTEM, calendar="cn", **asked, **target)
        assert found.before.promises and (found.lost, found.won) == ([], [])
        assert found.after == found.before
    sweep({})
    drain()
    for asked in ({"definition": "next_response"}, {"definition": "resolution"}):
        (stored,) = attainment(SYSTEM, **asked)
        assert tally(stored) == tally(what_if(SYSTEM, minutes=1, **asked).before)


@pytest.mark.parametrize("seed", [6, 7])
def test_a_stricter_target_never_raises_attainment(time_machine, seed):
    random_histories(seed, time_machine, corrected=True)
    for definition in ("first_response", "resolution"):
        targets = (1, 15, 30, 60, 240, 1440, 10_000)
        rows = [what_if(SYSTEM, definition=definition, minutes=minutes) for minutes in targets]
        assert all(row.before == rows[0].before for row in rows)
        for stricter, laxer in pairwise(rows):
            assert stricter.after.kept <= laxer.after.kept and stricter.after.missed >= laxer.after.missed
            if None not in (stricter.after.percent, laxer.after.percent):
                assert stricter.after.percent <= laxer.after.percent
        assert rows[0].after.missed > rows[-1].after.missed


def answered(opened: datetime, time_machine, after: timedelta, phone: str):
    time_machine.move_to(opened, tick=False)
    case = given.a_case(phone=phone)
    time_machine.move_to(opened + after, tick=False)
    reply_to_case(actor=given.agent(), case_id=case.pk, body="您好。")
    return case


def office_minutes(start: datetime, end: datetime) -> int:
    """Count the minutes of a plain office week one by one."""
    minute, found = start, 0
    while minute < end:
        clock = minute.hour * 60 + minute.minute
        found += minute.weekday() < 5 and (540 <= clock < 720 or 810 <= clock < 1050)
        minute += timedelta(minutes=1)
    return found


def test_another_calendar_counts_its_own_hours(time_machine):
    ends = [timedelta(minutes=30), timedelta(hours=64, minutes=10), timedelta(hours=64, minutes=20)]
    cases = [answered(FRIDAY, time_machine, after, f"1391234567{nth}") for nth, after in enumerate(ends)]
    worked = [office_minutes(FRIDAY, FRIDAY + after) for after in ends]
    passed = [after // timedelta(minutes=1) for after in ends]
    assert (worked, passed) == ([30, 40, 50], [30, 3850, 3860])
    assert tally(attainment(SYSTEM, definition="first_response")[0]) == (1, 2, 0, 0)
    for minutes in (25, 30, 40, 45, 50, 3855, 4000):
        by_office = what_if(SYSTEM, definition="first_response", minutes=minutes).after
        round_the_clock = what_if(SYSTEM, definition="first_response", minutes=minutes, calendar="always")
        assert by_office.kept == sum(one <= minutes for one in worked)
        assert round_the_clock.after.kept == sum(one <= minutes for one in passed)
    found = what_if(SYSTEM, definition="first_response", minutes=45)
    ((flip, case),) = flipped(given.supervisor(), found.won)
    assert (case, outcome_of(flip.before), outcome_of(flip.after)) == (cases[1], "missed", "kept")
    assert (flip.before.used_seconds, flip.after.used_seconds) == (2400, 2400)
    assert (flip.before.target_seconds, flip.after.target_seconds) == (1800, 2700)
    strict = what_if(SYSTEM, definition="first_response", seconds=1799)
    assert [flip.clock_id for flip in strict.lost] == [Clock.objects.get(case=cases[0], definition="first_response").pk]


def test_working_days_are_counted_by_the_calendar_that_is_supposed(time_machine):
    time_machine.move_to(FRIDAY, tick=False)
    given.centre()
    adopt_rule(actor=SYSTEM, kind="sla.first_response", value={"working_days": 1}, scope={"type": "request"})
    case = given.a_case(type="request")
    time_machine.move_to(FRIDAY + timedelta(days=3), tick=False)  # Monday 17:00 is within one working day
    reply_to_case(actor=given.agent(), case_id=case.pk, body="您好。")
    as_it_was = what_if(SYSTEM, definition="first_response", calendar="cn")
    with_weekends = what_if(SYSTEM, definition="first_response", calendar="always")
    assert (tally(as_it_was.after), tally(with_weekends.after)) == ((1, 0, 0, 0), (0, 1, 0, 0))
    assert with_weekends.lost[0].after.target_seconds == 31 * 3600  # Friday 17:00 to the end of Saturday


def test_what_is_past_its_deadline_now_is_missed_in_both(time_machine):
    time_machine.move_to(datetime(2026, 3, 2, 2, tzinfo=UTC), tick=False)
    given.a_case()
    time_machine.shift(timedelta(minutes=40))
    found = what_if(SYSTEM, definition="first_response", minutes=20)
    assert (tally(found.before), tally(found.after)) == ((0, 1, 0, 0), (0, 1, 0, 0))
    found = what_if(SYSTEM, definition="first_response", minutes=50)
    assert (tally(found.after), found.won) == ((0, 0, 1, 0), [])


def test_what_cannot_be_supposed_is_refused_and_nothing_changes(monkeypatch):
    given.a_case(), given.a_case(phone="13812345678")
    wrong = [
        {},
        {"minutes": 0},
        {"minutes": -5},
        {"working_days": 1_001},
        {"minutes": 5, "seconds": 5},
        {"calendar": "lunar"},
    ]
    with nothing_changes():
        what_if(SYSTEM, definition="first_response", minutes=5)
        for supposed in wrong:
            with pytest.raises(Invalid):
                what_if(SYSTEM, definition="first_response", **supposed)
        for actor in (given.agent(), Actor.customer()):
            with pytest.raises(Refused):
                what_if(actor, definition="first_response", minutes=5)
        monkeypatch.setattr(module, "MOST_PROMISES", 1)
        with pytest.raises(Invalid) as refused:
            what_if(SYSTEM, definition="first_response", minutes=5)
    assert refused.value.code == "too_many_promises"
    what_if(SYSTEM, definition="first_response", minutes=5, narrowing={"team": "0"})


def test_a_thousand_promises_cost_as_many_statements_as_one(django_assert_num_queries):
    given.a_case()
    what_if(SYSTEM, definition="first_response", minutes=5)
    with django_assert_num_queries(2):
        what_if(SYSTEM, definition="first_response", minutes=5)
    for nth in range(5):
        given.a_case(phone=f"139{nth:08d}")
    with django_assert_num_queries(2):
        found = what_if(SYSTEM, definition="first_response", minutes=5)
    assert found.before.promises == 6
    with django_assert_num_queries(0):
        assert flipped(SYSTEM, found.won) == []
