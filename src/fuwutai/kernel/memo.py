"""What a process may remember for a moment: small tables that change seldom and are asked for all the time."""

import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

FRESH_SECONDS = 1.0
"""How long another process may not notice a change; the one that changes it forgets at once."""


class Memo(Generic[T]):
    """A value read from the database at most once a second, or in so many; two threads may both read it, no harm."""

    def __init__(self, read: Callable[[], T], seconds: float | None = None) -> None:
        self._read, self._seconds = read, seconds
        self._kept: tuple[float, T] | None = None

    def get(self) -> T:
        """Return the value, read anew when it is older than a second."""
        kept = self._kept
        fresh = FRESH_SECONDS if self._seconds is None else self._seconds
        if kept is not None and time.monotonic() - kept[0] < fresh:
            return kept[1]
        read_at, value = time.monotonic(), self._read()
        self._kept = (read_at, value)
        return value

    def forget(self) -> None:
        """Read anew at the next question; call it where the value changes, and once more after the commit."""
        self._kept = None


class Shelf(Generic[T]):
    """What others told us, by name, for some seconds: what seldom changes and is slow to ask for."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: dict[str, tuple[float, T]] = {}

    def get(self, name: str) -> T | None:
        """Return what was put under a name, None when there is nothing or it is too old."""
        kept = self._kept.get(name)
        return kept[1] if kept is not None and time.monotonic() - kept[0] < self._seconds else None

    def put(self, name: str, value: T) -> None:
        """Keep a value under a name from now on; the same one again does not become younger."""
        if self.get(name) is not value:
            self._kept[name] = (time.monotonic(), value)

    def forget(self) -> None:
        """Keep nothing any more; call it where something changes, and once more after the commit."""
        self._kept = {}
