"""How a customer is reached: added, preferred, checked, shared, removed."""

import pytest
from tests import given
from tests.domain.customers.scenarios_profile import PHONE, a_customer
from tests.rows import nothing_changes

from fuwutai.domain.customers.commands import add_contact, change_contact, contacts, remove_contact
from fuwutai.domain.customers.models import Contact, Customer, CustomerChange
from fuwutai.domain.customers.queries import find_by_contact
from fuwutai.kernel.blind_index import blind_index
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

OTHER = "13812345678"


def there(customer: Customer) -> dict:
    return {"actor": given.agent(), "customer_id": customer.pk}


def codes() -> list[str]:
    return list(JournalEntry.objects.order_by("pk").values_list("code", flat=True))


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [("phone", "+86 138-1234-5678", OTHER), ("email", "Li@Example.CN", "li@example.cn"), ("account", " wx8 ", "wx8"),
     ("id_card", "11010519491231002x", "11010519491231002X")],
)  # fmt: skip
def test_one_more_contact_is_kept_in_its_normal_form_and_found(kind, value, stored):
    customer = a_customer(phone=PHONE)
    made = add_contact(**there(customer), kind=kind, value=value, preferred=True)
    assert (made.value, made.preferred) == (stored, True)
    assert find_by_contact(given.agent(), kind, value) == customer
    row = CustomerChange.objects.get()
    assert (row.field, row.before, row.after) == (f"contact.{kind}", None, stored)
    assert codes()[-1] == "customers.contact_added"


@pytest.mark.parametrize(
    ("kind", "value", "field"),
    [("phone", "12", "value"), ("email", "nobody", "value"), ("account", " ", "value"), ("fax", "1", "kind"),
     ("phone", PHONE, "value"), ("account", "长" * 201, "value"), ("account", "a\x00", "value")],
)  # fmt: skip
def test_a_contact_that_is_none_or_is_there_already_is_refused_at_the_field(kind, value, field):
    customer = a_customer(phone=PHONE)
    arguments = there(customer)
    with nothing_changes(), pytest.raises(Invalid) as refused:
        add_contact(**arguments, kind=kind, value=value)
    assert set(refused.value.fields) == {field}


def test_a_contact_of_another_customer_in_sight_is_refused_with_the_name():
    a_customer(phone=PHONE)
    customer = a_customer(phone=OTHER, name="李丽")
    arguments = there(customer)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        add_contact(**arguments, kind="phone", value=PHONE)
    assert "王建国" in str(refused.value.message)


def test_of_a_customer_out_of_sight_the_name_is_not_told():
    a_customer(phone=PHONE, team_code="mobile")
    customer = a_customer(phone=OTHER, name="李丽")
    arguments = there(customer)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        add_contact(**arguments, kind="phone", value=PHONE)
    assert "王建国" not in str(refused.value.message)


def test_who_enters_a_contact_in_the_same_moment_as_another_is_told_so(monkeypatch):
    mine, other = a_customer(), a_customer(phone="13800000002")

    def colleague_is_faster(*_args, **_more) -> None:
        Contact.objects.create(customer=other, kind="phone", value=OTHER, value_index=blind_index("phone", OTHER))

    monkeypatch.setattr(contacts, "_make_room", colleague_is_faster)
    with pytest.raises(Conflict):
        add_contact(**there(mine), kind="phone", value=OTHER)
    assert not Contact.objects.filter(customer=mine, value_index=blind_index("phone", OTHER)).exists()


def test_who_shares_a_contact_marks_it_on_both_sides():
    first = a_customer(phone=PHONE)
    second = a_customer(phone=OTHER, name="李丽")
    add_contact(**there(second), kind="phone", value=PHONE, shared=True)
    held = Contact.objects.filter(value_index=first.contacts.get().value_index)
    assert {one.customer_id: one.shared for one in held} == {first.pk: True, second.pk: True}
    assert codes()[-2:] == ["customers.contact_changed", "customers.contact_added"]


def test_a_contact_of_a_restricted_customer_cannot_be_marked_from_outside():
    first = a_customer(phone=PHONE, team_code="mobile")
    Customer.objects.filter(pk=first.pk).update(restricted=True)
    arguments = there(a_customer(phone=OTHER, name="李丽"))
    with nothing_changes(), pytest.raises(Conflict) as refused:
        add_contact(**arguments, kind="phone", value=PHONE, shared=True)
    assert "王建国" not in str(refused.value.message)


def test_there_is_one_preferred_contact_and_a_check_says_how_and_when():
    customer = a_customer(phone=PHONE)
    mail = add_contact(**there(customer), kind="email", value="li@example.cn", preferred=True)
    phone = customer.contacts.get(kind="phone")
    change_contact(**there(customer), contact_id=phone.pk, preferred=True, shared=False, verified_how="call_back")
    phone.refresh_from_db()
    mail.refresh_from_db()
    assert (phone.preferred, mail.preferred, phone.verified_how) == (True, False, "call_back")
    assert phone.verified_at is not None
    change_contact(**there(customer), contact_id=phone.pk, preferred=True, shared=False, verified_how="")
    phone.refresh_from_db()
    assert phone.verified_at is None


def test_what_others_hold_as_well_stays_shared():
    a_customer(phone=PHONE)
    second = a_customer(phone=OTHER, name="李丽")
    made = add_contact(**there(second), kind="phone", value=PHONE, shared=True)
    arguments = there(second)
    with nothing_changes(), pytest.raises(Conflict):
        change_contact(**arguments, contact_id=made.pk, preferred=False, shared=False, verified_how="")


def test_a_contact_that_is_removed_finds_nobody_and_stays_in_the_history():
    customer = a_customer(phone=PHONE)
    remove_contact(**there(customer), contact_id=customer.contacts.get().pk)
    assert find_by_contact(given.agent(), "phone", PHONE) is None
    assert CustomerChange.objects.get().before == PHONE


def test_contacts_of_who_was_absorbed_are_changed_with_the_whole_customer():
    kept, absorbed = a_customer(phone=PHONE), a_customer(phone=OTHER, name="李丽")
    Customer.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    with pytest.raises(Invalid):
        add_contact(**there(kept), kind="phone", value=OTHER)
    remove_contact(**there(kept), contact_id=absorbed.contacts.get().pk)
    assert not absorbed.contacts.exists()


@pytest.mark.parametrize("who", [given.agent_elsewhere, given.agent])
def test_contacts_of_others_are_not_found(who):
    customer, other = a_customer(phone=PHONE), a_customer(phone=OTHER, name="李丽")
    actor = who()
    foreign = {"actor": actor, "customer_id": customer.pk, "contact_id": other.contacts.get().pk}
    with nothing_changes():
        with pytest.raises(NotFound):
            remove_contact(**foreign)
        with pytest.raises(NotFound):
            change_contact(**foreign, preferred=True, shared=True, verified_how="")


def test_a_customer_changes_nothing_of_this():
    case = given.a_case()
    actor = given.customer_of(case)
    with nothing_changes(), pytest.raises(Refused):
        add_contact(actor=actor, customer_id=case.customer_id, kind="phone", value=OTHER)
