"""What the commands of the customer file are measured with."""

from collections.abc import Callable
from typing import Any

from tests import given

from fuwutai.domain.customers import commands
from fuwutai.domain.customers.models import Customer, CustomField, Member, Organisation, SpecialHandling
from fuwutai.kernel.actors import Actor

Arguments = Callable[[], dict[str, Any]]
PHONE = "13912345678"


def a_customer(**matter: Any) -> Customer:
    """Return the customer of a case in the hands of Lin's team."""
    return given.a_case(**matter).customer


def about(by: Callable[[], Actor] = given.agent, **more: Any) -> Arguments:
    return lambda: {"actor": by(), "customer_id": a_customer().pk, **more}


def an_organisation(name: str = "惠民物业") -> Organisation:
    return commands.save_organisation(actor=given.agent(), name=name)


def a_member() -> Member:
    customer = a_customer()
    return commands.add_member(actor=given.agent(), customer_id=customer.pk, organisation_id=an_organisation().pk)


def a_field(**differs: Any) -> CustomField:
    told = {"code": "meter", "name": "电表号", "kind": "text", "purpose": "service", "level": "sensitive", **differs}
    return commands.save_customer_field(actor=given.administrator(), **told)


def care() -> SpecialHandling:
    return commands.start_special_handling(
        actor=given.supervisor(), customer_id=a_customer().pk, kind="special_need", note="听力不便，请用文字沟通。"
    )


def _a_profile() -> dict[str, Any]:
    profile = commands.Profile(
        name="王建军", type="business", stage="use", address="上海市浦东新区人民路8号", manner="称王总", language="en",
        channel="sms", owner_id=given.staff().pk,
    )  # fmt: skip
    return {**about(given.supervisor)(), "profile": profile}


def _a_shared_phone() -> dict[str, Any]:
    a_customer(phone=PHONE)
    other = a_customer(phone="13812345678", name="李丽")
    return {
        "actor": given.agent(), "customer_id": other.pk, "kind": "phone", "value": PHONE, "shared": True,
        "preferred": True,
    }  # fmt: skip


def _a_contact(**more: Any) -> Arguments:
    def arguments() -> dict[str, Any]:
        customer = a_customer()
        return {
            "actor": given.agent(), "customer_id": customer.pk, "contact_id": customer.contacts.get().pk, **more,
        }  # fmt: skip

    return arguments


def _a_membership(**more: Any) -> Arguments:
    def arguments() -> dict[str, Any]:
        member = a_member()
        return {"actor": given.agent(), "customer_id": member.customer_id, "member_id": member.pk, **more}

    return arguments


def _an_end() -> dict[str, Any]:
    begun = care()
    return {"actor": given.supervisor(), "customer_id": begun.customer_id, "special_handling_id": begun.pk}


def _a_note(**more: Any) -> Arguments:
    def arguments() -> dict[str, Any]:
        note = commands.add_customer_note(actor=given.agent(), customer_id=a_customer().pk, body="周末不接电话。")
        return {"actor": given.agent(), "customer_id": note.customer_id, "note_id": note.pk, **more}

    return arguments


def _values() -> dict[str, Any]:
    a_field()
    a_field(code="news", purpose="marketing", level="internal")
    there = about()()
    commands.note_consent(**there, purpose="marketing", given=True, how="phone")
    commands.set_custom_values(**there, values={"meter": "123"})
    return {**there, "values": {"meter": "124", "news": "月报"}}


SCENARIOS: dict[str, Any] = {
    "registering a customer at the desk": (
        commands.register_customer,
        lambda: {"actor": given.agent(), "name": "赵强", "type": "individual", "phone": PHONE, "email": "z@example.cn"},
    ),
    "changing a profile": (commands.change_profile, _a_profile),
    "confirming a profile": (commands.confirm_profile, about()),
    "sharing a contact": (commands.add_contact, _a_shared_phone),
    "checking a contact": (commands.change_contact, _a_contact(preferred=True, shared=True, verified_how="asked")),
    "preferring a contact": (commands.change_contact, _a_contact(preferred=True, shared=False, verified_how="asked")),
    "removing a contact": (commands.remove_contact, _a_contact()),
    "adding an organisation": (
        commands.save_organisation,
        lambda: {"actor": given.agent(), "name": "惠民物业", "register_number": "91310000MA1"},
    ),
    "changing an organisation": (
        commands.save_organisation,
        lambda: {
            "actor": given.agent(), "name": "惠民置业", "register_number": "9131",
            "organisation_id": an_organisation().pk,
        },
    ),
    "retiring an organisation": (
        commands.retire_organisation,
        lambda: {"actor": given.agent(), "organisation_id": an_organisation().pk},
    ),
    "adding a member": (
        commands.add_member,
        lambda: {**about()(), "organisation_id": an_organisation().pk, "post": "经理", "sight": "all"},
    ),
    "changing a member": (commands.change_member, _a_membership(post="经理", sight="all")),
    "removing a member": (commands.remove_member, _a_membership()),
    "noting consent": (commands.note_consent, about(purpose="survey", given=True, how="phone")),
    "beginning special handling": (
        commands.start_special_handling,
        about(given.supervisor, kind="high_value", note="由主管回电。"),
    ),
    "ending special handling": (commands.end_special_handling, _an_end),
    "restricting a customer": (commands.set_restricted, about(given.supervisor, restricted=True)),
    "adding a note on a customer": (commands.add_customer_note, about(body="周末不接电话。")),
    "pinning a note": (commands.pin_customer_note, _a_note(pinned=True)),
    "removing a note": (commands.remove_customer_note, _a_note()),
    "adding a field of the centre's own": (
        commands.save_customer_field,
        lambda: {
            "actor": given.administrator(), "code": "meter", "name": "电表号", "kind": "choice", "purpose": "service",
            "level": "internal", "options": ["一", "二"],
        },
    ),
    "retiring a field": (
        commands.retire_customer_field,
        lambda: {"actor": given.administrator(), "field_id": a_field().pk},
    ),
    "writing into own fields": (commands.set_custom_values, _values),
}  # fmt: skip
