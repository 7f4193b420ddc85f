"""Announcing a version, confirming that one has read it, and reminding the late."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.standards.given_announcements import announced, confirmed, reminders
from tests.domain.standards.given_manuals import a_draft, a_manual, an_approved_version
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.accounts.models import Staff
from fuwutai.domain.standards.commands import (
    announce_version,
    confirm_reading,
    remind_readers,
    take_announcement_back,
    withdraw_approval,
)
from fuwutai.domain.standards.models import Announcement, Reading, RuleRow
from fuwutai.domain.standards.queries import forget_rules
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai
SYSTEM = Actor.system("tests")
LIN, ZHAO, CHEN, HE = given.LIN, given.ZHAO, given.CHEN, given.HE
NEVER = 987_654_321


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def token_of(actor: Actor) -> Actor:
    return Actor(kind="token", id=actor.id, permissions=actor.permissions, reach=actor.reach)


def events(code: str) -> list[dict]:
    return [entry.data for entry in JournalEntry.objects.filter(code=code).order_by("pk")]


@pytest.mark.parametrize("who", [given.supervisor, given.administrator, lambda: SYSTEM])
@pytest.mark.proves("S3-8.2.4-1")
def test_who_approves_announces_to_chosen_people(who):
    mobile = given.team("mobile").pk
    made = announced(by=who(), text=" 请注意 ", roles=["supervisor", "agent", "agent"], team_ids=[mobile, mobile])
    row = Announcement.objects.get()
    assert (row.pk, row.text, row.roles, row.team_ids) == (made.pk, "请注意", ["agent", "supervisor"], [mobile])
    assert (row.announced_at, row.announced_by_id, row.reminded) == (MONDAY, who().id, 0)
    [event] = events("standards.version_announced")
    assert event == {"manual_id": row.version.manual_id, "version_id": row.version_id, "announcement_id": row.pk}


@pytest.mark.parametrize(
    "who", [given.agent, given.agent_elsewhere, Actor.customer, lambda: token_of(given.agent())]
)
def test_who_does_not_approve_announces_nothing(who):
    version, actor = a_manual().versions.get(), who()
    with nothing_changes(), pytest.raises(Refused):
        announce_version(actor=actor, version_id=version.pk)


def test_a_version_that_is_not_there_is_not_announced():
    given.centre()
    chen = given.supervisor()
    with nothing_changes(), pytest.raises(NotFound):
        announce_version(actor=chen, version_id=NEVER)


def test_a_version_is_announced_once():
    first = announced()
    chen = given.supervisor()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        announce_version(actor=chen, version_id=first.version_id)
    assert refused.value.code == "announced_already"


def test_a_draft_is_not_announced():
    draft, he = a_draft(), given.administrator()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        announce_version(actor=he, version_id=draft.pk)
    assert refused.value.code == "version_not_approved"


def test_a_version_that_was_followed_is_not_announced():
    manual = a_manual(since=MONDAY - timedelta(days=30))
    an_approved_version(manual)
    first, he = manual.versions.get(number=1), given.administrator()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        announce_version(actor=he, version_id=first.pk)
    assert refused.value.code == "version_retired"


def test_a_version_yet_to_come_is_announced_before_it_takes_effect():
    manual = a_manual(since=MONDAY + timedelta(days=30))
    made = announce_version(actor=given.supervisor(), version_id=manual.versions.get().pk)
    assert made.version.effective_from > MONDAY


@pytest.mark.parametrize(
    ("differs", "field"),
    [
        ({"roles": ["director"]}, "roles"),
        ({"team_ids": [NEVER]}, "team_ids"),
        ({"text": "长" * 2001}, "text"),
    ],
)
def test_what_is_not_there_cannot_be_chosen(differs, field):
    version, he = a_manual().versions.get(), given.administrator()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        announce_version(actor=he, version_id=version.pk, **differs)
    assert list(refused.value.fields) == [field]


def test_an_announcement_that_reaches_nobody_is_refused():
    version, he, complaints = a_manual().versions.get(), given.administrator(), given.team("complaints").pk
    with nothing_changes(), pytest.raises(Invalid):
        announce_version(actor=he, version_id=version.pk, roles=["agent"], team_ids=[complaints])


@pytest.mark.parametrize(
    ("now", "days", "at_most", "due"),
    [
        ((2026, 3, 2, 2), 2, 3, (2026, 3, 4, 2)),
        ((2026, 3, 6, 2), 2, 3, (2026, 3, 10, 2)),  # over a weekend
        ((2026, 4, 30, 2), 1, 3, (2026, 5, 6, 2)),  # over the holidays of May
        ((2026, 3, 2, 14), 2, 3, (2026, 3, 5, 1)),  # at night: when the centre opens next
        ((2026, 3, 2, 2), 2, 0, None),
    ],
)
@pytest.mark.proves("OWN-5")
def test_the_first_reminder_comes_after_so_many_working_days(monday, now, days, at_most, due):
    monday.move_to(datetime(*now, tzinfo=UTC), tick=False)
    reminders(days, at_most)
    wanted = datetime(*due, tzinfo=UTC) if due else None
    assert announced().next_reminder_at == wanted


def test_without_a_rule_nobody_is_reminded():
    given.centre()
    RuleRow.objects.filter(kind="standards.read_confirmation").delete()
    forget_rules()
    assert announced().next_reminder_at is None


@pytest.mark.proves("S3-8.2.4-1")
def test_a_person_confirms_once_and_a_second_time_changes_nothing(monday):
    announcement, lin = announced(), given.agent()
    first = confirm_reading(actor=lin, announcement_id=announcement.pk)
    monday.shift(timedelta(hours=1))
    with nothing_changes():
        assert confirm_reading(actor=lin, announcement_id=announcement.pk).pk == first.pk
    assert Reading.objects.get().confirmed_at == MONDAY
    [event] = events("standards.reading_confirmed")
    assert event == {
        "manual_id": announcement.version.manual_id, "announcement_id": announcement.pk, "staff_id": lin.id,
    }  # fmt: skip


def test_whom_it_does_not_concern_confirms_nothing():
    announcement = announced(roles=["agent"], team_ids=[given.team("mobile").pk])
    for actor in (given.agent(), given.supervisor()):
        with nothing_changes(), pytest.raises(Refused) as refused:
            confirm_reading(actor=actor, announcement_id=announcement.pk)
        assert refused.value.code == "not_concerned"
    assert confirm_reading(actor=given.agent_elsewhere(), announcement_id=announcement.pk)


@pytest.mark.parametrize("who", [lambda: SYSTEM, lambda: token_of(given.agent()), Actor.customer])
def test_only_a_person_of_the_centre_confirms(who):
    announcement, actor = announced(), who()
    with nothing_changes(), pytest.raises(Refused):
        confirm_reading(actor=actor, announcement_id=announcement.pk)


def test_an_announcement_that_is_not_there_is_not_confirmed():
    lin = given.agent()
    with nothing_changes(), pytest.raises(NotFound):
        confirm_reading(actor=lin, announcement_id=NEVER)


def test_who_left_is_not_waited_for():
    reminders()
    announcement = announced(roles=["agent"])
    confirmed(announcement, LIN)
    Staff.objects.filter(username=ZHAO).update(is_active=False)
    assert remind_at_its_time(announcement) == 0
    announcement.refresh_from_db()
    assert (announcement.reminded, announcement.next_reminder_at) == (0, None)


def remind_at_its_time(announcement: Announcement) -> int:
    """Let the clock stand where the reminder is due, and remind."""
    announcement.refresh_from_db()
    with clock.stopped_at(announcement.next_reminder_at):
        return remind_readers(actor=SYSTEM, announcement_id=announcement.pk)


@pytest.mark.proves("OWN-5")
def test_the_late_are_reminded_as_often_as_the_rule_says():
    reminders(2, 2)
    announcement = announced()
    confirmed(announcement, LIN)
    assert [remind_at_its_time(announcement) for _ in range(2)] == [1, 2]
    announcement.refresh_from_db()
    assert (announcement.reminded, announcement.next_reminder_at) == (2, None)
    assert [event["reminder"] for event in events("standards.reading_overdue")] == [1, 2]


def test_before_its_time_nobody_is_reminded():
    reminders()
    announcement = announced()
    with nothing_changes():
        assert remind_readers(actor=SYSTEM, announcement_id=announcement.pk) == 0
        assert remind_readers(actor=SYSTEM, announcement_id=NEVER) == 0


def test_once_everybody_has_read_it_reminding_ends():
    reminders()
    announcement = announced()
    confirmed(announcement, LIN, ZHAO, CHEN, HE)
    assert remind_at_its_time(announcement) == 0
    announcement.refresh_from_db()
    assert (announcement.reminded, announcement.next_reminder_at) == (0, None)
    assert events("standards.reading_overdue") == []


def test_a_rule_that_ended_meanwhile_reminds_nobody():
    rule = reminders()
    announcement = announced()
    RuleRow.objects.filter(pk=rule.pk).update(valid_to=MONDAY + timedelta(hours=1))
    forget_rules()
    assert remind_at_its_time(announcement) == 0
    announcement.refresh_from_db()
    assert announcement.next_reminder_at is None


def test_once_a_later_version_is_followed_nobody_is_reminded_of_the_earlier_one():
    reminders()
    announcement = announced()
    assert remind_at_its_time(announcement) == 1
    announcement.refresh_from_db()
    an_approved_version(announcement.version.manual, effective_from=announcement.next_reminder_at)
    assert remind_at_its_time(announcement) == 0
    announcement.refresh_from_db()
    assert (announcement.reminded, announcement.next_reminder_at) == (1, None)
    assert len(events("standards.reading_overdue")) == 1


def test_only_the_platform_reminds_and_takes_back():
    reminders()
    announcement, he = announced(), given.administrator()
    with nothing_changes(), pytest.raises(Refused):
        remind_readers(actor=he, announcement_id=announcement.pk)
    with nothing_changes(), pytest.raises(Refused):
        take_announcement_back(actor=he, version_id=announcement.version_id)


def test_an_approval_that_is_taken_back_takes_its_announcement_along():
    version = an_approved_version(effective_from=MONDAY + timedelta(days=30))
    first = announce_version(actor=given.supervisor(), version_id=version.pk)
    confirmed(first, LIN)
    withdraw_approval(actor=given.administrator(), version_id=version.pk, text="再议")
    assert not Announcement.objects.exists() and not Reading.objects.exists()
    [event] = events("standards.announcement_taken_back")
    assert event["announcement_id"] == first.pk
    assert len(events("standards.reading_confirmed")) == 1


def test_without_an_announcement_there_is_nothing_to_take_back():
    version = a_manual().versions.get()
    with nothing_changes():
        assert take_announcement_back(actor=SYSTEM, version_id=version.pk) is False


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_announcements_at_once_one_wins():
    version, he, chen = a_manual().versions.get(), given.administrator(), given.supervisor()
    results = at_once(
        lambda: announce_version(actor=he, version_id=version.pk),
        lambda: announce_version(actor=chen, version_id=version.pk),
    )
    assert sorted(type(one).__name__ for one in results) == ["Announcement", "Conflict"]
    assert Announcement.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_confirmation_pressed_twice_at_once_is_kept_once():
    announcement, lin = announced(), given.agent()
    results = at_once(*[lambda: confirm_reading(actor=lin, announcement_id=announcement.pk)] * 2)
    assert [type(one).__name__ for one in results] == ["Reading", "Reading"]
    assert Reading.objects.count() == len(events("standards.reading_confirmed")) == 1
