"""Things: rows of a table that is at hand, and what may happen to them."""

from datetime import date
from typing import Any

from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.events import Event, event
from fuwutai.kernel.models import IdempotencyKey, JournalEntry, NumberSeries, OutboxRow

DAY = date(2026, 11, 21)
ANYBODY = Actor.system("tests")


class Things:
    """Registers a small app: events `made` and `changed`, commands `make` and `change`."""

    def __init__(self) -> None:
        @event("things.made", subject="thing", starts=True)
        class Made(Event):
            thing_id: int

        @event("things.changed", subject="thing")
        class Changed(Event):
            thing_id: int

        def again(actor: Actor, thing_id: int) -> NumberSeries:
            if actor.kind == "customer":
                raise NotFound
            return NumberSeries.objects.get(pk=thing_id)

        @command(replay=again)
        def make(*, actor: Actor, name: str = "lamp") -> NumberSeries:
            thing = NumberSeries.objects.create(series=name, day=DAY, last=0)
            emit(Made(thing_id=thing.pk))
            return thing

        @command
        def change(*, actor: Actor, thing_id: int) -> None:
            emit(Changed(thing_id=thing_id))

        self.Made, self.Changed, self.make, self.change = Made, Changed, make, change


def stored() -> dict[str, int]:
    """Return how many rows everything left behind, to compare before and after."""
    models: tuple[Any, ...] = (NumberSeries, JournalEntry, OutboxRow, IdempotencyKey)
    return {model.__name__: model.objects.count() for model in models}
