"""What the bell counts and the list shows: one's own, due, in sight, and not over."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.notices.given_notices import escalated
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import assign_case, reply_to_case, resolve_case
from fuwutai.domain.notices.commands import give_notice, mark_all_read
from fuwutai.domain.notices.models import Notice
from fuwutai.domain.notices.queries import MOST_COUNTED, notice_page, unread_count
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def shown(actor: Actor) -> list[tuple[int | None, int]]:
    """Return (case, rank) of the list of a person, which the bell must agree with while nothing is read."""
    rows = notice_page(actor, None).rows
    assert unread_count(actor) == sum(row.read_at is None for row in rows)
    return [(row.case_id, row.rank) for row in rows]


def test_people_see_their_own_and_others_nothing():
    case = given.a_case()
    escalated(case)
    assert shown(given.agent()) == shown(given.supervisor()) == [(case.pk, 1)]
    lin = given.staff().pk
    for other in (given.agent_elsewhere(), Actor.system("tests"), Actor.customer(lin, frozenset({case.pk}))):
        assert shown(other) == []


def test_what_waits_for_the_morning_is_neither_shown_nor_counted_before(monday):
    case = given.an_open_case()
    monday.move_to(datetime(2026, 3, 6, 12, tzinfo=UTC), tick=False)  # Friday, 20:00 in Shanghai
    escalated(case, definition="resolution")
    monday.move_to(datetime(2026, 3, 9, 0, 59, 59, tzinfo=UTC), tick=False)
    assert shown(given.agent()) == []
    monday.move_to(datetime(2026, 3, 9, 1, tzinfo=UTC), tick=False)
    assert shown(given.agent()) == [(case.pk, 1)]


def test_a_clock_that_has_stopped_meanwhile_is_not_told():
    case = given.a_case()
    escalated(case)
    escalated(case, definition="resolution")
    reply_to_case(actor=given.agent(), case_id=case.pk, body="您好，请重启光猫。")
    [left] = notice_page(given.agent(), None).rows
    assert (left.data["definition"], unread_count(given.agent())) == ("resolution", 1)
    resolve_case(actor=given.agent(), case_id=case.pk)
    assert shown(given.agent()) == []


def test_a_clock_that_only_pauses_is_told():
    case = given.a_waiting_case()
    escalated(case, definition="resolution")
    assert shown(given.agent()) == [(case.pk, 1)]


def test_what_was_read_stays_in_the_list_when_it_is_over():
    case = given.a_case()
    escalated(case)
    mark_all_read(actor=given.agent(), until=clock.now())
    reply_to_case(actor=given.agent(), case_id=case.pk, body="您好，请重启光猫。")
    assert shown(given.agent()) == [(case.pk, 1)]
    assert shown(given.supervisor()) == []


def test_a_case_that_left_the_team_takes_its_notices_out_of_sight():
    case = given.a_case()
    escalated(case)
    assign_case(actor=given.supervisor(), case_id=case.pk, team_id=given.team("mobile").pk)
    assert shown(given.agent()) == []
    assert shown(given.supervisor()) == [(case.pk, 1)]


def test_a_notice_about_no_case_is_seen():
    given.centre()
    give_notice(
        actor=Actor.system("tests"), staff_ids=[given.staff().pk], code="tests.told", about="tests:1", data={}
    )
    assert shown(given.agent()) == [(None, 0)]


def test_of_one_clock_only_the_highest_level_stands_in_the_list(monday):
    case = given.an_open_case()
    for level in (1, 2, 3):
        escalated(case, level, definition="resolution")
        monday.shift(timedelta(minutes=1))
    assert shown(given.agent()) == [(case.pk, 3)]


def test_a_level_that_still_waits_hides_nothing(monday):
    case = given.an_open_case()
    escalated(case, 1, definition="resolution")
    mark_all_read(actor=given.agent(), until=clock.now())
    monday.shift(timedelta(hours=12))
    escalated(case, 2, definition="resolution")
    assert shown(given.agent()) == [(case.pk, 1)]


def test_the_newest_stand_first_and_each_on_one_page_only(monday):
    cases = []
    for nth in range(5):
        cases.append(given.an_open_case(phone=f"1381234567{nth}"))
        escalated(cases[-1], definition="resolution")
        monday.shift(timedelta(minutes=nth % 2))  # some at the same moment
    seen, cursor = [], None
    while True:
        found = notice_page(given.agent(), cursor, size=2)
        seen += [row.case_id for row in found.rows]
        if (cursor := found.next) is None:
            break
    assert seen == [case.pk for case in reversed(cases)]
    with nothing_changes(), pytest.raises(Invalid):
        notice_page(given.agent(), "made-up")


def test_bell_and_page_cost_one_statement_each(django_assert_num_queries):
    for level in (1, 2, 3):
        escalated(given.an_open_case(phone=f"1381234567{level}"), level, definition="resolution", tell=["team"])
    for actor in (given.agent(), given.supervisor()):
        with django_assert_num_queries(1):
            assert unread_count(actor) == 3
        with django_assert_num_queries(1):
            assert [row.case.assignee.display_name for row in notice_page(actor, None).rows] == ["林小雨"] * 3


def test_the_bell_does_not_count_for_ever():
    lin = given.staff()
    now = clock.now()
    Notice.objects.bulk_create(
        Notice(staff=lin, code="tests.told", about=f"tests:{nth}", created_at=now, not_before=now)
        for nth in range(MOST_COUNTED + 5)
    )
    assert unread_count(given.agent()) == MOST_COUNTED
