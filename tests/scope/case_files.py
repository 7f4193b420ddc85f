"""Files of the cases of the world: one with the first words of each, and one that each person has put aside there."""

from collections.abc import Iterator
from typing import Any

from tests.domain.files.given_files import kept
from tests.scope.world import Person, Thing, World

from fuwutai.domain.cases.models import Attachment
from fuwutai.domain.files.previews import make_preview
from fuwutai.kernel import clock


def sent_files(world: World, person: Person) -> Iterator[tuple[tuple[int, int], bool]]:
    """Yield the file of each case, whether the person sees it, and a hidden one under the address of a seen case."""
    for case in world.around(person):
        yield (case.id, sent(case)), world.sees(person.role, case)
    hidden = [case for case in world.cases if not world.sees(person.role, case)]
    if hidden:
        yield (world.seen_by(person.role)[0].id, sent(hidden[0])), False


def own_files(world: World, person: Person) -> Iterator[tuple[tuple[int, int], bool]]:
    """Yield what the person has put aside in each case, also where she sees it no more."""
    for case in world.around(person):
        yield (case.id, _aside(case, person)), world.sees(person.role, case)


def sent_to_customers(world: World) -> Iterator[tuple[str, int]]:
    """Yield the number of each case with the file of its first words."""
    for case in world.cases:
        yield case.number, sent(case)


def lay(world: World) -> None:
    """Put the files into the world."""
    for case in world.cases:
        _made(case, message_id=case.message_ids[0], added_by_kind="customer")
    for person in world.people.values():
        for case in world.around(person):
            _made(case, added_by_kind="staff", added_by_id=person.staff_id)


def sent(case: Thing) -> int:
    """Return the file with the first words of a case."""
    return Attachment.objects.get(case_id=case.id, message_id=case.message_ids[0]).pk


def _aside(case: Thing, person: Person) -> int:
    return Attachment.objects.get(case_id=case.id, message=None, added_by_id=person.staff_id).pk


def _made(case: Thing, **more: Any) -> Attachment:
    file = kept("说明.txt", f"{case.word}f".encode())
    make_preview(file.file_id)
    return Attachment.objects.create(
        case_id=case.id, file_id=file.file_id, name=file.name, size=file.size, content_type=file.content_type,
        added_at=clock.now(), **more,
    )  # fmt: skip
