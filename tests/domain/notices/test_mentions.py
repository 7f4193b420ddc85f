"""What people are told of words in cases: a note names them, or a reply of theirs was not sent."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given

from fuwutai.domain.accounts.commands import deactivate_staff
from fuwutai.domain.cases.commands import add_note, assign_case, hold_reply, take_case, write_as_customer
from fuwutai.domain.cases.models import Case
from fuwutai.domain.notices.models import Notice
from fuwutai.domain.notices.queries import unread_notices
from fuwutai.kernel import clock
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def monday_morning(time_machine):
    time_machine.move_to(MONDAY, tick=False)


def tomorrow(case):
    return hold_reply(
        actor=given.agent(), case_id=case.pk, body="明天联系您", send_at=clock.now() + timedelta(days=1)
    )


def told(code):
    return list(Notice.objects.filter(code=code).values_list("staff__username", "case_id", "data"))


def test_who_is_named_hears_of_it_once_for_each_note():
    case = given.an_open_case()
    for body in ("@陈国强 请看", "@chenguoqiang 再看", "没有点名"):
        add_note(actor=given.agent(), case_id=case.pk, body=body)
    drain()
    assert [(who, about) for who, about, _data in told("cases.mentioned")] == [(given.CHEN, case.pk)] * 2
    assert unread_notices(given.supervisor()).filter(code="cases.mentioned").count() == 2


def test_the_writer_hears_that_the_customer_was_first():
    case = given.an_open_case()
    tomorrow(case)
    write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="好了", channel="portal")
    drain()
    assert told("cases.reply_stopped") == [
        (given.LIN, case.pk, {"number": case.number, "why": "customer_wrote"}),
    ]


def test_the_writer_hears_of_a_case_out_of_her_sight_by_its_number_alone(time_machine):
    case = given.an_open_case()
    tomorrow(case)
    mobile = given.team("mobile")
    assign_case(
        actor=given.supervisor(), case_id=case.pk, team_id=mobile.pk, staff_id=given.staff(given.ZHAO).pk
    )
    Case.objects.filter(pk=case.pk).update(responsible=None)  # who answers for it would still see it
    time_machine.shift(timedelta(days=1))
    drain()
    assert told("cases.reply_stopped") == [(given.LIN, None, {"number": case.number, "why": "not_found"})]
    assert unread_notices(given.agent()).filter(code="cases.reply_stopped").exists()


def test_of_a_reply_of_somebody_who_left_hears_who_works_on_the_case(time_machine):
    case = given.an_open_case()
    tomorrow(case)
    deactivate_staff(actor=given.administrator(), staff_id=given.agent().id)
    drain()
    take_case(actor=given.supervisor(), case_id=case.pk)
    time_machine.shift(timedelta(days=1))
    drain()
    assert told("cases.reply_stopped") == [(given.CHEN, case.pk, {"number": case.number, "why": "author_gone"})]
