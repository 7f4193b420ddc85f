"""Load a standard pack by handing each of its figures to the app that owns it."""

import tomllib
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.packs.policies import may_load_packs
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.domain.standards.queries import is_adopted
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import NotFound, Refused

PACKS = Path(__file__).resolve().parent.parent / "data"


@command
def load_pack(*, actor: Actor, code: str, valid_from: datetime | None = None) -> int:
    """Put the rules of a shipped pack in force, now or since a moment, and return how many were not so before.

    Raises: NotFound, Refused, Invalid.
    """
    if not may_load_packs(actor):
        raise Refused
    path = PACKS / code / "rules.toml"
    if code not in {entry.name for entry in PACKS.iterdir()}:
        raise NotFound(_("There is no standard pack of this name."))
    rules = [
        {
            "kind": rule["kind"],
            "clause_code": rule.get("clause", ""),
            "scope": rule.get("scope", {}),
            "value": rule["value"],
        }
        for rule in tomllib.loads(path.read_text(encoding="utf-8"))["rules"]
    ]
    new = [rule for rule in rules if not is_adopted(**rule)]
    for rule in new:
        adopt_rule(actor=actor, valid_from=valid_from, **rule)
    return len(new)
