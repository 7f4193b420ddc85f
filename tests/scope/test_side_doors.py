"""Ways around the desk that somebody with one agent's password looked for, each of them closed."""

from datetime import timedelta

import pytest
import time_machine
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import case_by_proof
from fuwutai.domain.customers.choices import LEVELS
from fuwutai.domain.customers.commands import (
    Profile,
    add_contact,
    add_customer_note,
    add_member,
    change_profile,
    reveal_contacts,
    save_customer_field,
    save_organisation,
    set_custom_values,
    set_restricted,
)
from fuwutai.domain.customers.models import Contact, Customer, CustomValue
from fuwutai.domain.customers.queries import known_customers, visible_customers
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

PHONE, LATER = "13912345678", "13700009999"
NUMBER = "13755556666"


def track(client, case: Case, contact: str = PHONE):
    return client.post("/track", {"number": case.number, "contact": contact})


def entries(action: str) -> list[tuple[str, int | None]]:
    return list(AccessEntry.objects.filter(action=action).values_list("actor_kind", "actor_id"))


@pytest.fixture
def signed_in(client):
    """Return a browser in which an agent is signed in at the desk."""
    given.centre()
    client.post("/desk/sign-in", {"username": given.LIN, "password": given.PASSWORD})
    return client


def test_who_enters_by_number_and_contact_is_written_down_and_so_is_who_tried(client):
    case = given.a_case()
    assert track(client, case, LATER).status_code == 422
    assert track(client, case).status_code == 303
    assert entries("portal_entry_failed") == [("customer", None)]
    assert entries("portal_entry") == [("customer", None)]


def test_a_colleague_who_enters_from_her_own_browser_is_written_down_by_name(signed_in):
    case = given.a_case()
    assert track(signed_in, case).status_code == 303
    assert entries("portal_entry") == [("staff", given.staff().pk)]


def test_a_colleague_does_not_speak_for_a_customer_from_her_own_browser(signed_in):
    case = given.a_resolved_case()
    track(signed_in, case)
    confirmed = signed_in.post(f"/cases/{case.number}/confirm")
    written = signed_in.post(f"/cases/{case.number}/write", {"body": "好了", "token": "t" * 22})
    assert (confirmed.status_code, written.status_code) == (403, 403)
    case.refresh_from_db()
    assert case.status == "resolved" and not case.messages.filter(body="好了").exists()


def test_who_knows_a_contact_cannot_count_through_the_numbers_of_a_day(client):
    case = given.a_case()
    answers = [
        client.post("/track", {"number": f"2611220{nth:03d}", "contact": PHONE}, REMOTE_ADDR=f"203.0.113.{nth}")
        for nth in range(1, 17)
    ]
    assert {one.status_code for one in answers[:15]} == {422} and answers[15].status_code == 429
    assert track(client, case).status_code == 429


def test_a_contact_that_a_colleague_entered_later_lets_nobody_in():
    with time_machine.travel(clock.now() - timedelta(days=1), tick=False):
        case = given.a_case()
    add_contact(actor=given.agent(), customer_id=case.customer_id, kind="phone", value=LATER)
    assert case_by_proof(case.number, "phone", LATER) is None
    assert case_by_proof(case.number, "phone", PHONE) == case
    later = given.a_case(phone=LATER)
    assert later.customer_id == case.customer_id and case_by_proof(later.number, "phone", LATER) == later


def test_nobody_makes_herself_the_one_who_looks_after_a_customer():
    customer = given.a_case().customer
    agent = given.agent()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        change_profile(actor=agent, customer_id=customer.pk, profile=Profile(name="王建国", owner_id=agent.id))
    assert set(refused.value.fields) == {"owner_id"}


@pytest.mark.parametrize("field", ["owner_id", "created_by_id"])
def test_a_restricted_customer_is_not_seen_because_one_looked_after_them(field):
    customer = given.a_case(team_code="mobile").customer
    Customer.objects.filter(pk=customer.pk).update(**{field: given.agent().id})
    assert visible_customers(given.agent()).filter(pk=customer.pk).exists()
    set_restricted(actor=given.supervisor(), customer_id=customer.pk, restricted=True)
    for queries in (visible_customers, known_customers):
        assert not queries(given.agent()).filter(pk=customer.pk).exists()


def test_whoever_is_in_sight_is_known_too():
    given.a_case()
    given.a_case(phone=LATER, team_code="mobile")
    for actor in (given.agent(), given.agent_elsewhere(), given.supervisor(), Actor.system("tests")):
        seen = set(visible_customers(actor).values_list("pk", flat=True))
        assert seen <= set(known_customers(actor).values_list("pk", flat=True))


def test_a_contact_of_somebody_out_of_sight_is_not_marked_as_shared():
    mine, other = given.a_case().customer, given.a_case(phone=LATER, team_code="mobile").customer
    with pytest.raises(Conflict):
        add_contact(actor=given.agent(), customer_id=mine.pk, kind="phone", value=LATER, shared=True)
    assert not Contact.objects.get(customer=other).shared


def test_to_learn_that_somebody_has_a_number_is_a_look_that_is_written_down(signed_in):
    mine = given.a_case().customer
    given.a_case(phone=LATER, team_code="mobile")
    answer = signed_in.post(f"/desk/customers/{mine.pk}/contacts", {"kind": "phone", "value": LATER})
    assert answer.status_code == 422
    assert entries("look_up_customer") == [("staff", given.staff().pk)]


def test_numbers_in_notes_wishes_and_names_are_masked(signed_in):
    case = given.a_case(name=f"张{NUMBER}")
    given_by = {"actor": given.agent(), "customer_id": case.customer_id}
    add_customer_note(**given_by, body=f"夫人电话 {NUMBER}", pinned=True)
    change_profile(**given_by, profile=Profile(name=f"张{NUMBER}", manner=f"请打 {NUMBER}"))
    whole = [
        address
        for address in (
            f"/desk/customers/{case.customer_id}", f"/desk/customers/{case.customer_id}/changes",
            f"/desk/customers/{case.customer_id}/change", f"/desk/cases/{case.pk}/customer", f"/desk/cases/{case.pk}",
            "/desk/customers", "/desk/queues/unassigned",
        )
        if NUMBER in signed_in.get(address).content.decode()
    ]  # fmt: skip
    assert whole == []


def test_numbers_in_posts_and_own_fields_are_masked_until_revealed(signed_in):
    customer = given.a_case().customer
    about = {"actor": given.agent(), "customer_id": customer.pk}
    there = save_organisation(actor=given.agent(), name="惠民物业")
    member = add_member(**about, organisation_id=there.pk, post=f"经理{NUMBER}")
    for level in ("public", "internal", "personal", "sensitive"):
        save_customer_field(
            actor=given.administrator(), code=level, name=level, kind="text", purpose="service", level=level
        )
    set_custom_values(**about, values=dict.fromkeys(LEVELS, f"家里 {NUMBER}"))
    pages = [
        f"/desk/customers/{customer.pk}", f"/desk/customers/{customer.pk}/fields",
        f"/desk/customers/{customer.pk}/changes", f"/desk/organisations/{there.pk}",
        f"/desk/customers/{customer.pk}/members/{member.pk}",
    ]  # fmt: skip
    said = [signed_in.get(page).content.decode() for page in pages]
    assert [page for page, text in zip(pages, said, strict=True) if NUMBER in text] == []
    assert "经理137****6666" in said[0] and "经理137****6666" in said[3] and "家里 137****6666" in said[0]
    reveal_contacts(**about, reason="核对")
    whole = [page for page in pages if NUMBER in signed_in.get(page).content.decode()]
    assert whole == pages


def test_a_post_and_a_field_that_come_back_masked_stay_as_they_stand(signed_in):
    customer = given.a_case().customer
    about = {"actor": given.agent(), "customer_id": customer.pk}
    there = save_organisation(actor=given.agent(), name="惠民物业")
    member = add_member(**about, organisation_id=there.pk, post=f"经理{NUMBER}")
    save_customer_field(
        actor=given.administrator(), code="more", name="更多", kind="text", purpose="service", level="public"
    )
    set_custom_values(**about, values={"more": f"家里 {NUMBER}"})
    address = f"/desk/customers/{customer.pk}/members/{member.pk}"
    assert signed_in.post(address, {"post": "经理137****6666", "sight": "all"}).status_code == 303
    assert signed_in.post(f"/desk/customers/{customer.pk}/fields", {"more": ""}).status_code == 303
    member.refresh_from_db()
    assert (member.post, member.sight) == (f"经理{NUMBER}", "all")
    assert CustomValue.objects.get().value == f"家里 {NUMBER}"


def test_words_that_come_back_masked_stay_as_they_stand(signed_in):
    customer = given.a_case().customer
    given_by = {"actor": given.agent(), "customer_id": customer.pk}
    change_profile(**given_by, profile=Profile(name="王建国", manner=f"请打 {NUMBER}"))
    address = f"/desk/customers/{customer.pk}/change"
    now = {name: value or "" for name, value in signed_in.get(address).context["form"].initial.items()}
    assert NUMBER not in now["manner"]
    assert signed_in.post(address, now | {"stage": "use"}).status_code == 303
    customer.refresh_from_db()
    assert (customer.manner, customer.stage) == (f"请打 {NUMBER}", "use")


@pytest.mark.parametrize("page", ["change", "fields"])
def test_the_forms_of_a_file_are_looks_as_well(signed_in, page):
    customer = given.a_case().customer
    assert signed_in.get(f"/desk/customers/{customer.pk}/{page}").status_code == 200
    assert entries("view_customer") == [("staff", given.staff().pk)]


@pytest.mark.parametrize("word", ["1e9", "desk", "javascript:alert(1)", "//evil.example", "https://evil.example/"])
def test_the_way_back_is_a_page_of_ours_or_none(signed_in, word):
    answer = signed_in.get("/desk/sign-in", {"next": word})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_a_proxy_that_passes_on_nonsense_breaks_nothing(client):
    assert client.post("/track", {"number": "1", "contact": PHONE}, REMOTE_ADDR="garbage").status_code == 422
