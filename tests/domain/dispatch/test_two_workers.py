"""Two workers share out at the same moment: no capacity is exceeded and nothing is given twice, on either database."""

from collections import Counter

import pytest
from tests import given
from tests.domain.dispatch.given_sharing import a_person, sharing
from tests.racing import at_once

from fuwutai.domain.cases.commands import take_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.dispatch.commands import give_waiting
from fuwutai.domain.dispatch.models import DayCount, Decision
from fuwutai.domain.dispatch.people import DISPATCH
from fuwutai.kernel import outbox
from fuwutai.kernel.errors import Conflict
from fuwutai.kernel.models import JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db(transaction=True)


def until_nothing_is_left(name):
    def work():
        idle = 0
        while idle < 20:
            rows = outbox.claim(name, limit=1)  # one at a time, so that both have a part in it
            idle = 0 if all(outbox.run(row) for row in rows) and rows else idle + 1
        return True

    return work


def test_forty_cases_and_five_people_in_two_teams_with_two_workers():
    sharing(most=6)
    sharing(team_code="mobile", most=6)
    both = ("broadband", "mobile")
    people = [a_person(number, teams=both) for number in range(5)]
    for number in range(20):
        given.a_case(phone=f"139123{number:05}")
        given.a_case(phone=f"139124{number:05}", team_code="mobile")
    assert at_once(*[until_nothing_is_left(f"w{one}") for one in range(2)]) == [True, True]
    assert not outbox.parked().exists()
    held = Counter(Case.objects.exclude(assignee=None).values_list("assignee_id", flat=True))
    assert held == {person.pk: 6 for person in people}
    assert Case.objects.filter(assignee=None).count() == 10
    given_once = Counter(
        JournalEntry.objects.filter(code="cases.case_assigned").values_list("subject_id", flat=True)
    )
    assert len(given_once) == 30 and set(given_once.values()) == {1}
    assert Decision.objects.count() == 30
    assert sorted(DayCount.objects.values_list("given", flat=True)) == [6] * 5


def test_nobody_is_considered_for_two_teams_at_once():
    sharing(most=3)
    sharing(team_code="mobile", most=3)
    people = [a_person(number, teams=("broadband", "mobile")) for number in range(5)]
    for number in range(20):
        given.a_case(phone=f"139123{number:05}")
        given.a_case(phone=f"139124{number:05}", team_code="mobile")
    teams = [given.team(code).pk for code in ("broadband", "mobile")]
    numbers = at_once(*[lambda team_id=team_id: give_waiting(actor=DISPATCH, team_id=team_id) for team_id in teams])
    assert sum(numbers) == 15
    held = Counter(Case.objects.exclude(assignee=None).values_list("assignee_id", flat=True))
    assert held == {person.pk: 3 for person in people}


def test_a_team_is_shared_out_by_one_at_a_time():
    sharing(most=3)
    people = [a_person(number) for number in range(5)]
    for number in range(40):
        given.a_case(phone=f"139123{number:05}")
    team_id = given.team().pk
    numbers = at_once(*[lambda: give_waiting(actor=DISPATCH, team_id=team_id)] * 3)
    assert sorted(numbers) == [0, 0, 15]
    held = Counter(Case.objects.exclude(assignee=None).values_list("assignee_id", flat=True))
    assert held == {person.pk: 3 for person in people}
    assert Decision.objects.count() == 15


def test_who_reaches_for_a_case_while_it_is_shared_out_either_gets_it_or_hears_that_it_is_taken():
    sharing(most=10)
    people = [a_person(number) for number in range(3)]
    cases = [given.a_case(phone=f"139123{number:05}") for number in range(12)]
    lin = given.agent()

    def takes():
        results = []
        for case in reversed(cases):
            try:
                results.append(take_case(actor=lin, case_id=case.pk))
            except Conflict as problem:
                results.append(problem.code)
        return results

    taken, _done = at_once(takes, until_nothing_is_left("w"))
    assert set(map(type, taken)) <= {Case, str} and {one for one in taken if isinstance(one, str)} <= {"taken"}
    held = Counter(Case.objects.values_list("assignee_id", flat=True))
    assert held[lin.id] == sum(isinstance(one, Case) for one in taken)
    assert sum(held.values()) == 12 and held[None] == 0
    assert set(held) <= {lin.id, None, *(person.pk for person in people)}
    assert not OutboxRow.objects.filter(state="parked").exists()
