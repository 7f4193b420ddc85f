"""Reading notices: one's own only, and nothing that was not shown."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.budgets import budget
from tests.domain.notices.given_notices import escalated
from tests.rows import nothing_changes

from fuwutai.domain.notices.commands import give_notice, mark_all_read, mark_read, settle_matter
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel import clock, push
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def lins_notice() -> Notice:
    escalated(given.an_open_case())
    return Notice.objects.get(staff=given.staff())


def test_a_notice_is_read_once_and_leaves_no_trace_in_the_journal(monday):
    notice, lin, written = lins_notice(), given.agent(), JournalEntry.objects.count()
    with budget(mark_read):
        mark_read(actor=lin, notice_id=notice.pk)
    monday.shift(timedelta(minutes=1))
    again = mark_read(actor=lin, notice_id=notice.pk)
    assert again.read_at == Notice.objects.get().read_at == MONDAY
    assert JournalEntry.objects.count() == written


@pytest.mark.parametrize("who", [given.supervisor, given.agent_elsewhere, lambda: Actor.system("tests")])
def test_anothers_notice_is_not_there(who):
    notice = lins_notice()
    actor = who()
    with nothing_changes(), pytest.raises(NotFound):
        mark_read(actor=actor, notice_id=notice.pk)


def test_a_customer_with_the_number_of_a_person_reads_nothing():
    notice = lins_notice()
    with nothing_changes(), pytest.raises(NotFound):
        mark_read(actor=Actor.customer(notice.staff_id), notice_id=notice.pk)


def test_what_is_not_due_yet_is_not_there(monday):
    monday.move_to(MONDAY + timedelta(hours=12), tick=False)
    notice = lins_notice()
    with nothing_changes():
        with pytest.raises(NotFound):
            mark_read(actor=given.agent(), notice_id=notice.pk)
        assert mark_all_read(actor=given.agent(), until=clock.now()) == 0


def test_all_that_was_shown_is_read_and_what_came_since_is_not(monday):
    for nth in range(2):
        escalated(given.an_open_case(phone=f"1381234567{nth}"), tell=["assignee", "supervisors"])
    lin, shown_at = given.agent(), clock.now()
    monday.shift(timedelta(minutes=1))
    escalated(given.an_open_case())
    with budget(mark_all_read):
        assert mark_all_read(actor=lin, until=shown_at) == 2
    assert Notice.objects.filter(staff_id=lin.id, read_at=None).get().created_at > shown_at
    assert Notice.objects.filter(staff=given.staff(given.CHEN), read_at=None).count() == 2


def test_the_other_pages_of_the_person_hear_that_it_was_read(django_capture_on_commit_callbacks):
    notice, heard = lins_notice(), []
    end = push.listen(lambda channel, payload: heard.append((channel, payload)))
    with django_capture_on_commit_callbacks(execute=True):
        mark_read(actor=given.agent(), notice_id=notice.pk)
        mark_all_read(actor=given.agent(), until=clock.now())
    end()
    assert heard == [("staff", [notice.staff_id])]


def test_a_settled_matter_waits_no_longer_for_the_person_and_for_others_does():
    lin, zhao = given.staff().pk, given.staff(given.ZHAO).pk
    for about in ("tests:1", "tests:2"):
        give_notice(actor=SYSTEM, staff_ids=[lin, zhao], code="tests.told", about=about, data={})
    with budget(settle_matter):
        assert settle_matter(actor=SYSTEM, staff_ids=[lin], about="tests:1") == 1
    with nothing_changes():
        assert settle_matter(actor=SYSTEM, staff_ids=[lin], about="tests:1") == 0
    unread = Notice.objects.filter(read_at=None).order_by("pk").values_list("staff__username", "about")
    assert list(unread) == [(given.ZHAO, "tests:1"), (given.LIN, "tests:2"), (given.ZHAO, "tests:2")]


def test_only_the_platform_settles_a_matter():
    notice, lin = lins_notice(), given.agent()
    with nothing_changes(), pytest.raises(Refused):
        settle_matter(actor=lin, staff_ids=[notice.staff_id], about=notice.about)
