"""Load a standard pack by handing each of its figures to the app that owns it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.packs.policies import may_load_packs
from fuwutai.domain.packs.queries import pack_codes, pack_rules
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.domain.standards.queries import is_adopted
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import NotFound, Refused


@command
def load_pack(*, actor: Actor, code: str, valid_from: datetime | None = None) -> int:
    """Put the rules of a shipped pack in force, now or since a moment, and return how many were not so before.

    A figure that was revised since stays as revised; one that was ended comes back.
    Raises: NotFound, Refused, Invalid.
    """
    if not may_load_packs(actor):
        raise Refused
    if code not in pack_codes():
        raise NotFound(_("There is no standard pack of this name."))
    rules = [
        {
            "kind": rule["kind"],
            "clause_code": rule["clause"],
            "scope": rule["scope"],
            "value": rule["value"],
        }
        for rule in pack_rules(code)
    ]
    new = [rule for rule in rules if not is_adopted(**rule)]
    for rule in new:
        adopt_rule(actor=actor, valid_from=valid_from, **rule)
    return len(new)
