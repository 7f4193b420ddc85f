"""Count what everybody was given, took and finished, so that no page has to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal

from django.db.models import F

from fuwutai.domain.dispatch.models import DayCount, Turn
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Refused

What = Literal["given", "taken", "finished"]


@command
def count_work(
    *, actor: Actor, day: date, done: Iterable[tuple[int, What]], given_at: Mapping[int, datetime]
) -> None:
    """Count what people were given, took and finished on a day, and note when each was last given something.

    Raises: Refused unless the system acts. Cost: 1 statement, 1 for each person and kind, 1 for each who was given.
    """
    if not actor.is_system:
        raise Refused
    counted = Counter(done)
    add_to_day(day, counted)
    note_turns(given_at)


def add_to_day(day: date, counted: Mapping[tuple[int, What], int]) -> None:
    """Add to the counts of a day; by person, so that two who count never wait for each other."""
    people = sorted({staff_id for staff_id, _what in counted})
    DayCount.objects.bulk_create([DayCount(staff_id=one, day=day) for one in people], ignore_conflicts=True)
    for (staff_id, what), number in sorted(counted.items()):
        DayCount.objects.filter(staff_id=staff_id, day=day).update(**{what: F(what) + number})


def note_turns(given_at: Mapping[int, datetime]) -> None:
    """Note when people were last given something; by person."""
    for staff_id, at in sorted(given_at.items()):
        if not Turn.objects.filter(staff_id=staff_id).update(last_given_at=at):
            Turn.objects.bulk_create([Turn(staff_id=staff_id, last_given_at=at)], ignore_conflicts=True)
