"""Who hears of the review of a version: those who may approve, then those who wrote it."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.notices.given_notices import told
from tests.domain.standards.given_manuals import a_coming_version, a_manual, a_submitted_version, an_approved_version
from tests.rows import nothing_changes

from fuwutai.domain.notices.choices import (
    APPROVED,
    GIVEN_UP,
    NOT_APPROVED,
    RESTORED,
    REVIEW_ASKED,
    REVIEW_ENDED,
)
from fuwutai.domain.notices.models import Notice
from fuwutai.domain.notices.queries import notice_page, unread_count
from fuwutai.domain.notices.reactions import ask_for_review
from fuwutai.domain.standards.commands import (
    approve_version,
    discard_version,
    return_version,
    roll_back,
    submit_version,
    withdraw_approval,
)
from fuwutai.domain.standards.events import VersionSubmitted
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.reactions import Recorded
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai
CHEN, HE = given.CHEN, given.HE


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours; Chen writes, He may approve as Chen may."""
    time_machine.move_to(MONDAY, tick=False)
    given.supervisor(), given.administrator(), given.agent()
    return time_machine


def waiting():
    """Return the unread notices as (who, code)."""
    return sorted(Notice.objects.filter(read_at=None).values_list("staff__username", "code"))


def test_those_who_may_approve_are_asked_and_whoever_wrote_it_is_not():
    version = a_submitted_version(a_manual("M1"))
    drain()
    assert waiting() == [(HE, REVIEW_ASKED)]
    assert Notice.objects.get().data == {"version": version.pk, "manual": "M1", "number": 2}


def test_what_is_sent_back_is_told_to_whoever_wrote_it_and_waits_for_nobody_else():
    version = a_submitted_version()
    drain()
    return_version(actor=given.administrator(), version_id=version.pk, text="请补充依据")
    drain()
    assert waiting() == [(CHEN, REVIEW_ENDED)]


def test_what_is_sent_again_asks_again_and_leaves_the_writer_alone():
    version = a_submitted_version()
    drain()
    return_version(actor=given.administrator(), version_id=version.pk, text="请补充依据")
    drain()
    submit_version(actor=given.supervisor(), version_id=version.pk)
    drain()
    assert waiting() == [(HE, REVIEW_ASKED)]
    assert unread_count(given.administrator()) == 1
    assert [one.code for one in notice_page(given.administrator(), None).rows] == [REVIEW_ASKED]


def test_an_approval_is_told_to_whoever_wrote_it_and_ends_the_question():
    version = a_submitted_version()
    drain()
    approve_version(actor=given.administrator(), version_id=version.pk)
    drain()
    assert waiting() == [(CHEN, APPROVED)]


def test_an_approval_taken_back_takes_the_place_of_the_approval():
    version = a_coming_version()
    drain()
    withdraw_approval(actor=given.administrator(), version_id=version.pk, text="再议")
    drain()
    assert waiting() == [(CHEN, NOT_APPROVED)]


def test_a_roll_back_is_told_to_all_others_who_may_approve(monday):
    manual = a_manual()
    monday.shift(timedelta(minutes=5))
    an_approved_version(manual)
    drain()
    before = told(code=RESTORED)
    first = manual.versions.get(number=1)
    roll_back(actor=given.administrator(), version_id=first.pk, reason="恢复")
    drain()
    assert (before, told(code=RESTORED)) == ([], [CHEN])


def test_who_gives_up_what_she_wrote_is_told_nothing_and_nobody_is_asked_any_more():
    version = a_submitted_version()
    drain()
    discard_version(actor=given.supervisor(), version_id=version.pk)
    drain()
    assert waiting() == []
    assert told(code=GIVEN_UP) == []


def test_a_step_told_late_takes_nothing_back(monday):
    version = a_submitted_version()
    drain()
    approve_version(actor=given.administrator(), version_id=version.pk)
    drain()
    monday.shift(timedelta(minutes=5))
    event = VersionSubmitted(manual_id=version.manual_id, version_id=version.pk)
    with nothing_changes():
        ask_for_review(Recorded(event=event, at=clock.now(), actor=Actor.system("tests"), entry_id=1))
