"""How protected each field of a customer is, what a whole file holds, and when it is to be looked through again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

CHECK_AFTER = timedelta(days=365)
"""So long what we know of a customer counts as right without anybody having looked. Source: S0-4.1-2."""

EXPECTED = ("contact", "type", "stage", "address", "language", "channel")
"""What a whole file holds beside the name: basic data, stage of service, and how to reach them. Source: S0-4.1-1."""

LEVELS_OF_FIELDS: Mapping[str, str] = {
    "name": "personal", "type": "internal", "tier": "internal", "stage": "internal", "address": "sensitive",
    "manner": "personal", "language": "internal", "channel": "internal", "quiet_hours": "internal",
    "owner": "internal", "restricted": "internal", "organisation": "internal", "contact": "sensitive",
    "note": "personal", "special_handling": "personal",
}  # fmt: skip
"""The level of each field that every customer has; fields of the centre's own name theirs. Source: S3-5.1-7."""

PLAIN_START = 6
"""So many characters of an address stay readable: province or city."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """How complete the file of a customer is, what is missing, and since when nobody has looked."""

    percent: int
    missing: tuple[str, ...]
    unchecked_days: int
    is_old: bool

    @property
    def to_check(self) -> bool:
        """Return whether somebody should look the file through."""
        return self.is_old or bool(self.missing)


def file_state(has: Mapping[str, bool], checked_at: datetime, now: datetime) -> FileState:
    """Return the state of a file. `checked_at`: when somebody last said that it is right, else when it began.

    Formula: percent = expected fields that are there / expected fields, rounded down. Source: S0-4.1-2.
    """
    missing = tuple(one for one in EXPECTED if not has.get(one))
    return FileState(
        percent=100 * (len(EXPECTED) - len(missing)) // len(EXPECTED),
        missing=missing,
        unchecked_days=max((now - checked_at).days, 0),
        is_old=now - checked_at >= CHECK_AFTER,
    )


def is_quiet(quiet_from: time | None, quiet_until: time | None, now: time) -> bool:
    """Return whether a customer does not want to be called at this hour; hours may go over midnight."""
    if quiet_from is None or quiet_until is None or quiet_from == quiet_until:
        return False
    if quiet_from < quiet_until:
        return quiet_from <= now < quiet_until
    return now >= quiet_from or now < quiet_until


def level_of(field: str) -> str:
    """Return the level of a field as the history of changes names it: "address", "contact.phone"."""
    return LEVELS_OF_FIELDS.get(field.partition(".")[0], "sensitive")


def masked_address(value: str) -> str:
    """Return an address as it is shown to who has no reason to see it whole: its first characters."""
    kept = value[:PLAIN_START] if len(value) > PLAIN_START + 2 else ""
    return kept + "*" * (len(value) - len(kept))
