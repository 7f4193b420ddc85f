"""Old notices are deleted, a batch at a time."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.budgets import budget
from tests.domain.notices.given_notices import escalated
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import reply_to_case
from fuwutai.domain.notices.commands import forget, forget_notices, mark_read
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def test_what_was_read_goes_after_ninety_days(monday):
    escalated(given.a_case(), tell=["assignee"])  # to Lin and Chen
    mark_read(actor=given.agent(), notice_id=Notice.objects.get(staff=given.staff()).pk)
    monday.shift(timedelta(days=90))
    with nothing_changes():
        assert forget_notices(actor=SYSTEM) == 0
    monday.shift(timedelta(seconds=1))
    assert forget_notices(actor=SYSTEM) == 1
    assert Notice.objects.get().staff == given.staff(given.CHEN)


def test_what_was_over_before_anybody_read_it_goes_after_a_week(monday):
    over, open_still = given.a_case(), given.a_case(phone="13812345678")
    escalated(over, tell=["supervisors"])
    escalated(open_still, tell=["supervisors"])
    reply_to_case(actor=given.agent(), case_id=over.pk, body="您好，请重启光猫。")
    monday.shift(timedelta(days=7))
    with nothing_changes():
        assert forget_notices(actor=SYSTEM) == 0
    monday.shift(timedelta(seconds=1))
    assert forget_notices(actor=SYSTEM) == 1
    assert Notice.objects.get().case == open_still


def test_a_batch_is_no_more_than_a_batch(monday, monkeypatch):
    monkeypatch.setattr(forget, "BATCH", 2)
    for level in (1, 2, 3):
        escalated(given.a_case(phone=f"1381234567{level}"), level, tell=["supervisors"])
    Notice.objects.update(read_at=MONDAY)
    monday.shift(timedelta(days=91))
    with budget(forget_notices):
        assert forget_notices(actor=SYSTEM) == 2
    assert [forget_notices(actor=SYSTEM) for _turn in range(2)] == [1, 0]


def test_only_the_platform_forgets():
    escalated(given.an_open_case())
    with nothing_changes(), pytest.raises(Refused):
        forget_notices(actor=given.administrator())
