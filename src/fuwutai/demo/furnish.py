"""How the people of the demo have set up their desk, and what they know of their customers."""

from fuwutai.demo.cast import DEMO, Cast
from fuwutai.demo.content.beside import Beside
from fuwutai.demo.content.shapes import Scenario
from fuwutai.domain.cases.commands.macros import save_macro
from fuwutai.domain.cases.commands.views import save_view
from fuwutai.domain.customers.choices import PHONE
from fuwutai.domain.customers.commands import add_customer_note, add_member, save_organisation, set_tier
from fuwutai.domain.customers.queries import find_by_contact
from fuwutai.kernel.actors import Actor


def furnish_desk(scenario: Scenario, words: Beside) -> None:
    """Give everybody views and macros, made by the administrator."""
    administrator = next(
        Cast.of(scenario).actors[person.username] for person in scenario.staff if person.role == "administrator"
    )
    for view in words.views:
        save_view(actor=administrator, name=view.name, query=view.query, for_all=True)
    for macro in words.macros:
        save_macro(actor=administrator, name=macro.name, note=macro.note, steps=macro.steps, for_all=True)


def know_customers(scenario: Scenario, words: Beside) -> None:
    """Note of customers who have turned to the centre their class, what to know of them, and for whom they work."""
    boss = Cast.of(scenario).actors[next(one.username for one in scenario.staff if one.role == "administrator")]
    for tier in words.tiers:
        for key in tier.customers:
            if (customer_id := _customer(scenario, key)) is not None:
                set_tier(actor=boss, customer_id=customer_id, tier=tier.tier)
    for note in words.notes:
        if (customer_id := _customer(scenario, note.customer)) is not None:
            add_customer_note(actor=boss, customer_id=customer_id, body=note.body, pinned=True)
    for organisation in words.organisations:
        made = save_organisation(actor=boss, name=organisation.name)
        for member in organisation.members:
            if (customer_id := _customer(scenario, member.customer)) is not None:
                add_member(
                    actor=boss, customer_id=customer_id, organisation_id=made.pk, post=member.post, sight=member.sight
                )


def _customer(scenario: Scenario, key: str, actor: Actor = DEMO) -> int | None:
    """Return the id of a customer of the script, None for one who has not turned to the centre."""
    phone = next(customer.phone for customer in scenario.customers if customer.key == key)
    found = find_by_contact(actor, PHONE, phone)
    return found.pk if found else None
