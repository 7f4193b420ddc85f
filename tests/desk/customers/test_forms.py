"""The forms of a customer's file: what is typed stays after a refusal, what is saved shows on the page."""

import pytest
from tests import given
from tests.domain.customers.scenarios_profile import PHONE, a_customer, a_field, a_member, an_organisation, care
from tests.rows import nothing_changes, nothing_changes_but_looks

from fuwutai.domain.customers import commands
from fuwutai.domain.customers.commands import Profile
from fuwutai.domain.customers.models import (
    Consent,
    Contact,
    Customer,
    CustomerNote,
    CustomField,
    CustomValue,
    Member,
    Organisation,
    SpecialHandling,
)

pytestmark = pytest.mark.django_db

LIST, NEW = "/desk/customers", "/desk/customers/new"
ADDRESS = "上海市浦东新区人民路8号"
PROFILE = {
    "name": "王建国", "type": "business", "stage": "use", "address": ADDRESS, "manner": "称王总", "language": "en",
    "channel": "sms", "quiet_from": "22:00", "quiet_until": "08:00", "owner_id": "",
}  # fmt: skip
MORE = {"high_value": "高", "note": "由主管回电"}


def at(customer_id: int, then: str = "") -> str:
    return f"{LIST}/{customer_id}{then}"


def test_a_customer_is_registered_and_the_page_follows(desk):
    token = desk.get(NEW).context["form"]["token"].value()
    told = {"token": token, "name": "赵强", "type": "individual", "phone": PHONE}
    answer = desk.post(NEW, told)
    made = Customer.objects.get(name__isnull=False)
    assert (answer.status_code, answer["Location"]) == (303, at(made.pk))
    assert desk.post(NEW, told)["Location"] == at(made.pk) and Customer.objects.count() == 1


def test_a_number_of_somebody_else_shows_the_form_again_with_what_was_typed(desk):
    a_customer(phone=PHONE)
    desk.get(NEW)
    with nothing_changes_but_looks():
        answer = desk.post(NEW, {"token": "t", "name": "赵强", "phone": PHONE})
    said = answer.content.decode()
    assert answer.status_code == 422 and "赵强" in said and PHONE in said and "王建国" in said
    assert desk.post(NEW, {"token": "t", "name": "赵强", "phone": PHONE, "shared": "on"}).status_code == 303


def test_the_profile_is_changed_and_a_masked_address_that_is_left_empty_stays(desk):
    customer = a_customer()
    assert desk.post(at(customer.pk, "/change"), PROFILE).status_code == 303
    shown = desk.get(at(customer.pk, "/change")).content.decode()
    assert "上海市浦东新*" in shown and ADDRESS not in shown
    assert desk.post(at(customer.pk, "/change"), PROFILE | {"address": "", "stage": "left"}).status_code == 303
    customer.refresh_from_db()
    assert (customer.address, customer.stage) == (ADDRESS, "left")


def test_who_sees_the_address_in_full_can_empty_it(desk):
    customer = a_customer()
    desk.post(at(customer.pk, "/change"), PROFILE)
    desk.post(at(customer.pk, "/reveal"), {"reason": "核对地址"})
    assert ADDRESS in desk.get(at(customer.pk, "/change")).content.decode()
    desk.post(at(customer.pk, "/change"), PROFILE | {"address": ""})
    customer.refresh_from_db()
    assert customer.address is None


def test_a_profile_that_is_refused_keeps_what_was_typed(desk):
    customer = a_customer()
    url = at(customer.pk, "/change")
    desk.get(url)
    with nothing_changes():
        answer = desk.post(url, PROFILE | {"quiet_until": "", "manner": "写在这里"})
    assert answer.status_code == 422 and "写在这里" in answer.content.decode()
    assert "quiet_until" in answer.context["form"].errors


def test_a_file_is_confirmed(desk):
    customer = a_customer()
    assert desk.post(at(customer.pk, "/confirm")).status_code == 303
    customer.refresh_from_db()
    assert customer.checked_at is not None


def test_contacts_are_added_checked_and_removed(desk):
    customer = a_customer()
    url = at(customer.pk, "/contacts")
    assert desk.post(url, {"kind": "phone", "value": "12"}).status_code == 422
    assert desk.post(url, {"kind": "email", "value": "wang@example.cn", "preferred": "on"}).status_code == 303
    mail = Contact.objects.get(kind="email")
    assert "w***@example.cn" in desk.get(f"{url}/{mail.pk}").content.decode()
    assert desk.post(f"{url}/{mail.pk}", {"verified_how": "asked"}).status_code == 303
    mail.refresh_from_db()
    assert (mail.preferred, mail.verified_how) == (False, "asked")
    assert desk.post(f"{url}/{mail.pk}/remove").status_code == 303
    assert not Contact.objects.filter(kind="email").exists()


def test_notes_are_written_pinned_and_removed(desk):
    customer = a_customer()
    url = at(customer.pk, "/notes")
    assert desk.post(url, {"body": ""}).status_code == 422
    assert desk.post(url, {"body": "周末不接电话", "pinned": "on"}).status_code == 303
    note = CustomerNote.objects.get()
    desk.post(f"{url}/{note.pk}/pin", {"pinned": ""})
    desk.post(f"{url}/{note.pk}/remove")
    note.refresh_from_db()
    assert not note.pinned and note.removed_at is not None
    assert "周末不接电话" not in desk.get(at(customer.pk)).content.decode()


def test_a_consent_is_noted(desk):
    customer = a_customer()
    url = at(customer.pk, "/consents")
    assert desk.get(f"{url}?purpose=survey").context["form"]["purpose"].value() == "survey"
    assert desk.post(url, {"purpose": "survey", "how": "phone"}).status_code == 422
    assert desk.post(url, {"purpose": "survey", "how": "phone", "given": "no"}).status_code == 303
    assert not Consent.objects.get().given


def test_special_handling_begins_and_ends_and_an_agent_may_not(desk, supervisor_desk):
    customer = a_customer()
    url = at(customer.pk, "/care")
    assert desk.get(url).status_code == desk.post(url, MORE).status_code == 403
    assert supervisor_desk.post(url, {"kind": "high_value", "note": ""}).status_code == 422
    assert supervisor_desk.post(url, {"kind": "high_value", "note": "由主管回电"}).status_code == 303
    assert supervisor_desk.post(url, {"kind": "high_value", "note": "再来一次"}).status_code == 422
    begun = SpecialHandling.objects.get()
    assert supervisor_desk.post(f"{url}/{begun.pk}/end").status_code == 303


def test_class_and_restriction_are_set_together(supervisor_desk):
    customer = a_customer()
    url = at(customer.pk, "/class")
    assert supervisor_desk.post(url, {"tier": "vip", "restricted": "on"}).status_code == 303
    customer.refresh_from_db()
    assert (customer.tier, customer.restricted) == ("vip", True)
    form = supervisor_desk.get(url).context["form"]
    assert form.initial == {"tier": "vip", "restricted": True}


def test_an_organisation_is_added_changed_retired_and_takes_people_in(desk):
    assert desk.post("/desk/organisations/new", {"name": ""}).status_code == 422
    assert desk.post("/desk/organisations/new", {"name": "惠民物业"}).status_code == 303
    made = Organisation.objects.get()
    url = f"/desk/organisations/{made.pk}"
    customer = a_customer()
    members = at(customer.pk, "/members")
    assert desk.post(members, {"organisation": "别家", "sight": "own"}).status_code == 422
    assert desk.post(members, {"organisation": "惠民物业", "sight": "all", "post": "经理"}).status_code == 303
    assert "王建国" in desk.get(url).content.decode()
    assert "惠民物业" in desk.get("/desk/organisations?q=惠民").content.decode()
    assert desk.post(f"{url}/change", {"name": "惠民置业", "register_number": "A1"}).status_code == 303
    assert desk.post(f"{url}/retire").status_code == 303
    made.refresh_from_db()
    assert made.name == "惠民置业" and made.retired_at is not None
    assert desk.post(f"{url}/change", {"name": "又改名"}).status_code == 422


def test_a_membership_is_changed_and_ended(desk):
    member = a_member()
    url = at(member.customer_id, f"/members/{member.pk}")
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"post": "长" * 61, "sight": "own"}).status_code == 422
    assert desk.post(url, {"post": "经理", "sight": "all"}).status_code == 303
    assert desk.post(f"{url}/remove").status_code == 303
    assert not Member.objects.exists()


def test_fields_of_the_centres_own_are_added_and_filled_in(desk, admin_desk):
    url = "/desk/customer-fields"
    assert desk.get(url).status_code == 403
    told = {
        "name": "电表号", "code": "meter", "kind": "number", "purpose": "service", "level": "sensitive",
        "position": "0",
    }  # fmt: skip
    assert admin_desk.post(f"{url}/new", told | {"code": "9"}).status_code == 422
    assert admin_desk.post(f"{url}/new", told).status_code == 303
    field = CustomField.objects.get()
    customer = a_customer()
    values = at(customer.pk, "/fields")
    assert desk.post(values, {"meter": "many"}).status_code == 422
    assert desk.post(values, {"meter": "8800123456"}).status_code == 303
    assert desk.post(values, {"meter": ""}).status_code == 303  # masked, so it stays
    assert CustomValue.objects.get().value == "8800123456"
    assert "8800123456" not in desk.get(values).content.decode()
    assert admin_desk.post(f"{url}/{field.pk}", told | {"level": "internal"}).status_code == 303
    assert "8800123456" in desk.get(values).content.decode()
    assert desk.post(values, {"meter": ""}).status_code == 303
    assert not CustomValue.objects.exists()
    assert admin_desk.post(f"{url}/{field.pk}/retire").status_code == 303
    assert "meter" not in admin_desk.get(url).content.decode()


@pytest.mark.parametrize(
    "then", ["/change", "/contacts", "/notes", "/consents", "/members", "/fields", "/confirm", "/reveal"]
)
def test_of_a_customer_out_of_sight_nothing_is_shown_or_changed(signed_in, then):
    customer = a_customer()
    browser = signed_in(given.ZHAO)
    browser.get(LIST)
    with nothing_changes():
        assert browser.post(at(customer.pk, then), PROFILE).status_code == 404
        assert browser.get(at(customer.pk, then)).status_code in (404, 405)


def test_a_field_of_many_kinds_shows_its_own_control(desk):
    a_field(code="grade", kind="choice", options=["甲", "乙"], level="internal")
    a_field(code="since", kind="date", level="internal")
    a_field(code="solar", kind="yes_no", level="internal")
    customer = a_customer()
    url = at(customer.pk, "/fields")
    assert desk.post(url, {"grade": "甲", "since": "2026-03-09", "solar": "yes"}).status_code == 303
    said = desk.get(url).content.decode()
    assert 'type="date"' in said and "乙" in said
    assert desk.post(url, {"grade": "丙", "since": "gestern", "solar": "yes"}).status_code == 422


def test_marks_and_organisations_of_the_file_can_be_reached_from_the_page(supervisor_desk):
    begun = care()
    there = {"actor": given.agent(), "customer_id": begun.customer_id}
    commands.add_member(**there, organisation_id=an_organisation().pk)
    commands.change_profile(**there, profile=Profile(name="王建国", stage="use"))
    said = supervisor_desk.get(at(begun.customer_id)).content.decode()
    for then in ("/change", "/contacts", "/notes", "/consents", "/members", "/fields", "/class", "/care", "/changes"):
        assert f'href="{at(begun.customer_id, then)}"' in said, then
