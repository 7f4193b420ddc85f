"""Macros: the addresses /api/v1/macros and /api/v1/cases/{id}/macros/{id}/use."""

import hashlib
from typing import Any

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from pydantic import Field

from fuwutai.api.access import ApiRequest, operation
from fuwutai.api.cases.acting import done
from fuwutai.api.cases.answers import Done
from fuwutai.api.cases.bodies import Body
from fuwutai.api.idempotent import body_of, described, posted
from fuwutai.domain.cases.actions.macros import visible_macro, visible_macros
from fuwutai.domain.cases.commands.macros import use_macro
from fuwutai.domain.cases.queries import visible_case
from fuwutai.kernel.errors import Conflict

WORK = "cases.note"
router = Router(tags=["macros"])


class Macro(Schema):
    """Several changes of a case under one name. `version` is another one once anybody changes the steps."""

    id: int
    name: str
    note: str
    shared_with: str = Field(description="me · team · all")
    team: str | None = Field(description="code")
    steps: list[dict[str, Any]]
    version: str
    uses: int


class UseMacro(Body):
    """The version that was read: another one is refused, for it would do something else."""

    version: str = Field(max_length=64)


@router.get("/macros", response=list[Macro], operation_id="macros_list", summary="The macros one may use")
@operation(permission=WORK, statements=6)
def macros_list(request: ApiRequest) -> list[Macro]:
    """Return the macros that the token's person has, the most used first."""
    return [_as_told(one) for one in visible_macros(request.actor).select_related("team")]


@router.post(
    "/cases/{int:case_id}/macros/{int:macro_id}/use", response=Done, operation_id="case_macros_use",
    summary="Use a macro with a case", openapi_extra=described(UseMacro),
)  # fmt: skip
@operation(permission=WORK, statements=400)
def case_macros_use(request: ApiRequest, case_id: int, macro_id: int) -> HttpResponse:
    """Take the steps of a macro with a case, all of them or none; each asks for its own right beside."""
    actor = request.actor
    case = visible_case(actor, case_id)

    def work() -> Done:
        macro = visible_macro(actor, macro_id)
        if body_of(request, UseMacro)["version"] != _version(macro.steps):
            changed = _("Somebody has changed this macro in the meantime. Look at its steps again.")
            raise Conflict(changed, code="macro_changed")
        made = use_macro(actor=actor, case_id=case_id, macro_id=macro_id, seen_steps=macro.steps)
        return done(actor, case, made)

    return posted(request, 200, work)


def _as_told(one: Any) -> Macro:
    return Macro(
        id=one.pk,
        name=one.name,
        note=one.note,
        shared_with="me" if one.owner_id is not None else "team" if one.team_id is not None else "all",
        team=one.team.code if one.team else None,
        steps=one.steps,
        version=_version(one.steps),
        uses=one.uses,
    )


def _version(steps: list[Any]) -> str:
    """Return a sign for steps, the same for the same."""
    return hashlib.sha256(msgspec.json.encode(steps, order="deterministic")).hexdigest()[:16]
