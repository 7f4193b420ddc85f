"""The fields of cases that a standard pack asks for."""

from typing import Literal

from fuwutai.domain.accounts.queries import centre
from fuwutai.domain.cases.commands import save_case_field
from fuwutai.domain.cases.work.fields import case_fields
from fuwutai.domain.packs.policies import may_load_packs
from fuwutai.domain.packs.queries import pack_case_fields, pack_codes
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import NotFound, Refused


@command
def adopt_pack_fields(*, actor: Actor, code: str) -> int:
    """Ask for the fields that the manual of a shipped pack names, and return how many were not asked for before.

    A field that is there already, changed or retired, stays as it is. They are named in the language of the centre.
    Emits: CaseFieldSaved. Raises: NotFound, Refused. Source: S3-2.1-6, S4-7.1-4, S4-7.2-4.
    """
    if not may_load_packs(actor):
        raise Refused
    if code not in pack_codes():
        raise NotFound
    here = centre()
    language: Literal["zh", "en"] = "zh" if here is None or here.language.startswith("zh") else "en"
    there = {one.code for one in case_fields(actor)}
    new = [field for field in pack_case_fields(code, language) if field["code"] not in there]
    for field in new:
        save_case_field(actor=actor, **field)
    return len(new)
