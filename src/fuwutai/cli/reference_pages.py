"""The pages of docs/reference as text; loaded once Django is."""

import dataclasses
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, get_type_hints

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

import fuwutai
from fuwutai.api.openapi import openapi_text
from fuwutai.domain.accounts import queries as accounts
from fuwutai.domain.accounts.choices import PERMISSIONS_IN_WORDS
from fuwutai.domain.sla.choices import CLOCKS
from fuwutai.domain.sla.definitions import DEFINITIONS, ClockDefinition
from fuwutai.domain.sla.rules import CHANGES
from fuwutai.kernel.command import registered_commands
from fuwutai.kernel.events import registered_events
from fuwutai.kernel.reactions import all_reactions

Rows = Iterable[tuple[str, ...]]


def pages() -> dict[str, str]:
    """Return every page by file name, in English."""
    with translation.override("en"):
        return {
            "events.md": _page("Events", EVENTS, ("Code", "Subject", "Fields", "What happened"), _events()),
            "commands.md": _page("Commands", COMMANDS, ("Command", "Takes", "Budget", "What it does"), _commands()),
            "reactions.md": _page("Reactions", REACTIONS, ("Event", "When", "Reaction", "What it does"), _reactions()),
            "permissions.md": _page("Permissions", PERMISSIONS, ("Permission", "In words", *_roles()), _permissions()),
            "clocks.md": _page("Clocks", CLOCK_PAGE, CLOCK_HEADS, map(_clock, DEFINITIONS))
            + "\n"
            + _page("What a change does to a clock", CHANGE_PAGE, CHANGE_HEADS, _changes()).removeprefix("#").lstrip(),
            "urls.md": _page("Addresses", URLS, ("Address", "Name", "Who", "Budget", "What it shows"), _urls()),
            "openapi.json": openapi_text(),
        }


EVENTS = "Rows of the journal. A subject in bold is one whose history begins with this event."
COMMANDS = "Every write. The budget is the most SQL statements that a call may cost."
REACTIONS = "Who reacts to what: in the transaction of the command, or after its commit through the outbox."
PERMISSIONS = "What each role may do as it is shipped; a centre changes its roles and adds its own."
CLOCK_PAGE = "Each clock by the events that move it; how long it may run is a rule row of the kind `sla.<clock>`."
CLOCK_HEADS = ("Clock", "Name", "Starts", "Pauses", "Runs on", "Stops", "Is called off", "Another start")
CHANGE_PAGE = (
    "What has passed was counted by the terms and hours in force when it passed, and stays counted; from the change on "
    "the new ones count. So no counted minute comes back and no paused minute is lost. What was missed stays missed, "
    "and stays due when it was. `facts`: priority, tier, type, "
    "category, service class, line, urgency, complexity, channel. `policy`: a rule was revised or ended; a case keeps "
    "the figures it began with (S2-3.2.1-4). `reopen`: clocks that go on. `split`: the new case has clocks of its own, "
    "which start when the customer wrote the words."
)
CHANGE_HEADS = ("Change", "Clock", "Base", "Used time", "Terms", "Due", "Past breach", "State")
URLS = "Every address, who may open it, and the most SQL statements that it may cost."


def _events() -> Iterator[tuple[str, ...]]:
    for code, event in registered_events().items():
        hints = get_type_hints(event)
        fields = ", ".join(f"{field.name}: {_type(hints[field.name])}" for field in dataclasses.fields(event))  # type: ignore[arg-type]
        yield f"`{code}`", f"**{event.subject}**" if event.starts else event.subject, fields, _sentence(event)


def load_commands() -> None:
    """Import every module below a `commands` package, so that the registry is complete."""
    for module in pkgutil.walk_packages(fuwutai.__path__, "fuwutai."):
        if ".commands" in module.name:
            import_module(module.name)


def _commands() -> Iterator[tuple[str, ...]]:
    load_commands()
    for name, command in registered_commands().items():
        takes = ", ".join(inspect.signature(command.function).parameters)
        budget = "" if command.statements is None else str(command.statements)
        yield f"`{name}`", takes, budget, _whole(command.function)


def _reactions() -> Iterator[tuple[str, ...]]:
    for one in all_reactions():
        when = one.when.replace("_", " ") + (", external" if one.external else "")
        yield f"`{one.event_code}`", when, f"`{one.name}`", _sentence(one.handler)


def _clock(one: ClockDefinition) -> tuple[str, ...]:
    pauses = ", ".join(f"`{code}` ({cause.replace('_', ' ')})" for code, cause in one.pause_while.items())
    again = {"goes_on": "goes on with the used time", "new_round": "is a new promise", "never": ""}[one.again]
    if one.not_while:
        again += f", not while `{one.not_while}` is owed"
    sets = (one.start_on, one.resume_on, one.stop_on, one.cancel_on)
    starts, resumes, stops, cancels = (", ".join(f"`{code}`" for code in sorted(codes)) for codes in sets)
    return f"`{one.code}`", str(CLOCKS[one.code]), starts, pauses, resumes, stops, cancels, again


def _changes() -> Iterator[tuple[str, ...]]:
    for (change, state), effect in CHANGES.items():
        yield (
            change.replace("_", " "), state, effect.base, effect.used, effect.terms, effect.due, effect.breach,
            effect.state,
        )  # fmt: skip


def _roles() -> tuple[str, ...]:
    return tuple(accounts.PERMISSIONS)


def _permissions() -> Iterator[tuple[str, ...]]:
    words = {code: text for group in PERMISSIONS_IN_WORDS.values() for code, text in group.items()}
    for permission in accounts.all_permissions():
        yield (
            f"`{permission}`",
            str(words[permission]),
            *("yes" if permission in accounts.PERMISSIONS[role] else "" for role in _roles()),
        )


def _urls() -> Iterator[tuple[str, ...]]:
    for address, name, view in addresses():
        budget = getattr(view, "statements", None)
        who = getattr(view, "permission", "")
        yield f"`{address}`", name, who, "" if budget is None else str(budget), _sentence(view)


def addresses() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Return address, full name and view of everything that the URL table reaches."""
    yield from _walk(get_resolver(), "/", "")


def _walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for one in resolver.url_patterns:
        address = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one, address, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield address, f"{space}{one.name or ''}", one.callback


def _page(title: str, introduction: str, heads: tuple[str, ...], rows: Rows) -> str:
    lines = [f"# {title}", "", f"{introduction} Written by `fuwutai reference`; CI compares it.", ""]
    lines += [_row(heads), _row(("---",) * len(heads)), *(_row(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _sentence(thing: Any) -> str:
    return _whole(thing).partition(". ")[0].rstrip(".") + "."


def _whole(thing: Any) -> str:
    return re.sub(r"\s+", " ", inspect.getdoc(thing) or "").strip()


def _type(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) else str(getattr(hint, "__name__", hint)).replace("datetime.", "")
