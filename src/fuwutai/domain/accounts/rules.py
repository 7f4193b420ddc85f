"""What each role may do and how far it sees; plain tables without Django."""

import hashlib
from collections.abc import Iterable
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
        "cases.classify",
        "cases.call_back",
        "cases.merge",
        "cases.split",
        "customers.view",
        "customers.reveal",
    }
)
_LEAD = _WORK | {
    "cases.assign",
    "cases.close",
    "overview.view",
    "staff.view",
    "customers.edit",
    "cases.import",
    "standards.edit",
    "standards.approve",
    "evidence.attest",
}
_ADMINISTER = _LEAD | {
    "calendars.edit",
    "staff.edit",
    "operations.view",
    "operations.repair",
    "centre.edit",
}

PERMISSIONS: dict[str, frozenset[str]] = {"agent": _WORK, "supervisor": _LEAD, "administrator": _ADMINISTER}

REACH: dict[str, Literal["own", "team", "all"]] = {"agent": "team", "supervisor": "all", "administrator": "all"}

SCOPES: dict[str, frozenset[str]] = {
    "cases:read": frozenset({"cases.view"}),
    "cases:write": frozenset(one for one in _LEAD if one.startswith("cases.")),
    "customers:read": frozenset({"customers.view"}),
}
"""What a token of each scope may do at most; its person must hold the permission too. No scope reveals contacts."""


def token_digest(secret: str) -> str:
    """Return what is stored of a token: it is long and random, so that nobody can guess their way back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def permissions_of_token(role: str, scopes: Iterable[str]) -> frozenset[str]:
    """Return what a token may do: what both the role of its person and one of its scopes allow."""
    within = frozenset[str]().union(*(SCOPES.get(scope, frozenset()) for scope in scopes))
    return PERMISSIONS[role] & within


def all_permissions() -> list[str]:
    """Return every permission code, sorted."""
    return sorted(set().union(*PERMISSIONS.values()))
