"""Build the tree of the organisation, and say which team belongs where."""

import re

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.choices import UNIT_KINDS
from fuwutai.domain.accounts.events import TeamMoved, UnitChanged, UnitCreated
from fuwutai.domain.accounts.models import OrgUnit, Team
from fuwutai.domain.accounts.policies import HIDDEN_MATTERS, may_edit_organisation, may_move_teams
from fuwutai.domain.accounts.units import forget_units
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code

UNIT_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
DEEPEST = 8


@command(statements=9)
def create_unit(*, actor: Actor, code: str, name: str, kind: str, parent_id: int | None = None) -> OrgUnit:
    """Add a unit to the organisation, below another one or as a root. Source: S3-8.1.4-1.

    Emits: UnitCreated. Raises: Refused, NotFound, Invalid naming each wrong field.
    """
    if not may_edit_organisation(actor):
        raise Refused
    wrong = _wrong(name, kind)
    if not UNIT_CODE.fullmatch(code):
        wrong["code"] = _("Use at most 40 small letters, digits and dashes.")
    elif OrgUnit.objects.filter(code=code).exists():
        wrong["code"] = _("This code is taken. Choose another one.")
    _refuse(wrong)
    parent = _locked(parent_id)
    _refuse_depth(parent.path if parent else "/", 1)
    unit = OrgUnit(code=code, name=name.strip(), kind=kind, parent=parent, path=code)  # until its number is known
    unit.save(force_insert=True)
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
    unit.save(update_fields=["path"])
    _forget()
    emit(UnitCreated(unit_id=unit.pk, unit_code=Code(code), kind=Code(kind), parent_id=parent_id or 0))
    return unit


@command
def change_unit(*, actor: Actor, unit_id: int, name: str, kind: str, parent_id: int | None = None) -> OrgUnit:
    """Give a unit another name, kind or place; all below it move with it.

    Another place is given by who sees all that its teams have.
    Emits: UnitChanged. Raises: Refused, NotFound, Invalid naming each wrong field, Conflict for a place below itself.
    """
    if not may_edit_organisation(actor):
        raise Refused
    tree = {one.pk: one for one in OrgUnit.objects.select_for_update(no_key=True).order_by("pk")}
    if unit_id not in tree or (parent_id is not None and parent_id not in tree):
        raise NotFound
    unit, parent = tree[unit_id], tree[parent_id] if parent_id is not None else None
    _refuse(_wrong(name, kind))
    if parent is not None and parent.path.startswith(unit.path):
        raise Conflict(_("A unit cannot stand below itself. Choose another place."), code="own_subtree")
    before = (unit.name, unit.kind, unit.parent_id)
    if before == (name.strip(), kind, parent_id):
        return unit
    if unit.parent_id != parent_id and not may_move_teams(actor):
        raise Refused(HIDDEN_MATTERS, code="hidden_matters")
    moved = [one for one in tree.values() if one.path.startswith(unit.path)]
    _refuse_depth(parent.path if parent else "/", max(_depth(one.path) for one in moved) - _depth(unit.path) + 1)
    old, new = unit.path, f"{parent.path if parent else '/'}{unit.pk}/"
    unit.name, unit.kind, unit.parent = name.strip(), kind, parent
    for one in moved:
        one.path = new + one.path[len(old) :]
    unit.save(update_fields=["name", "kind", "parent"])
    OrgUnit.objects.bulk_update(moved, ["path"])
    _forget()
    emit(UnitChanged(unit_id=unit.pk, kind=Code(kind), parent_id=parent_id or 0))
    return unit


@command(statements=7)
def move_team(*, actor: Actor, team_id: int, unit_id: int | None) -> Team:
    """Say to which unit a team belongs; None is none. Emits: TeamMoved.

    Raises: Refused, also for who does not see all that teams have, NotFound.
    """
    if not may_edit_organisation(actor):
        raise Refused
    if not may_move_teams(actor):
        raise Refused(HIDDEN_MATTERS, code="hidden_matters")
    team = Team.objects.select_for_update(no_key=True).filter(pk=team_id).first()
    unit = _locked(unit_id)
    if team is None:
        raise NotFound
    if team.unit_id == unit_id:
        return team
    team.unit = unit
    team.save(update_fields=["unit"])
    _forget()
    emit(TeamMoved(team_id=team.pk, unit_id=unit_id or 0))
    return team


def _locked(unit_id: int | None) -> OrgUnit | None:
    if unit_id is None:
        return None
    unit = OrgUnit.objects.select_for_update(no_key=True).filter(pk=unit_id).first()
    if unit is None:
        raise NotFound
    return unit


def _wrong(name: str, kind: str) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if not 1 <= len(name.strip()) <= 80:
        wrong["name"] = _("Enter a name of at most 80 characters.")
    if kind not in UNIT_KINDS:
        wrong["kind"] = _("Choose one of the kinds offered.")
    return wrong


def _refuse(wrong: dict[str, Text]) -> None:
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)


def _depth(path: str) -> int:
    return path.count("/") - 1


def _refuse_depth(above: str, levels: int) -> None:
    if _depth(above) + levels > DEEPEST:
        deep = _("The tree has at most %(most)d levels. Choose a place further up.") % {"most": DEEPEST}
        raise Invalid(deep, code="too_deep", fields={"parent_id": deep})


def _forget() -> None:
    for forget in (forget_units, queries.forget_centre):
        forget()
        transaction.on_commit(forget)
