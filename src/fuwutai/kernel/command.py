"""The one wrapper around every write: transaction, clock, events, reactions, outbox.

A command is a keyword-only function that takes `actor` first. The wrapper opens the transaction, stops the
clock, collects what the function emits, runs the in-transaction reactions, writes journal and outbox, commits,
and only then wakes the worker and the open screens. A command called inside a command joins it.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, cast, overload

from django.db import transaction
from django.db.models import Model

from fuwutai.kernel import clock, idempotency, journal, push
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.events import Event
from fuwutai.kernel.reactions import Reaction, Recorded, reactions_to

P = ParamSpec("P")
R = TypeVar("R")

MAX_EVENTS = 2_000
"""More events than this in one command is a loop of reactions, not work."""


@dataclass(slots=True)
class _Run:
    command: str
    most_events: int = MAX_EVENTS
    step: int = 0
    failed: str = ""
    pending: deque[journal.Emitted] = field(default_factory=deque)
    emitted: list[journal.Emitted] = field(default_factory=list)
    actors: list[tuple[Actor, str]] = field(default_factory=list)

    @contextmanager
    def acting(self, actor: Actor, command_name: str) -> Iterator[None]:
        """Name who acts, and by which command or reaction, for what is emitted inside the block."""
        self.actors.append((actor, command_name))
        try:
            yield
        except BaseException:
            self.failed = command_name
            raise
        finally:
            self.actors.pop()

    def refuse_half_work(self) -> None:
        """Raise when a command failed inside this one, which then went on: what it had written would stay."""
        if self.failed:
            raise RuntimeError(f"{self.command} swallowed the failure of {self.failed}; let it pass, or check first")


_running: ContextVar[_Run | None] = ContextVar("running_command", default=None)
_registry: "dict[str, Command[..., Any]]" = {}


def emit(event: Event) -> None:
    """Record a fact of the running command. Raises: RuntimeError outside of a command."""
    run = _running.get()
    if run is None:
        raise RuntimeError(f"{type(event).__name__} was emitted outside of a command")
    actor, command_name = run.actors[-1]
    subject = (event.subject, event.subject_id)
    run.pending.append(journal.Emitted(event, clock.now(), actor, command_name, run.step, subject))
    if len(run.emitted) + len(run.pending) > run.most_events:
        raise RuntimeError(f"{run.command} emitted more than {run.most_events} events: reactions run in a circle")


@contextmanager
def playing(actor: Actor, at: datetime, step: int) -> Iterator[None]:
    """Let what is emitted inside be what somebody did at a moment, as the step of a history that has this number.

    Steps may share a moment: in the journal the earlier one stands first, with all that followed from it.
    Raises: RuntimeError outside of a command.
    """
    run = _running.get()
    if run is None:
        raise RuntimeError(f"history of {actor.kind} is played outside of a command")
    before, run.step = run.step, step
    run.actors.append((actor, run.actors[-1][1]))
    try:
        with clock.stopped_at(at):
            yield
    finally:
        run.actors.pop()
        run.step = before


@contextmanager
def in_step(step: int) -> Iterator[None]:
    """Let what a reaction emits inside follow from a step of a history. Raises: RuntimeError outside of a command."""
    run = _running.get()
    if run is None:
        raise RuntimeError(f"step {step} is played outside of a command")
    before, run.step = run.step, step
    try:
        yield
    finally:
        run.step = before


@dataclass(frozen=True)
class Command(Generic[P, R]):
    """A registered command; call it, or first say `.at(moment)` (history) or `.once(key)` (repeated requests)."""

    function: Callable[P, R]
    name: str
    statements: int | None = None
    most_events: int = MAX_EVENTS
    replay: Callable[[Actor, int], R] | None = None
    moment: datetime | None = None
    key: str = ""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the command. Raises: what the function raises; then nothing at all was written."""
        if (run := _running.get()) is not None:
            if self.key:
                raise RuntimeError(f"{self.name} is repeatable only as a whole request, not inside {run.command}")
            return self._join(run, *args, **kwargs)
        actor = cast(Actor, kwargs["actor"])
        try:
            return self._alone(actor, *args, **kwargs)
        except Exception:
            # A repeated request fails where the first one has changed the state, or at the latest at its key.
            made = idempotency.result_of(actor, self.name, self.key, kwargs) if self.key else None
            if made is None or self.replay is None:
                raise
            return self.replay(actor, made)

    def at(self, moment: datetime) -> "Command[P, R]":
        """Return the command as of a moment in the past: imported or made-up history."""
        return replace(self, moment=moment)

    def once(self, key: str) -> "Command[P, R]":
        """Return the command bound to an idempotency key: a second call with the key answers as the first did."""
        if self.replay is None:
            raise TypeError(f"{self.name} declares no replay, so it takes no idempotency key")
        return replace(self, key=key)

    def _alone(self, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        run = _Run(command=self.name)
        # The transaction is the outer block: what runs on commit finds no command running any more.
        with transaction.atomic(), _as_running(run), clock.stopped_at(clock.now()):
            result = self._join(run, *args, **kwargs)
            _react_in_transaction(run)
            run.refuse_half_work()
            push.announce_on_commit(journal.write(run.emitted))
            if self.key:
                idempotency.remember(actor, self.name, self.key, kwargs, cast(Model, result).pk)
        return result

    def _join(self, run: _Run, /, *args: P.args, **kwargs: P.kwargs) -> R:
        run.most_events = max(run.most_events, self.most_events)
        with clock.stopped_at(self.moment or clock.now()), run.acting(cast(Actor, kwargs["actor"]), self.name):
            return self.function(*args, **kwargs)


@contextmanager
def _as_running(run: _Run) -> Iterator[None]:
    token = _running.set(run)
    try:
        yield
    finally:
        _running.reset(token)


def _react_in_transaction(run: _Run) -> None:
    while run.pending:
        together: dict[str, tuple[Reaction, list[Recorded]]] = {}
        while run.pending:
            emitted = run.pending.popleft()
            run.emitted.append(emitted)
            if not (reactions := reactions_to(emitted.event.code, "in_transaction")):
                continue
            recorded = Recorded(event=emitted.event, at=emitted.at, actor=emitted.actor, step=emitted.step)
            for reaction in reactions:
                if reaction.together:
                    together.setdefault(reaction.name, (reaction, []))[1].append(recorded)
                else:
                    _react(run, reaction, [recorded])
        for reaction, many in together.values():
            _react(run, reaction, many)


def _react(run: _Run, reaction: Reaction, many: list[Recorded]) -> None:
    app = reaction.name.partition(".")[0]
    with clock.stopped_at(many[-1].at), run.acting(Actor.system(app), reaction.name):
        reaction.handle(many)


class _Register(Protocol):
    def __call__(self, function: Callable[P, R]) -> Command[P, R]: ...


@overload
def command(function: Callable[P, R]) -> Command[P, R]: ...
@overload
def command(*, statements: int | None = None, most_events: int = MAX_EVENTS) -> _Register: ...
@overload
def command(
    *, replay: Callable[[Actor, int], R], statements: int | None = None
) -> Callable[[Callable[P, R]], Command[P, R]]: ...
def command(
    function: Callable[P, R] | None = None,
    *,
    statements: int | None = None,
    most_events: int = MAX_EVENTS,
    replay: Callable[[Actor, int], R] | None = None,
) -> Command[P, R] | Callable[[Callable[P, R]], Command[P, R]] | _Register:
    """Register a write. `statements` is its budget of SQL statements; `most_events` is larger where it takes in much
    at once; `replay` finds its result again by id for an actor who repeats a request, and raises NotFound where the
    actor may not see it any more."""

    def register(function: Callable[P, R]) -> Command[P, R]:
        app = function.__module__.split(".")
        noun = app[app.index("commands") - 1] if "commands" in app else app[-2]
        made: Command[P, R] = Command(
            function=function,
            name=f"{noun}.{function.__name__}",
            statements=statements,
            most_events=most_events,
            replay=replay,
        )
        _registry[made.name] = made
        return made

    return register(function) if function is not None else register


def registered_commands() -> "dict[str, Command[..., Any]]":
    """Return every command by its name `<app>.<function>`."""
    return dict(sorted(_registry.items()))
