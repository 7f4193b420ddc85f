"""What of the logs of a day is unusual."""

from datetime import timedelta

import pytest
import time_machine
from tests import given
from tests.domain.compliance.given_looks import DAY, MORNING, NIGHT, kinds, looked

from fuwutai.domain.cases.commands import add_note
from fuwutai.domain.compliance.choices import (
    EXPORT_AT_NIGHT,
    FINDINGS,
    GUESSED_PASSWORD,
    IDLE_REVEAL,
    LARGE_EXPORT,
    MANY_MISSES,
    MANY_REVEALS,
    STRANGERS,
)
from fuwutai.domain.compliance.jobs import find_unusual
from fuwutai.domain.compliance.models import Finding
from fuwutai.domain.compliance.unusual import found_on
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.attempts import MISSED, REFUSED, REFUSED_MANY

pytestmark = pytest.mark.django_db
SIGN_IN = Actor.system("desk")


@pytest.fixture(autouse=True)
def centre():
    given.centre()


def test_nothing_is_unusual_before_set_up_or_without_looks(db):
    assert found_on(DAY) == []


def test_many_reveals_count_against_the_person_s_own_days():
    lin, zhao = given.agent(), given.agent_elsewhere()
    for day in range(1, 29):
        looked(zhao, "reveal_contacts", MORNING - timedelta(days=day), times=4)
    looked(lin, "reveal_contacts", times=10)
    looked(zhao, "reveal_contacts", times=11)
    found = kinds()[MANY_REVEALS]
    assert (found.staff_id, found.facts) == (lin.id, {"n": 10, "mean": 0.0})


def test_reveals_of_the_next_day_do_not_count():
    looked(given.agent(), "reveal_contacts", MORNING + timedelta(days=1), times=20)
    assert kinds() == {}


def customers(count: int, team_code: str = "mobile") -> list[int]:
    return [
        given.a_case(phone=f"1380000{nth:04d}", team_code=team_code).customer_id for nth in range(100, 100 + count)
    ]


def test_customers_without_a_case_of_the_person_or_her_teams_are_strangers():
    lin, ids = given.agent(), customers(5)
    for one in ids[:4]:
        looked(lin, "view_customer", subject="customer", subject_id=one)
    assert STRANGERS not in kinds()
    looked(lin, "view_customer", subject="customer", subject_id=ids[4])
    assert kinds()[STRANGERS].facts == {"n": 5}


def test_customers_of_the_own_team_or_in_the_own_hands_are_none():
    lin = given.agent()
    for one in customers(6, "broadband"):
        looked(lin, "view_customer", subject="customer", subject_id=one)
    assert STRANGERS not in kinds()


def test_an_export_at_night_and_a_large_one_are_found():
    chen, he = given.supervisor(), given.administrator()
    looked(chen, "export_customers", MORNING, rows=1_000)
    assert kinds() == {}
    looked(chen, "export_customers", NIGHT, rows=3)
    looked(he, "export_audit", MORNING, rows=1_001)
    found = kinds()
    assert (found[EXPORT_AT_NIGHT].staff_id, found[EXPORT_AT_NIGHT].facts) == (chen.id, {"n": 1})
    assert (found[LARGE_EXPORT].staff_id, found[LARGE_EXPORT].facts) == (he.id, {"n": 1_001})


def test_twenty_attempts_within_an_hour_are_found_and_so_is_who_made_more_than_are_counted():
    lin, zhao = given.agent(), given.agent_elsewhere()
    looked(lin, MISSED, times=10)
    looked(lin, REFUSED, times=9)
    assert MANY_MISSES not in kinds()
    looked(lin, REFUSED, MORNING + timedelta(minutes=30))
    looked(zhao, REFUSED_MANY)
    found = {one.staff_id: one.facts["n"] for one in found_on(DAY) if one.kind == MANY_MISSES}
    assert found == {lin.id: 20, zhao.id: 1}


def test_failed_sign_ins_before_a_successful_one_are_found():
    lin = given.agent()
    looked(SIGN_IN, "sign_in_failed", times=3, subject="staff", subject_id=lin.id)
    assert kinds() == {}
    looked(lin, "sign_in", MORNING + timedelta(minutes=5), subject="staff", subject_id=lin.id)
    found = kinds()[GUESSED_PASSWORD]
    assert (found.staff_id, found.facts) == (lin.id, {"n": 3})


def test_reveals_without_work_in_a_case_are_idle():
    lin = given.agent()
    with time_machine.travel(MORNING, tick=False):
        cases = [given.a_case(phone=f"1380000{nth:04d}") for nth in range(4)]
        for case in cases:
            looked(lin, "reveal_contacts", subject="customer", subject_id=case.customer_id)
        add_note(actor=lin, case_id=cases[0].pk, body="已联系机房")
        assert kinds()[IDLE_REVEAL].facts == {"n": 3}
        add_note(actor=lin, case_id=cases[1].pk, body="已联系机房")
        assert IDLE_REVEAL not in kinds()


def test_what_is_found_costs_the_same_however_much_there_is(django_assert_max_num_queries):
    lin = given.agent()
    for one in customers(12):
        looked(lin, "reveal_contacts", subject="customer", subject_id=one)
    found_on(DAY)
    with django_assert_max_num_queries(9):
        found_on(DAY)


@pytest.mark.proves("S3-5.1-6")
def test_bulk_export_unusual_access_and_misuse_are_found_by_the_hourly_look_and_told_to_those_who_watch():
    with time_machine.travel(NIGHT, tick=False):
        lin, chen = given.agent(), given.supervisor()
        for one in customers(12):
            looked(lin, "reveal_contacts", subject="customer", subject_id=one)
        looked(chen, "export_customers", MORNING, rows=5_000)
        find_unusual({})
        found = set(Finding.objects.values_list("kind", "staff_id"))
        assert found == {(LARGE_EXPORT, chen.id), (MANY_REVEALS, lin.id), (STRANGERS, lin.id), (IDLE_REVEAL, lin.id)}
        assert Notice.objects.get(code="compliance.unusual").staff_id == given.administrator().id
        find_unusual({})
        assert Finding.objects.count() == 4


def test_every_kind_has_words():
    assert all(str(label) for label in FINDINGS.values())
