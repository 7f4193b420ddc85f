"""Whom an announcement concerns, who sees what of it, and who has read it."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.standards.given_announcements import announced, confirmed, reminders
from tests.domain.standards.given_manuals import an_approved_version

from fuwutai.domain.accounts.models import Membership, Staff
from fuwutai.domain.standards.announcements import (
    announcement,
    announcement_of_version,
    announcements,
    audience,
    confirmed_of,
    due_announcements,
    late_readers,
)
from fuwutai.domain.standards.commands import announce_version
from fuwutai.domain.standards.models import Announcement
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai
LIN, ZHAO, CHEN, HE = given.LIN, given.ZHAO, given.CHEN, given.HE
NAMES = {LIN: "林小雨", ZHAO: "赵敏", CHEN: "陈国强", HE: "何静"}


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def names(row: Announcement) -> set[str]:
    return {one.name for one in audience(row)}


@pytest.mark.parametrize(
    ("roles", "teams", "people"),
    [
        ([], [], [LIN, ZHAO, CHEN, HE]),
        (["agent"], [], [LIN, ZHAO]),
        (["agent", "administrator"], [], [LIN, ZHAO, HE]),
        ([], ["mobile"], [ZHAO, CHEN]),
        ([], ["broadband", "mobile"], [LIN, ZHAO, CHEN]),
        (["agent"], ["mobile"], [ZHAO]),
        (["supervisor"], ["complaints"], [CHEN]),
    ],
)
def test_it_concerns_who_has_one_of_the_roles_in_one_of_the_teams(roles, teams, people):
    row = announced(roles=roles, team_ids=[given.team(code).pk for code in teams])
    assert names(row) == {NAMES[one] for one in people}
    assert late_readers(row.pk) == {given.staff(one).pk for one in people}


def test_who_joins_is_concerned_and_who_leaves_is_not():
    row = announced(team_ids=[given.team("complaints").pk])
    Membership.objects.create(staff=given.staff(LIN), team=given.team("complaints"))
    Staff.objects.filter(username=CHEN).update(is_active=False)
    assert names(row) == {"林小雨"}


def test_an_agent_sees_what_concerns_her_and_no_counts():
    announced(code="M1", roles=["agent"])
    announced(code="M2", roles=["supervisor"])
    [mine] = announcements(given.agent())
    assert (mine.version.manual_code, mine.is_to_read, mine.readers, mine.have_read) == ("M1", True, 0, 0)


def test_who_drafts_sees_all_and_how_many_have_read():
    row = announced(code="M1", roles=["agent"])
    announced(code="M2")
    confirmed(row, LIN)
    found = {one.version.manual_code: one for one in announcements(given.supervisor())}
    counts = {code: (one.is_mine, one.readers, one.have_read, one.read_percent) for code, one in found.items()}
    assert counts == {"M1": (False, 2, 1, 50), "M2": (True, 4, 0, 0)}


def test_the_newest_stand_first(monday):
    announced(code="M1")
    monday.shift(timedelta(minutes=1))
    announced(code="M2")
    assert [one.version.manual_code for one in announcements(given.agent())] == ["M2", "M1"]


def test_what_a_person_confirmed_stays_hers_also_when_it_concerns_her_no_more():
    row = announced(team_ids=[given.team("broadband").pk])
    confirmed(row, LIN)
    Membership.objects.filter(staff=given.staff(LIN)).delete()
    [found] = announcements(given.agent())
    assert (found.is_mine, found.confirmed_at, found.is_to_read) == (False, MONDAY, False)
    assert confirmed_of(given.agent(), [row.pk]) == {row.pk}
    assert confirmed_of(given.supervisor(), [row.pk]) == set()


def test_what_was_announced_to_others_can_be_read_by_everybody_who_works_here():
    row = announced(roles=["supervisor"])
    found = announcement(given.agent(), row.pk)
    assert (found.is_mine, found.people) == (False, ())


def test_outsiders_see_nothing():
    row = announced()
    for read in (announcements, lambda actor: announcement(actor, row.pk)):
        with pytest.raises(Refused):
            read(Actor.customer())


def test_what_is_not_there_is_not_found():
    given.centre()
    with pytest.raises(NotFound):
        announcement(given.agent(), 987_654_321)


def test_the_readers_stand_late_ones_first_then_by_the_time_of_reading(monday):
    row = announced()
    for username in (CHEN, LIN):
        monday.shift(timedelta(minutes=1))
        confirmed(row, username)
    Staff.objects.filter(username=CHEN).update(is_active=False)
    people = announcement(given.administrator(), row.pk).people
    assert [(one.name, one.confirmed_at, one.is_concerned) for one in people if one.confirmed_at] == [
        ("陈国强", MONDAY + timedelta(minutes=1), False),
        ("林小雨", MONDAY + timedelta(minutes=2), True),
    ]
    assert {one.name for one in people[:2]} == {"何静", "赵敏"} and not any(one.confirmed_at for one in people[:2])


def test_of_nobody_everybody_has_read_it():
    row = announced(roles=["administrator"])
    Staff.objects.filter(username=HE).update(is_active=False)
    found = announcement(given.supervisor(), row.pk)
    assert (found.readers, found.read_percent) == (0, 100)


def test_only_what_is_due_is_found(monday):
    reminders(2)
    first = announced(code="M1")
    monday.shift(timedelta(days=1))
    second = announced(code="M2")
    assert due_announcements(MONDAY + timedelta(days=1, hours=23), limit=9) == []
    assert due_announcements(MONDAY + timedelta(days=2), limit=9) == [first.pk]
    assert due_announcements(MONDAY + timedelta(days=9), limit=9) == [first.pk, second.pk]
    assert due_announcements(MONDAY + timedelta(days=9), limit=1) == [first.pk]


def test_an_announcement_is_found_by_its_version():
    row = announced()
    assert announcement_of_version(given.agent(), row.version_id) == row.pk
    assert announcement_of_version(given.agent(), 987_654_321) is None


def test_reads_cost_three_statements(django_assert_max_num_queries):
    for number in range(1, 6):
        confirmed(announced(code=f"M{number}"), LIN, ZHAO)
    version = an_approved_version()
    row = announce_version(actor=given.administrator(), version_id=version.pk)
    for actor in (given.agent(), given.supervisor()):
        with django_assert_max_num_queries(3):
            assert len(announcements(actor)) == 6
        with django_assert_max_num_queries(3):
            announcement(actor, row.pk)
