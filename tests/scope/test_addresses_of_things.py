"""Role by address by thing: what is hidden is absent, on every address of the resolver."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.rows import nothing_changes
from tests.scope.addresses import Address, Named, addresses, things_of
from tests.scope.conftest import Ask, undone
from tests.scope.oracle import DRAFT, ROLES
from tests.scope.world import DRAFTED, Person, World

pytestmark = pytest.mark.django_db

WORD = re.compile(r"zq\.\d\d[smnc]")
METHODS = ("get", "post")
BLANKET = (403, 405)
"""What is answered before anything is looked up: not allowed to this role, or not by this method, whatever it is."""


def shown(role: str, world: World, said: str) -> set[str]:
    """Return the words of hidden things that an answer shows, and the numbers of hidden cases."""
    seen = world.seen_by(role)
    numbers = {case.number for case in world.cases if case not in seen and case.number in said}
    hidden = world.hidden_words(role) | (set() if role in DRAFT else {f"{DRAFTED}s", f"{DRAFTED}m"})
    return set(WORD.findall(said)) & hidden | numbers


def test_every_address_that_names_something_is_described(world):
    person = world.people["agent"]
    undescribed = []
    for address in addresses():
        try:
            if address.names_something:
                assert things_of(address, world, person)
        except LookupError as missing:
            undescribed.append(str(missing))
    assert undescribed == []


@pytest.mark.parametrize("role", list(ROLES))
def test_what_is_hidden_from_a_role_is_absent_and_what_is_seen_is_there(world: World, ask: Ask, role: str):
    person = world.people[role]
    wrong: list[str] = []
    with nothing_changes():
        for address in addresses():
            if address.names_something and not address.path.startswith("cases/"):
                wrong += _of_address(world, ask, person, address)
        assert not wrong, "\n".join(wrong)


def _of_address(world: World, ask: Ask, person: Person, address: Address) -> list[str]:
    wrong = []
    for method in METHODS:
        things = things_of(address, world, person)
        absent = _as_fragment(ask, person, address.of_nothing(things[0].parts), method, things[0])[0].status_code
        if absent in BLANKET:
            things = _one_of_each(things)
        answers = list(_answers(ask, person, address, method, things))
        alike = {answer.status_code for _one, answer, _said in answers} | {absent}
        for one, answer, said in answers:
            where = f"{person.role} {method} {address.filled(one.parts)}: {answer.status_code}"
            blanket = len(alike) == 1 and answer.status_code in BLANKET
            if words := shown(person.role, world, said):
                wrong.append(f"{where} shows {sorted(words)}")
            if one.is_seen and answer.status_code == 404:
                wrong.append(f"{where} although it is in sight")
            if not one.is_seen and answer.status_code != 404 and not blanket:
                wrong.append(f"{where} although it is hidden (absent: {absent})")
    return wrong


def _answers(
    ask: Ask, person: Person, address: Address, method: str, things: list[Named]
) -> Iterator[tuple[Named, Any, str]]:
    """Yield every hidden thing with the answer to it, and what is seen: of most addresses one of each kind."""
    for one in things:
        if not one.is_seen:
            yield one, *_as_fragment(ask, person, address.filled(one.parts) + one.query, method, one)
    seen = [one for one in things if one.is_seen]
    every = method == "get" and address.name == "desk:case"
    for one in seen if every else list({one.kind: one for one in seen}.values()):
        with undone(forget=method == "post"):
            answer = ask(person, address.filled(one.parts) + one.query, method, one.form)
        yield one, *answer


def _as_fragment(ask: Ask, person: Person, where: str, method: str, one: Named) -> tuple[Any, str]:
    """Ask as htmx does: a refusal is told in a few bytes then."""
    return ask(person, where, method, one.form, **{"HX-Request": "true"})


def _one_of_each(things: list[Named]) -> list[Named]:
    """Return one thing that is seen and one that is hidden, as far as there are such."""
    return list({one.is_seen: one for one in things}.values())
