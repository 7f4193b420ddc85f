"""Events: frozen facts in the past tense, made of ids, numbers, moments and codes only.

An event is the row of the journal. A plain text field is refused at import time, so no personal
value can slip into the journal; texts stay in the tables that own them and events carry their ids.
"""

import dataclasses
import types
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ClassVar, NewType, TypeVar, Union, dataclass_transform, get_args, get_origin, get_type_hints

import msgspec

Code = NewType("Code", str)
"""A stable code of a list in `choices.py` or of a rule row; never free text."""

_PLAIN = (int, bool, float, datetime, date, Code, type(None))


class Event:
    """Base of all events; `code` and `subject` are set by the `event` decorator."""

    code: ClassVar[str]
    subject: ClassVar[str]
    starts: ClassVar[bool]

    @property
    def subject_id(self) -> int:
        """Return the id of the thing whose history this is part of."""
        return int(getattr(self, f"{self.subject}_id"))

    def data(self) -> dict[str, Any]:
        """Return the event as plain JSON values."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


EventType = TypeVar("EventType", bound=type[Event])
_registry: dict[str, type[Event]] = {}


@dataclass_transform(frozen_default=True, kw_only_default=True)
def event(code: str, *, subject: str, starts: bool = False) -> Callable[[EventType], EventType]:
    """Register a class as the event with this stable code; `starts` marks the first event of its subject."""

    def register(cls: EventType) -> EventType:
        made = dataclasses.dataclass(frozen=True, kw_only=True, slots=False)(cls)
        if code in _registry:
            raise TypeError(f"event code {code} is taken by {_registry[code].__name__}")
        hints = get_type_hints(made)
        if f"{subject}_id" not in hints:
            raise TypeError(f"{code}: an event about a {subject} has a field {subject}_id")
        for name, hint in hints.items():
            if get_origin(hint) is not ClassVar and not _is_plain(hint):
                raise TypeError(f"{code}.{name}: an event holds ids, numbers, moments and codes, not {hint}")
        made.code, made.subject, made.starts = code, subject, starts
        _registry[code] = made
        return made  # type: ignore[return-value]

    return register


def _is_plain(hint: Any) -> bool:
    if hint in _PLAIN:
        return True
    if get_origin(hint) in (Union, types.UnionType, tuple):
        return all(part is Ellipsis or _is_plain(part) for part in get_args(hint))
    return False


def event_class(code: str) -> type[Event]:
    """Return the class of an event code. Raises: KeyError for a code of another release."""
    return _registry[code]


def registered_events() -> dict[str, type[Event]]:
    """Return every event class by its code."""
    return dict(sorted(_registry.items()))


def load_event(code: str, data: dict[str, Any]) -> Event:
    """Return the event that a journal row holds."""
    return msgspec.convert(data, event_class(code), strict=False)
