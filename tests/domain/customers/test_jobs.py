"""The search for duplicates by the worker: it goes on until all are compared, and starts anew for who changes."""

import pytest
from tests.domain.customers.given_duplicates import SYSTEM, somebody, suggestions, twins

from fuwutai.domain.customers import jobs
from fuwutai.domain.customers.commands import recognise_customer, take_in_customers
from fuwutai.domain.customers.duplicates import likely_same
from fuwutai.domain.customers.files import CustomerRow
from fuwutai.domain.customers.match_keys import without_keys
from fuwutai.domain.customers.models import Contact, Suggestion
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.jobs import registered_crons
from fuwutai.kernel.models import OutboxRow

pytestmark = pytest.mark.django_db


def test_the_job_repeats_and_promises_to_go_on_while_there_is_more(monkeypatch):
    assert jobs.LOOK in registered_crons()
    for number in range(3):
        somebody(f"客户{number}", phone=f"1390000000{number}")
    monkeypatch.setattr(jobs, "CUSTOMERS_AT_ONCE", 3)
    jobs.look({})
    promised = OutboxRow.objects.filter(name=jobs.LOOK)
    assert promised.count() == 1
    promised.delete()
    jobs.look({})
    assert not promised.exists() and not without_keys().exists()


def test_who_gets_another_contact_is_compared_again():
    known = somebody("欧阳文静", phone="13912345678")
    somebody("欧阳文静", email="wenjing@gmail.com")
    assert suggestions() == []
    take_in_customers(
        actor=SYSTEM, rows=[CustomerRow(name="欧阳文静", phone="13912345678", email="wen.jing@gmail.com")]
    )
    assert list(without_keys()) == [known]
    (found,) = suggestions()
    assert "same_mailbox" in found.reasons


def test_a_newcomer_costs_no_statement_for_the_search(django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        recognise_customer(actor=Actor.customer(), name="王建国", phone="13912345678")


def test_who_is_being_written_down_is_compared_with_those_in_sight():
    one, _other = twins()
    suggestions()
    (first, *_rest) = found = likely_same(SYSTEM, "欧阳文静", phone="13912345679")
    assert len(found) == 1 and first.id == one.pk and "phone_slip" in first.reasons
    assert first.contacts == (("phone", "139****5678"),)
    assert likely_same(SYSTEM, "欧阳文静") == likely_same(Actor.customer(), "欧阳文静", phone="13912345679") == []


def test_what_is_known_only_of_contacts_in_sight_is_hinted():
    one, other = twins()
    Contact.objects.filter(customer=one).delete()
    suggestions()
    assert [hint.id for hint in likely_same(SYSTEM, "Ouyang Wenjing", phone="13912345686")] == [other.pk]
    assert not Suggestion.objects.exists()
