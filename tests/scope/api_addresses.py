"""What the addresses of the API name: mostly what those of the desk do, under another beginning."""

from collections.abc import Callable, Iterator

from tests.scope import case_files
from tests.scope.world import Person, World

Found = Iterator[tuple[tuple[int, ...], bool]]
CASE = "cases/<int:case_id>"
TALK = f"{CASE}/side-talks/<int:talk_id>"
SAME = (
    CASE, f"{CASE}/messages/<int:message_id>", f"{CASE}/tasks/<int:task_id>", f"{CASE}/time/<int:time_id>",
    f"{CASE}/files/<int:attachment_id>", TALK, f"{TALK}/messages/<int:side_message_id>", "side-talks/<int:talk_id>",
    "views/<int:view_id>",
)  # fmt: skip
AS_ON_THE_DESK = {f"api/v1/{one}": f"desk/{one}" for one in SAME}


def _held(world: World, person: Person) -> Found:
    """Yield case and reply that waits with whether the person sees them, and a hidden one under a case in sight."""
    for case in world.around(person):
        yield (case.id, world.ids[f"held {case.id}"]), world.sees(person.role, case)
    if hidden := [case for case in world.cases if not world.sees(person.role, case)]:
        yield (world.seen_by(person.role)[0].id, world.ids[f"held {hidden[0].id}"]), False


def _macros(world: World, person: Person) -> Found:
    """Yield case and macro: hers, her teams' and those for all can be used, in cases that she sees."""
    hers = {f"macro in {team_id}" for team_id in person.actor.team_ids} | {f"macro of {person.staff_id}", "macro"}
    seen = world.seen_by(person.role)[0]
    for name, pk in world.ids.items():
        if name.partition(" ")[0] == "macro":
            yield (seen.id, pk), name in hers
    for case in world.around(person):
        yield (case.id, world.ids["macro"]), world.sees(person.role, case)


def _files(world: World, person: Person) -> Found:
    """Yield the file of each case."""
    for (case_id, attachment_id), _is_seen in case_files.sent_files(world, person):
        case = next(one for one in world.cases if one.id == case_id)
        if attachment_id == case_files.sent(case):
            yield (attachment_id,), world.sees(person.role, case)


def _runs(world: World, _person: Person) -> Found:
    """Yield every bulk change: none of them was asked for by a program."""
    for name, pk in world.ids.items():
        if name.startswith("bulk of "):
            yield (pk,), False


OF_ITS_OWN: dict[str, Callable[[World, Person], Found]] = {
    f"api/v1/{CASE}/held-replies/<int:held_id>": _held,
    f"api/v1/{CASE}/macros/<int:macro_id>": _macros,
    "api/v1/files/<int:attachment_id>": _files,
    "api/v1/bulk/<int:run_id>": _runs,
}
