"""Who reacts to what: in the same transaction, or after commit through the outbox."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar, cast

from fuwutai.kernel.actors import Actor
from fuwutai.kernel.events import Event

When = Literal["in_transaction", "after_commit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """An event with its circumstances, as a reaction receives it.

    `entry_id` is the journal row; None while the transaction is still open. `step`: see `command.in_step`.
    """

    event: Event
    at: datetime
    actor: Actor
    entry_id: int | None = None
    step: int = 0


Handler = Callable[[Recorded], None]
HandlerOfAll = Callable[[Sequence[Recorded]], None]
Concerned = Callable[[Collection[int]], Collection[int]]
"""Of the ids of some subjects those that concern a reaction."""
HandlerType = TypeVar("HandlerType", bound=Handler)
HandlerOfAllType = TypeVar("HandlerOfAllType", bound=HandlerOfAll)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One handler of one event code.

    `external`: it talks to the network, so it runs outside a transaction. `together`: it takes all its events of
    one command at once. `concerned`: asked in the transaction before anything is promised after it.
    """

    name: str
    event_code: str
    when: When
    handler: Handler | HandlerOfAll
    external: bool = False
    together: bool = False
    concerned: Concerned | None = None

    def handle(self, recorded: Sequence[Recorded]) -> None:
        """Call the handler with what it expects: each event alone, or all together."""
        if self.together:
            cast(HandlerOfAll, self.handler)(recorded)
            return
        for one in recorded:
            cast(Handler, self.handler)(one)


_by_code: dict[str, list[Reaction]] = {}


def react_to(
    *events: type[Event] | str, when: When, external: bool = False, concerned: Concerned | None = None
) -> Callable[[HandlerType], HandlerType]:
    """Register a handler for events, by class or by code; its name is `<app>.<function>`.

    `concerned` (after commit only): nothing is promised for subjects that it does not name, so that what hardly ever
    concerns anybody costs a look instead of a row for the worker.
    """

    def register(handler: HandlerType) -> HandlerType:
        for one in events:
            _register(
                Reaction(
                    name=_name(handler), event_code=_code(one), when=when, handler=handler, external=external,
                    concerned=concerned,
                )
            )
        return handler

    return register


def react_to_all(*events: type[Event] | str) -> Callable[[HandlerOfAllType], HandlerOfAllType]:
    """Register a handler that gets all these events of one command at once, in order, in its transaction."""

    def register(handler: HandlerOfAllType) -> HandlerOfAllType:
        for one in events:
            _register(
                Reaction(
                    name=_name(handler), event_code=_code(one), when="in_transaction", handler=handler, together=True
                )
            )
        return handler

    return register


def _register(reaction: Reaction) -> None:
    known = _by_code.setdefault(reaction.event_code, [])
    if any(other.name == reaction.name for other in known):
        raise TypeError(f"reaction {reaction.name} to {reaction.event_code} is registered twice")
    known.append(reaction)


def _name(handler: Callable[..., None]) -> str:
    rooms = handler.__module__.split(".")
    app = rooms[rooms.index("domain") + 1] if "domain" in rooms else rooms[-2]
    return f"{app}.{handler.__name__}"


def _code(one: type[Event] | str) -> str:
    return one if isinstance(one, str) else one.code


def reactions_to(code: str, when: When) -> list[Reaction]:
    """Return the reactions to one event code, in order of registration."""
    return [reaction for reaction in _by_code.get(code, ()) if reaction.when == when]


def reaction_named(name: str, event_code: str) -> Reaction | None:
    """Return one reaction, or None if this release does not have it."""
    return next((one for one in _by_code.get(event_code, ()) if one.name == name), None)


def all_reactions() -> list[Reaction]:
    """Return every reaction, sorted by event code and name."""
    return sorted((one for many in _by_code.values() for one in many), key=lambda one: (one.event_code, one.name))
