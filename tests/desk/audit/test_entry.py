"""One entry: its facts, and what is hidden with its thing."""

import pytest
from tests import given

from fuwutai.domain.cases.commands import add_note
from fuwutai.domain.customers.commands import reveal_contacts
from fuwutai.domain.customers.commands.profile import Profile, change_profile
from fuwutai.kernel.models import AccessEntry, JournalEntry

pytestmark = pytest.mark.django_db


def test_an_event_shows_its_facts_command_and_case(admin_desk):
    case = given.an_open_case()
    add_note(actor=given.agent(), case_id=case.pk, body="客户情绪激动。")
    entry = JournalEntry.objects.get(code="cases.note_added")
    text = admin_desk.get(f"/desk/audit/journal/{entry.pk}").content.decode()
    assert "cases.add_note" in text and case.number in text and "message_id" in text and "林小雨" in text
    assert "客户情绪激动" not in text


def test_a_look_shows_the_reason_given(admin_desk):
    case = given.an_open_case()
    reveal_contacts(actor=given.agent(), customer_id=case.customer_id, reason="按约定回电")
    entry = AccessEntry.objects.get(action="reveal_contacts")
    text = admin_desk.get(f"/desk/audit/access/{entry.pk}").content.decode()
    assert "按约定回电" in text and "王建国" in text and f"customer={case.customer_id}" in text


@pytest.mark.parametrize("address", ["journal/999999", "access/999999", "other/1"])
def test_an_entry_that_is_not_there_is_absent(admin_desk, address):
    assert admin_desk.get(f"/desk/audit/{address}").status_code == 404


def test_looking_at_an_entry_is_logged(admin_desk):
    entry = JournalEntry.objects.order_by("pk").first()
    admin_desk.get(f"/desk/audit/journal/{entry.pk}")
    look = AccessEntry.objects.get(action="view_audit")
    assert (look.place, look.subject, look.subject_id) == ("desk:audit_entry", entry.subject, entry.subject_id)


def test_before_and_after_of_a_sensitive_field_are_masked_until_the_reader_has_revealed_the_customer(admin_desk):
    case = given.an_open_case()
    move(case.customer_id, "北京市朝阳区建国路88号")
    entry = JournalEntry.objects.filter(code="customers.profile_changed").get()
    text = admin_desk.get(f"/desk/audit/journal/{entry.pk}").content.decode()
    assert "北京市朝阳区" in text and "建国路88号" not in text
    reveal_contacts(actor=given.administrator(), customer_id=case.customer_id, reason="核对地址")
    assert "建国路88号" in admin_desk.get(f"/desk/audit/journal/{entry.pk}").content.decode()


def move(customer_id: int, address: str) -> None:
    """Change the address in a customer's file."""
    change_profile(actor=given.agent(), customer_id=customer_id, profile=Profile(name="王建国", address=address))
