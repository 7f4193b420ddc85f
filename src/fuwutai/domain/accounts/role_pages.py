"""What the pages about roles ask: who has a role, and what a centre changed of a shipped one."""

from dataclasses import dataclass

from django.db.models import Count, Q

from fuwutai.domain.accounts.choices import ROLES
from fuwutai.domain.accounts.queries import visible_staff
from fuwutai.domain.accounts.roles import RoleView
from fuwutai.domain.accounts.rules import PERMISSIONS, REACH
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """How many people have a role: those who may sign in, and those who are deactivated."""

    active: int = 0
    deactivated: int = 0

    @property
    def all(self) -> int:
        """Return how many have it in all."""
        return self.active + self.deactivated


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanges:
    """What differs between a shipped role as it is obeyed and as it was shipped."""

    added: frozenset[str]
    taken: frozenset[str]
    shipped_reach: str
    shipped_name: Text
    is_same: bool


def holders_by_role(actor: Actor) -> dict[str, Holders]:
    """Return how many people have each role; a role that nobody has is left out. Cost: 1 statement."""
    counted = visible_staff(actor).order_by().values("role")
    counted = counted.annotate(working=Count("pk", filter=Q(is_active=True)), whole=Count("pk"))
    rows = counted.values_list("role", "working", "whole")
    return {code: Holders(active=working, deactivated=whole - working) for code, working, whole in rows}


def people_with_role(actor: Actor, code: str, most: int) -> list[tuple[int, str, bool]]:
    """Return (id, name, whether she may sign in) of those who have a role, who work here first. Cost: 1 statement."""
    rows = visible_staff(actor).filter(role=code).order_by("-is_active", "display_name", "pk")
    return list(rows.values_list("pk", "display_name", "is_active")[:most])


def given_name(role: RoleView) -> str:
    """Return what the centre itself calls a role; nothing for a shipped one that keeps its label."""
    return role.name if isinstance(role.name, str) else ""


def changes_of_role(role: RoleView) -> RoleChanges | None:
    """Return what a centre changed of a shipped role; None for one that is as shipped or the centre's own."""
    if not role.is_changed:
        return None
    shipped, reach = PERMISSIONS[role.code], REACH[role.code]
    return RoleChanges(
        added=role.permissions - shipped,
        taken=shipped - role.permissions,
        shipped_reach=reach,
        shipped_name=ROLES[role.code],
        is_same=(role.permissions, role.reach, given_name(role)) == (shipped, reach, ""),
    )
