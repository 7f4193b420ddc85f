"""Who hears of announced changes of manuals, of late readings and of revisions that are due."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.notices.given_notices import told
from tests.domain.standards.given_announcements import announced, confirmed, reminders, revised
from tests.domain.standards.given_manuals import an_approved_version
from tests.rows import nothing_changes

from fuwutai.domain.notices.commands import forget_notices
from fuwutai.domain.notices.models import Notice
from fuwutai.domain.notices.queries import notice_page, unread_count
from fuwutai.domain.notices.reactions import remind_late_readers, tell_readers
from fuwutai.domain.standards.commands import announce_version, withdraw_approval
from fuwutai.domain.standards.events import ReadingOverdue, VersionAnnounced
from fuwutai.domain.standards.jobs import ask_for_revisions, remind_all_readers
from fuwutai.domain.standards.models import Announcement
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.reactions import Recorded
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai
LIN, ZHAO, CHEN, HE = given.LIN, given.ZHAO, given.CHEN, given.HE


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def announced_and_told(**differs) -> Announcement:
    row = announced(**differs)
    drain()
    return row


def reminded(monday, days: int = 2) -> None:
    monday.shift(timedelta(days=days))
    remind_all_readers({})
    drain()


def recorded(event: object) -> Recorded:
    return Recorded(event=event, at=clock.now(), actor=Actor.system("tests"), entry_id=1)


def test_everybody_whom_it_concerns_is_told_with_codes_and_numbers_only():
    row = announced_and_told(roles=["agent"], text="请注意")
    assert told(code="standards.version_announced") == [LIN, ZHAO]
    assert {(one.about, one.rank, one.case_id) for one in Notice.objects.all()} == {(f"announcement:{row.pk}", 0, None)}
    assert Notice.objects.first().data == {"announcement": row.pk, "manual": "M1", "number": 1}


def test_at_night_it_waits_for_the_morning(monday):
    monday.move_to(datetime(2026, 3, 6, 12, tzinfo=UTC), tick=False)  # Friday evening
    announced_and_told()
    assert {one.not_before for one in Notice.objects.all()} == {datetime(2026, 3, 9, 1, tzinfo=UTC)}


def test_who_confirms_has_no_notice_of_it_left():
    row = announced_and_told()
    assert (unread_count(given.agent()), unread_count(given.agent_elsewhere())) == (1, 1)
    confirmed(row, LIN)
    assert (unread_count(given.agent()), unread_count(given.agent_elsewhere())) == (0, 1)
    [kept] = notice_page(given.agent(), None).rows
    assert kept.read_at == MONDAY


def test_only_the_late_are_reminded_and_the_reminder_takes_the_place_of_what_came_before(monday):
    reminders(2, 2)
    row = announced_and_told()
    confirmed(row, LIN, HE)
    reminded(monday)
    assert told(code="standards.reading_overdue", rank=1) == [CHEN, ZHAO]
    assert told(read_at=None) == [CHEN, ZHAO]
    reminded(monday)
    assert told(read_at=None, rank=2) == [CHEN, ZHAO]
    reminded(monday, days=9)
    assert [one.rank for one in notice_page(given.supervisor(), None).rows] == [2]


def test_who_confirms_before_the_reminder_is_given_gets_none():
    row = announced(roles=["agent"])
    confirmed(row, LIN, ZHAO)
    about = {"manual_id": row.version.manual_id, "version_id": row.version_id, "announcement_id": row.pk}
    with nothing_changes():
        remind_late_readers(recorded(ReadingOverdue(**about, reminder=1)))
        tell_readers(recorded(VersionAnnounced(**about)))


def test_a_reaction_that_runs_twice_tells_nobody_twice():
    row = announced_and_told()
    event = VersionAnnounced(
        manual_id=row.version.manual_id, version_id=row.version_id, announcement_id=row.pk
    )
    with nothing_changes():
        tell_readers(recorded(event))


def test_what_was_taken_back_is_told_in_the_place_of_all_that_was_told_before(monday):
    version = an_approved_version(effective_from=MONDAY + timedelta(days=30))
    announce_version(actor=given.supervisor(), version_id=version.pk, roles=["agent"])
    drain()
    withdraw_approval(actor=given.administrator(), version_id=version.pk, text="再议")
    monday.shift(timedelta(minutes=1))
    drain()
    still = told(read_at=None, about__startswith="announcement:")
    assert still == told(code="standards.announcement_taken_back") == [LIN, ZHAO]
    assert [one.code for one in notice_page(given.agent(), None).rows] == ["standards.announcement_taken_back"]


def test_what_is_taken_back_before_anybody_was_told_is_told_to_nobody():
    version = an_approved_version(effective_from=MONDAY + timedelta(days=30))
    announce_version(actor=given.supervisor(), version_id=version.pk)
    withdraw_approval(actor=given.administrator(), version_id=version.pk, text="再议")
    drain()
    assert told(about__startswith="announcement:") == []


def test_who_drafts_is_asked_for_the_revision_once(monday):
    monday.move_to(datetime(2026, 6, 10, 2, tzinfo=UTC), tick=False)
    manual = revised()
    for _ in range(2):
        ask_for_revisions({})
        drain()
    assert told(code="standards.revision_due") == sorted([CHEN, HE])
    notice = Notice.objects.first()
    assert (notice.about, notice.data) == (f"revision:{manual.pk}:2026Q2", {"manual": "M1", "period": "2026Q2"})


def test_what_is_to_be_read_is_not_forgotten_while_it_is_unread(monday):
    announced_and_told()
    monday.shift(timedelta(days=400))
    assert forget_notices(actor=Actor.system("tests")) == 0
