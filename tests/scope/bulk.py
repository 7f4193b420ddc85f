"""Bulk changes of the world: one of each person, over a case of hers."""

from collections.abc import Iterable, Iterator
from typing import Any

from tests.scope.world import Person, World

from fuwutai.domain.cases.models import BulkItem, BulkRun
from fuwutai.kernel import clock


def bulk_runs(cases: Iterable[Any], people: Iterable[Any]) -> dict[str, int]:
    """Return the ids of them, as “bulk of 5” for the person with the id 5; every case failed, seen or not."""
    ids, now = {}, clock.now()
    keys = [case.id for case in cases]
    for person in people:
        run = BulkRun.objects.create(
            staff_id=person.staff_id, steps=[{"do": "set_priority", "priority": "urgent"}], state="done", made_at=now,
            ended_at=now, wanted=len(keys), failed=len(keys),
        )  # fmt: skip
        BulkItem.objects.bulk_create(
            BulkItem(run=run, case_id=key, state="failed", problem="conflict\nclosed") for key in keys
        )
        ids[f"bulk of {person.staff_id}"] = run.pk
    return ids


def runs(world: World, person: Person) -> Iterator[tuple[int, bool]]:
    """Yield every run and whether it is the person's."""
    for name, pk in world.ids.items():
        if name.startswith("bulk of "):
            yield pk, name == f"bulk of {person.staff_id}"
