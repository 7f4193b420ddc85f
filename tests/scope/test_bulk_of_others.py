"""A bulk change is its maker's own: to everybody else it is absent, and its report shows no hidden case."""

import pytest
from tests.rows import nothing_changes
from tests.scope.addresses import addresses
from tests.scope.conftest import Ask
from tests.scope.oracle import ROLES
from tests.scope.test_addresses_of_things import _of_address
from tests.scope.world import World

pytestmark = pytest.mark.django_db


def test_only_who_made_a_bulk_change_finds_it(world: World, ask: Ask):
    of_runs = [one for one in addresses() if one.path.startswith("desk/bulk/<")]
    assert of_runs
    wrong: list[str] = []
    with nothing_changes():
        for role in ROLES:
            for address in of_runs:
                wrong += _of_address(world, ask, world.people[role], address)
    assert not wrong, "\n".join(wrong)
