"""Who hears of a promise in danger, and when."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import given
from tests.domain.notices.given_notices import escalated, escalation, told
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.accounts.models import Membership, Staff
from fuwutai.domain.accounts.queries import PERMISSIONS
from fuwutai.domain.cases.commands import assign_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.notices.models import Notice
from fuwutai.domain.notices.reactions import tell
from fuwutai.domain.sla.jobs import sweep
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import forget_rules
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
LIN, ZHAO, CHEN, HE = given.LIN, given.ZHAO, given.CHEN, given.HE


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def taken() -> Case:
    """Return a case of the broadband team on which Lin works."""
    return given.an_open_case()


def free() -> Case:
    """Return a case of the broadband team on which nobody works."""
    return given.a_case()


def elsewhere() -> Case:
    """Return a case of the complaints team, in which Chen is alone."""
    return given.a_case(team_code="complaints")


@pytest.mark.parametrize(
    ("make", "tell", "people"),
    [
        (taken, ["assignee"], [LIN]),
        (free, ["assignee"], [CHEN, LIN]),
        (taken, ["team"], [CHEN, LIN]),
        (taken, ["supervisors"], [CHEN]),
        (taken, ["assignee", "team", "supervisors"], [CHEN, LIN]),
        (elsewhere, ["team"], [CHEN]),
        (elsewhere, ["assignee", "supervisors"], [CHEN]),
        (taken, [], [CHEN]),
    ],
)
def test_the_rule_says_who_is_told_and_each_person_once(make, tell, people):
    escalated(make(), tell=tell)
    assert told() == people


def test_supervisors_elsewhere_are_told_of_a_team_that_has_none():
    Membership.objects.filter(staff=given.staff(CHEN), team=given.team()).delete()
    escalated(free(), tell=["supervisors"])
    assert told() == [CHEN]


def test_who_left_is_not_told_and_the_team_is_in_their_place():
    case = taken()
    Staff.objects.filter(username=LIN).update(is_active=False)
    escalated(case, tell=["assignee"])
    assert told() == [CHEN]


def test_nobody_is_told_of_a_case_out_of_sight(monkeypatch):
    case = taken()
    monkeypatch.setitem(PERMISSIONS, "agent", frozenset())
    escalated(case, tell=["assignee", "team"])
    assert told() == [CHEN]


def test_a_case_that_was_given_on_is_told_to_who_has_it_now():
    case = taken()
    climbed = escalation(case, tell=["assignee"])
    chen, mobile = given.supervisor(), given.team("mobile").pk
    assign_case(actor=chen, case_id=case.pk, team_id=mobile, staff_id=given.staff(ZHAO).pk)
    tell(climbed)
    assert told() == [ZHAO]


def test_a_notice_holds_codes_and_numbers_only():
    case = taken()
    escalated(case, level=2)
    notice = Notice.objects.get()
    assert (notice.code, notice.case_id, notice.rank) == ("sla.escalated", case.pk, 2)
    assert notice.data == {
        "definition": "first_response",
        "round": 1,
        "level": 2,
        "percent": 100,
        "due_at": "2026-03-02T02:00:00+00:00",
    }


def test_a_reaction_that_runs_twice_tells_nobody_twice():
    climbed = escalation(free(), tell=["assignee", "supervisors"])
    tell(climbed)
    with nothing_changes():
        tell(climbed)


def test_a_rule_that_cannot_be_found_is_an_error_and_not_silence():
    climbed = escalation(taken())
    RuleRow.objects.filter(pk=climbed.event.rule_id).delete()
    forget_rules()
    with nothing_changes(), pytest.raises(LookupError):
        tell(climbed)


@pytest.mark.parametrize(
    ("now", "matter", "rule", "told_at"),
    [
        ((2026, 3, 2, 10, 0), {}, {}, (2026, 3, 2, 10, 0)),
        ((2026, 3, 6, 20, 0), {}, {}, (2026, 3, 9, 9, 0)),  # Friday evening: Monday morning
        ((2026, 5, 8, 20, 0), {}, {}, (2026, 5, 9, 9, 0)),  # the Saturday is worked
        ((2026, 4, 30, 23, 0), {}, {}, (2026, 5, 6, 9, 0)),  # the holidays of May
        ((2026, 3, 6, 20, 0), {"priority": "emergency"}, {}, (2026, 3, 6, 20, 0)),
        ((2026, 3, 6, 20, 0), {"priority": "urgent"}, {}, (2026, 3, 6, 20, 0)),
        ((2026, 3, 6, 20, 0), {}, {"urgent": True}, (2026, 3, 6, 20, 0)),
    ],
)
def test_nobody_is_told_at_night_unless_it_is_urgent(monday, now, matter, rule, told_at):
    case = given.a_case(**matter)
    monday.move_to(datetime(*now, tzinfo=SHANGHAI), tick=False)
    escalated(case, **rule)
    assert {notice.not_before for notice in Notice.objects.all()} == {datetime(*told_at, tzinfo=SHANGHAI)}
    assert {notice.created_at for notice in Notice.objects.all()} == {datetime(*now, tzinfo=SHANGHAI)}


@pytest.mark.proves("S0-2.1-2")
def test_a_clock_that_climbs_tells_its_people_through_the_worker(monday):
    case = free()
    about = f"sla:{case.pk}:first_response:1"
    monday.shift(timedelta(minutes=23))  # of 30
    sweep({})
    drain()
    assert told(about=about, rank=1, read_at=None) == [CHEN, LIN]
    monday.shift(timedelta(minutes=8))
    sweep({})
    drain()
    assert told(about=about, rank=2, read_at=None) == [CHEN, LIN]
    assert told(about=about, rank=1, read_at=None) == []


def test_two_rounds_of_a_clock_are_two_matters():
    case = taken()
    for number in (1, 2):
        tell(escalation(case, definition="next_response", round=number))
    assert Notice.objects.filter(read_at=None).count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_levels_in_the_hands_of_two_workers_leave_one_to_read():
    case = free()
    for definition in ("first_response", "resolution", "next_response"):
        lower, higher = (escalation(case, level, definition=definition) for level in (1, 2))
        assert at_once(lambda low=lower: tell(low), lambda high=higher: tell(high)) == [None, None]
    assert told(read_at=None, rank=2) == sorted([CHEN, LIN] * 3)
    assert told(read_at=None, rank=1) == []
