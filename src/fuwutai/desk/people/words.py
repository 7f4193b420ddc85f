"""People, their rights and the tree of units in words."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fuwutai.domain.accounts.choices import OWN, TEAM, UNIT
from fuwutai.domain.accounts.queries import role
from fuwutai.domain.accounts.roles import NOBODY, RoleView
from fuwutai.domain.accounts.units import UnitView


def state(is_active: bool) -> dict[str, str]:
    """Return the badge of whether somebody may sign in."""
    if is_active:
        return {"label": pgettext("person", "Active"), "tone": "green", "icon": "check"}
    return {"label": pgettext("person", "Deactivated"), "tone": "slate", "icon": "lock"}


def role_name(code: str) -> str:
    """Return what a role is called; one that is gone says so."""
    held = role(code)
    if held is NOBODY:
        return pgettext("role", "%(code)s (no longer exists)") % {"code": code}
    return str(held.name)


def sight(held: RoleView, unit: str, teams: Iterable[str]) -> str:
    """Return in one sentence what a person sees. `unit`, `teams`: names of hers, empty where there are none."""
    names = _(", ").join(teams)
    if held.reach == OWN:
        return _("Sees the cases in the person's own hands.")
    if held.reach == TEAM:
        return _sight_of_teams(names)
    if held.reach == UNIT:
        if not unit:
            return _("Belongs to no unit and therefore sees the cases of the whole centre.")
        return _("Sees the cases of all teams of %(unit)s and of the units below it.") % {"unit": unit}
    if held is NOBODY:
        return _("Sees nothing, because the role no longer exists. Give the person another role.")
    return _("Sees the cases of the whole centre.")


def not_seen(held: RoleView) -> str:
    """Return what stays hidden within that sight, or nothing."""
    if "cases.view" not in held.permissions:
        return "" if held is NOBODY else _("But the role does not allow to see cases.")
    if held.reach in (OWN, TEAM) or "complaints.view" in held.permissions:
        return ""
    return _("Complaints that other teams handle stay hidden.")


def allowed(held: RoleView) -> str:
    """Return how much a role allows."""
    many = len(held.permissions)
    return ngettext("The role allows %(n)d thing.", "The role allows %(n)d things.", many) % {"n": many}


def indented(tree: Iterable[UnitView]) -> list[tuple[int, str]]:
    """Return the units as choices, each below the one it belongs to; its full path is what is read out."""
    names: dict[int, str] = {}
    for one in tree:
        above = names.get(one.parent_id or 0, "")
        names[one.id] = f"{above} › {one.name}" if above else one.name
    return list(names.items())


def unit_name(unit_id: int | None, names: Mapping[int, str]) -> str:
    """Return what a unit is called, nothing for none."""
    return names.get(unit_id or 0, "")


def _sight_of_teams(names: str) -> str:
    if not names:
        return _("Works in no team and therefore sees only the cases in the person's own hands.")
    return _("Sees the cases of %(teams)s, and those in the person's own hands.") % {"teams": names}
