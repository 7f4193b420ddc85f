"""What each role may do and how far it sees; plain tables without Django."""

from typing import Literal

_WORK = frozenset(
    {
        "cases.view",
        "cases.open",
        "cases.reply",
        "cases.note",
        "cases.take",
        "cases.wait",
        "cases.resolve",
        "cases.reopen",
        "cases.confirm",
        "customers.view",
        "customers.reveal",
    }
)
_LEAD = _WORK | {"cases.assign", "cases.close", "overview.view", "staff.view"}
_ADMINISTER = _LEAD | {
    "calendars.edit",
    "staff.edit",
    "standards.edit",
    "operations.view",
    "operations.repair",
    "centre.edit",
}

PERMISSIONS: dict[str, frozenset[str]] = {"agent": _WORK, "supervisor": _LEAD, "administrator": _ADMINISTER}

REACH: dict[str, Literal["own", "team", "all"]] = {"agent": "team", "supervisor": "all", "administrator": "all"}


def all_permissions() -> list[str]:
    """Return every permission code, sorted."""
    return sorted(set().union(*PERMISSIONS.values()))
