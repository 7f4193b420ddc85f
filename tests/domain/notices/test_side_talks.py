"""What people are told of talks beside cases."""

from datetime import UTC, datetime

import pytest
from tests import given
from tests.domain.cases.scenarios_sides import BY_LINK, asked, asked_outside

from fuwutai.domain.cases.commands import (
    answer_by_link,
    answer_side_talk,
    assign_case,
    close_side_talk,
    write_side_message,
)
from fuwutai.domain.cases.models import Case
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai


@pytest.fixture(autouse=True)
def monday_morning(time_machine):
    time_machine.move_to(MONDAY, tick=False)


def told(code):
    rows = Notice.objects.filter(code=code).order_by("pk")
    return [(one.staff.username, one.case_id, one.data) for one in rows.select_related("staff")]


def test_the_asked_team_hears_of_each_question_and_nothing_of_the_case():
    talk = asked(given.an_open_case())
    drain()
    everybody = {given.ZHAO, given.CHEN}
    assert {who for who, _case, _data in told("cases.side_asked")} == everybody
    assert all((case, data) == (None, {"talk": talk.pk}) for _who, case, data in told("cases.side_asked"))
    write_side_message(actor=given.agent(), talk_id=talk.pk, body="再问")
    drain()
    assert len(told("cases.side_asked")) == 2 * len(everybody)


def test_a_question_that_is_over_before_anybody_is_told_is_told_to_nobody():
    talk = asked(given.an_open_case())
    close_side_talk(actor=given.agent(), talk_id=talk.pk)
    drain()
    assert told("cases.side_asked") == []


def test_the_asker_and_who_works_on_the_case_hear_of_an_answer():
    case = given.an_open_case()
    made = asked_outside(case, actor=given.supervisor())
    answer_by_link(actor=BY_LINK, secret=made.secret, body="明天")
    drain()
    data = {"talk": made.talk.pk, "side": "outside"}
    assert sorted(told("cases.side_answered"), key=lambda one: one[0]) == [
        (given.CHEN, case.pk, data),
        (given.LIN, case.pk, data),
    ]


def test_an_asker_who_sees_the_case_no_more_is_not_told_of_it():
    case = given.an_open_case()
    talk = asked(case, team_id=given.team("complaints").pk)
    assign_case(
        actor=given.supervisor(), case_id=case.pk, team_id=given.team("mobile").pk,
        staff_id=given.staff(given.ZHAO).pk,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(responsible=None)  # who answers for it would still see it
    answer_side_talk(actor=given.supervisor(), talk_id=talk.pk, body="可以")
    drain()
    assert [who for who, _case, _data in told("cases.side_answered")] == [given.ZHAO]
