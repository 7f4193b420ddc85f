"""A form that is filled in wrongly comes back with what it is about: of what is hidden nothing comes back."""

from collections.abc import Iterator

import pytest
from django import forms
from tests.scope.addresses import addresses, things_of
from tests.scope.conftest import Ask, undone
from tests.scope.test_addresses_of_things import shown
from tests.scope.world import World

pytestmark = pytest.mark.django_db

WRONG = "?" * 3_000
"""No choice, no number, no day, and longer than any field takes."""


def fields() -> set[str]:
    """Return the names of all fields of all forms; the centre's own field of the world is among them."""
    return {name for form in _below(forms.Form) for name in form.base_fields} | {"meter", "body", "reason"}


def _below(form: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for one in form.__subclasses__():
        yield one
        yield from _below(one)


@pytest.mark.parametrize("role", ["agent", "supervisor", "unit_head", "analyst"])
def test_a_form_that_is_wrong_shows_nothing_of_what_is_hidden(world: World, ask: Ask, role: str):
    person, wrong = world.people[role], []
    for address in addresses():
        if not address.names_something or address.path.startswith("cases/"):
            continue
        for one in [one for one in things_of(address, world, person) if not one.is_seen][:2]:
            data = dict.fromkeys(fields() | set(one.form), WRONG)
            with undone():
                absent, _said = ask(person, address.of_nothing(one.parts) + one.query, "post", data)
                answer, said = ask(person, address.filled(one.parts) + one.query, "post", data)
            if answer.status_code != absent.status_code or shown(role, world, said):
                wrong.append(f"{role} post {address.filled(one.parts)}: {answer.status_code} although it is hidden")
    assert not wrong, "\n".join(wrong)
