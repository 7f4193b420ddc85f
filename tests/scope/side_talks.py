"""Talks beside the cases of the world: one with a team of others, one in which the people of the world are asked."""

from collections.abc import Iterator
from typing import Any

from tests.scope.world import Person, World

from fuwutai.domain.cases.models import SideMessage, SideTalk
from fuwutai.domain.cases.speech.side_talks import ASKER, digest_of, link_end
from fuwutai.kernel import clock

SECRET = "the-secret-of-a-link"
OWN_WORDS = "asked of your team"
FORM = {"body": "好的", "days": "1"}


def lay_talks(world: World) -> dict[str, int]:
    """Put the talks into the world, and return their ids; the words of the first sort are hidden with their case."""
    ids: dict[str, int] = {}
    for case in world.cases:
        for kind, code, words in (
            ("talk", "hq-h", f"{case.word}n"),
            ("asked", "east-1-a", OWN_WORDS),
        ):
            ids |= _laid(f"{kind} {case.id}", case.id, words, team_id=world.team_ids[code])
    outside: dict[str, Any] = {"with_whom": "x", "digest": digest_of(SECRET), "link_ends_at": link_end(7)}
    return ids | _laid("outside", world.cases[0].id, OWN_WORDS, **outside)


def talks_of_cases(world: World, person: Person) -> Iterator[tuple[tuple[int, ...], bool]]:
    """Yield case and talk with whether the person sees them, and a hidden talk under a case in sight."""
    for parts, is_seen in words_of_cases(world, person):
        yield parts[:2], is_seen


def words_of_cases(world: World, person: Person) -> Iterator[tuple[tuple[int, ...], bool]]:
    """Yield case, talk and message likewise."""
    for case in world.around(person):
        key = f"talk {case.id}"
        yield (case.id, world.ids[key], world.ids[f"{key} words"]), world.sees(person.role, case)
    if hidden := [one for one in world.cases if not world.sees(person.role, one)]:
        key = f"talk {hidden[0].id}"
        yield (world.seen_by(person.role)[0].id, world.ids[key], world.ids[f"{key} words"]), False


def asked_talks(world: World, person: Person) -> Iterator[tuple[tuple[int, ...], bool]]:
    """Yield talks: her own team is asked beside cases that she may not see, or others are beside such that she sees."""
    for case in world.around(person):
        yield (world.ids[f"asked {case.id}"],), person.actor.may("cases.side") or world.sees(person.role, case)
        yield (world.ids[f"talk {case.id}"],), world.sees(person.role, case)


def links(_world: World, _person: Person) -> Iterator[tuple[tuple[str, ...], bool]]:
    """Yield a link that opens for anybody, and one that is none."""
    yield (SECRET,), True
    yield ("another-secret",), False


def _laid(key: str, case_id: int, words: str, **more: Any) -> dict[str, int]:
    now = clock.now()
    talk = SideTalk.objects.create(case_id=case_id, subject=words, opened_at=now, last_at=now, **more)
    said = SideMessage.objects.create(talk=talk, author_kind=ASKER, body=words, at=now)
    return {key: talk.pk, f"{key} words": said.pk}
