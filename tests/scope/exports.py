"""Files of cases of the world: one of each person."""

from collections.abc import Iterable, Iterator
from typing import Any

from tests.scope.world import Person, World

from fuwutai.domain.exports.models import ExportPage, ExportRun
from fuwutai.domain.exports.rules import packed
from fuwutai.kernel import clock


def files(people: Iterable[Any]) -> dict[str, int]:
    """Return the ids of them, as “file of 5” for the person with the id 5; each is ready."""
    ids, now = {}, clock.now()
    for person in people:
        run = ExportRun.objects.create(
            staff_id=person.staff_id, words="全部未结", state="done", wanted=0, made_at=now, ended_at=now
        )
        ExportPage.objects.create(run=run, number=0, case_ids=b"", data=packed([]))
        ids[f"file of {person.staff_id}"] = run.pk
    return ids


def runs(world: World, person: Person) -> Iterator[tuple[int, bool]]:
    """Yield every file and whether it is the person's."""
    for name, pk in world.ids.items():
        if name.startswith("file of "):
            yield pk, name == f"file of {person.staff_id}"
