"""Several people at the same moment: nothing is lost, doubled or mixed up, on either database."""

import pytest
from django.db.models import Count, Max
from tests import given
from tests.racing import at_once

from fuwutai.domain.cases.commands import confirm_case, open_case, reply_to_case, take_case
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_of_many_matters_gets_a_case_a_number_and_clocks_of_its_own():
    given.centre()
    lin = given.agent()

    def work(number: int) -> None:
        for turn in range(3):
            matter = {**given.MATTER, "phone": f"1391234{number}{turn}00", "subject": f"{number}-{turn}"}
            case = open_case.once(f"{number}-{turn}")(actor=Actor.customer(), **matter)
            reply_to_case(actor=lin, case_id=case.pk, body=f"{number}-{turn}", then="wait")

    assert at_once(*[lambda number=number: work(number) for number in range(6)]) == [None] * 6
    numbers = sorted(int(number[7:11]) for number in Case.objects.values_list("number", flat=True))
    assert numbers == list(range(1, 19))
    assert all(
        reply.body == reply.case.subject for reply in Message.objects.filter(kind="reply").select_related("case")
    )
    assert Clock.objects.count() == 36
    histories = JournalEntry.objects.filter(subject="case").values("subject_id")
    for history in histories.annotate(rows=Count("pk"), last=Max("subject_seq")):
        assert history["rows"] == history["last"]


def test_of_two_agents_who_reach_for_one_case_one_gets_it():
    case = given.a_case()
    lin = given.agent()
    other = Actor(
        kind="staff", id=given.staff(given.ZHAO).pk, permissions=lin.permissions, reach="team", team_ids=lin.team_ids
    )
    results = at_once(*[lambda actor=actor: take_case(actor=actor, case_id=case.pk) for actor in (lin, other)])
    refused = [result for result in results if isinstance(result, Conflict)]
    assert [one.code for one in refused] == ["taken"]
    assert Case.objects.get(pk=case.pk).assignee_id in (lin.id, other.id)
    assert JournalEntry.objects.filter(code="cases.case_assigned").count() == 1


def test_a_case_is_confirmed_once_however_often_the_button_is_pressed():
    case = given.a_resolved_case()
    results = at_once(*[lambda: confirm_case(actor=given.customer_of(case), case_id=case.pk)] * 4)
    assert sum(isinstance(result, Case) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 3
    assert JournalEntry.objects.filter(code="cases.case_closed").count() == 1
