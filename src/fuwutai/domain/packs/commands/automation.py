"""The rules of automation that a standard pack asks for."""

from typing import Literal

from fuwutai.domain.accounts.queries import centre
from fuwutai.domain.automation.commands import adopt_rules
from fuwutai.domain.packs.policies import may_adopt_automation
from fuwutai.domain.packs.queries import automation_of, pack_codes
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import NotFound, Refused


@command
def adopt_automation(*, actor: Actor, code: str) -> int:
    """Take over the rules of automation of a shipped pack, and return how many were never here before.

    On are those that a clause demands; proposals are off until somebody has looked at them. What is there already,
    changed or taken away, stays so. They are named in the language of the centre.
    Emits: RulesAdopted. Raises: NotFound, Refused. Source: S0-2.1-4, S4-7.3-3, S4-5.4-2, S2-4.2.2-3, S3-4.2-8.
    """
    if not may_adopt_automation(actor):
        raise Refused
    if code not in pack_codes():
        raise NotFound
    here = centre()
    language: Literal["zh", "en"] = "zh" if here is None or here.language.startswith("zh") else "en"
    return adopt_rules(actor=actor, rules=automation_of(code, language))
