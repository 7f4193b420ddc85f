"""Special handling, restriction, notes and consents."""

import pytest
from tests import given
from tests.domain.customers.scenarios_profile import a_customer, care
from tests.rows import nothing_changes

from fuwutai.domain.customers import commands
from fuwutai.domain.customers.file import consents_given, has_consent
from fuwutai.domain.customers.models import Consent, Customer, CustomerNote, SpecialHandling
from fuwutai.domain.customers.queries import visible_customers
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def last() -> tuple[str, dict]:
    entry = JournalEntry.objects.order_by("pk").last()
    return entry.code, entry.data


def test_special_handling_begins_with_a_note_and_ends():
    begun = care()
    assert last() == (
        "customers.special_handling_started",
        {"customer_id": begun.customer_id, "special_handling_id": begun.pk, "kind": "special_need"},
    )
    commands.end_special_handling(
        actor=given.supervisor(), customer_id=begun.customer_id, special_handling_id=begun.pk
    )
    begun.refresh_from_db()
    assert begun.ended_at is not None and last()[0] == "customers.special_handling_ended"
    care()
    assert SpecialHandling.objects.count() == 2


@pytest.mark.parametrize(
    ("wrong", "fields"), [({"kind": "rich"}, {"kind"}), ({"note": " "}, {"note"}), ({"note": "长" * 1001}, {"note"})]
)
def test_special_handling_without_kind_or_note_is_refused(wrong, fields):
    told = {"actor": given.supervisor(), "customer_id": a_customer().pk, "kind": "high_value", "note": "回电"}
    with nothing_changes(), pytest.raises(Invalid) as refused:
        commands.start_special_handling(**told | wrong)
    assert set(refused.value.fields) == fields


def test_what_has_begun_does_not_begin_again_and_what_has_ended_does_not_end_again():
    begun = care()
    there = {"actor": given.supervisor(), "customer_id": begun.customer_id}
    with nothing_changes(), pytest.raises(Conflict):
        commands.start_special_handling(**there, kind="special_need", note="再写一次")
    commands.end_special_handling(**there, special_handling_id=begun.pk)
    with nothing_changes(), pytest.raises(Conflict):
        commands.end_special_handling(**there, special_handling_id=begun.pk)


def test_an_agent_says_nothing_of_care_and_restriction():
    begun, actor = care(), given.agent()
    there = {"actor": actor, "customer_id": begun.customer_id}
    with nothing_changes():
        with pytest.raises(Refused):
            commands.start_special_handling(**there, kind="high_value", note="-")
        with pytest.raises(Refused):
            commands.end_special_handling(**there, special_handling_id=begun.pk)
        with pytest.raises(Refused):
            commands.set_restricted(**there, restricted=True)


def test_a_restricted_customer_is_known_to_few():
    customer = a_customer()
    commands.set_restricted(actor=given.supervisor(), customer_id=customer.pk, restricted=True)
    codes = set(JournalEntry.objects.values_list("code", flat=True))
    assert "customers.customer_restricted" in codes
    assert not visible_customers(given.agent()).exists() and visible_customers(given.supervisor()).exists()
    actor = given.supervisor()
    with nothing_changes():
        commands.set_restricted(actor=actor, customer_id=customer.pk, restricted=True)
    commands.set_restricted(actor=actor, customer_id=customer.pk, restricted=False)
    assert visible_customers(given.agent()).exists()


def test_nothing_said_is_no_consent_and_the_latest_word_counts():
    customer = a_customer()
    there = {"actor": given.agent(), "customer_id": customer.pk, "purpose": "survey"}
    assert not has_consent(customer.pk, "survey")
    commands.note_consent(**there, given=True, how="phone")
    assert has_consent(customer.pk, "survey") and not has_consent(customer.pk, "marketing")
    commands.note_consent(**there, given=False, how="letter")
    assert consents_given(customer.pk) == frozenset() and Consent.objects.count() == 2
    assert last() == (
        "customers.consent_noted",
        {"customer_id": customer.pk, "consent_id": Consent.objects.latest("pk").pk, "purpose": "survey",
         "given": False, "how": "letter"},
    )  # fmt: skip


def test_what_somebody_absorbed_had_said_counts_for_the_whole_customer():
    kept, absorbed = a_customer(), a_customer(phone="13812345678", name="李丽")
    commands.note_consent(
        actor=given.agent(), customer_id=absorbed.pk, purpose="survey", given=True, how="phone"
    )
    Customer.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    assert has_consent(kept.pk, "survey") and has_consent(absorbed.pk, "survey")


@pytest.mark.parametrize(("wrong", "field"), [({"purpose": "service"}, "purpose"), ({"how": "dream"}, "how")])
def test_a_consent_without_use_or_way_is_refused(wrong, field):
    told = {"actor": given.agent(), "customer_id": a_customer().pk, "purpose": "survey", "given": True, "how": "phone"}
    with nothing_changes(), pytest.raises(Invalid) as refused:
        commands.note_consent(**told | wrong)
    assert set(refused.value.fields) == {field}


def test_a_note_is_added_pinned_and_removed():
    customer = a_customer()
    there = {"actor": given.agent(), "customer_id": customer.pk}
    note = commands.add_customer_note(**there, body=" 周末不接电话 ")
    assert (note.body, note.author_id, note.pinned) == ("周末不接电话", given.staff().pk, False)
    assert commands.pin_customer_note(**there, note_id=note.pk, pinned=True).pinned
    with nothing_changes():
        commands.pin_customer_note(**there, note_id=note.pk, pinned=True)
    commands.remove_customer_note(**there, note_id=note.pk)
    assert CustomerNote.objects.get().removed_at is not None and last()[0] == "customers.note_removed"
    with nothing_changes(), pytest.raises(NotFound):
        commands.remove_customer_note(**there, note_id=note.pk)


@pytest.mark.parametrize("body", ["", " ", "长" * 2001, "a\x00"])
def test_a_note_without_words_is_refused(body):
    there = {"actor": given.agent(), "customer_id": a_customer().pk}
    with nothing_changes(), pytest.raises(Invalid) as refused:
        commands.add_customer_note(**there, body=body)
    assert set(refused.value.fields) == {"body"}
