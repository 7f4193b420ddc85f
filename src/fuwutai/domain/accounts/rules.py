"""What each role may do and how far it sees; plain tables without Django."""

import hashlib
from collections.abc import Iterable

from fuwutai.kernel.actors import Reach

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
        "cases.rate",
        "cases.side",
        "customers.view",
        "customers.reveal",
        "customers.edit",
    }
)
_LEAD = _WORK | {
    "cases.assign",
    "cases.close",
    "cases.redo",
    "cases.supervise",
    "cases.archive",
    "cases.redact",
    "views.share",
    "macros.share",
    "phrases.edit",
    "dispatch.edit",
    "automation.view",
    "complaints.view",
    "overview.view",
    "staff.view",
    "customers.classify",
    "customers.restricted",
    "customers.merge",
    "customers.export",
    "cases.export",
    "cases.import",
    "standards.edit",
    "standards.approve",
    "evidence.attest",
}
_MANAGE = _LEAD | {"calendars.edit", "cases.configure", "automation.edit"}
_ADMINISTER = _MANAGE | {
    "staff.edit",
    "operations.view",
    "operations.repair",
    "centre.edit",
    "customers.import",
    "customers.erase",
    "audit.view",
}
_WATCH = frozenset({"cases.view", "complaints.view", "customers.view", "overview.view", "staff.view"})

PERMISSIONS: dict[str, frozenset[str]] = {
    "agent": _WORK,
    "complaint_officer": _WORK
    | {"cases.assign", "cases.close", "cases.redo", "complaints.view", "overview.view", "customers.merge"},
    "technician": _WORK - {"cases.open", "cases.merge", "cases.split", "customers.reveal", "customers.edit"},
    "quality_inspector": _WATCH,
    "trainer": frozenset({"cases.view", "overview.view", "staff.view"}),
    "supervisor": _LEAD,
    "service_manager": _MANAGE,
    "compliance_officer": _WATCH
    | {"evidence.attest", "customers.restricted", "cases.export", "customers.export", "customers.erase", "audit.view"},
    "auditor": _WATCH | {"operations.view", "customers.restricted", "audit.view"},
    "administrator": _ADMINISTER,
}
"""What each shipped role may do, until a centre changes it. Source: S3-5.1-5."""

REACH: dict[str, Reach] = {
    "agent": "team",
    "complaint_officer": "unit",
    "technician": "team",
    "quality_inspector": "all",
    "trainer": "unit",
    "supervisor": "unit",
    "service_manager": "all",
    "compliance_officer": "all",
    "auditor": "all",
    "administrator": "all",
}
"""How far each shipped role sees; in a centre without units, `unit` is the whole centre."""

WHOLE_CENTRE = frozenset({"cases.import", "customers.import", "customers.erase", "audit.view"})
"""What takes effect only for who sees the whole centre: an import brings cases of any team, with their people."""

SCOPES: dict[str, frozenset[str]] = {
    "cases:read": frozenset({"cases.view", "complaints.view", "customers.restricted"}),
    "cases:write": frozenset(one for one in _LEAD if one.startswith(("cases.", "complaints."))) - {"cases.export"},
    "customers:read": frozenset({"customers.view"}),
}
"""What a token of each scope may do at most; its person must hold the permission too. No scope reveals contacts."""


def token_digest(secret: str) -> str:
    """Return what is stored of a token: it is long and random, so that nobody can guess their way back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def permissions_of_token(held: frozenset[str], scopes: Iterable[str]) -> frozenset[str]:
    """Return what a token may do: what both its person and one of its scopes may."""
    return held & frozenset[str]().union(*(SCOPES.get(scope, frozenset()) for scope in scopes))


def all_permissions() -> list[str]:
    """Return every permission code, sorted."""
    return sorted(set().union(*PERMISSIONS.values()))
