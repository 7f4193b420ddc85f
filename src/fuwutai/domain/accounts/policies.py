"""Who may change what about people and the centre."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.models import Staff, StaffSession
from fuwutai.domain.accounts.roles import role
from fuwutai.domain.accounts.rules import WHOLE_CENTRE, all_permissions
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Text

ABOVE: Text = _("This person may do more than you. Ask somebody who may do at least as much.")
WIDTH = ("none", "own", "team", "unit", "all")
"""How far somebody sees, the least first."""


def may_view_staff(actor: Actor) -> bool:
    """Return whether an actor may see who works where, with roles."""
    return actor.may("staff.view")


def may_edit_staff(actor: Actor) -> bool:
    """Return whether an actor may add and change people, as far as she sees."""
    return actor.may("staff.edit")


def may_edit_organisation(actor: Actor) -> bool:
    """Return whether an actor may change teams, units and roles: these are the whole centre's."""
    return actor.may("staff.edit") and (actor.is_system or actor.reach == "all")


def held_by(actor: Actor) -> frozenset[str]:
    """Return the permissions that an actor may pass on: her own."""
    return frozenset(all_permissions()) if actor.is_system else actor.permissions


def may_give_role(actor: Actor, permissions: frozenset[str], reach: str) -> bool:
    """Return whether an actor may make somebody what is no more than she is herself."""
    if actor.reach == "unit":  # who is placed in a unit has nothing of what is for the whole centre
        permissions -= WHOLE_CENTRE
    return permissions <= held_by(actor) and (actor.is_system or WIDTH.index(reach) <= WIDTH.index(actor.reach))


def is_above(actor: Actor, staff: Staff) -> bool:
    """Return whether a person may do more than the actor, who therefore cannot change her."""
    held = role(staff.role)
    return not may_give_role(actor, held.permissions, held.reach)


def may_set_up_centre(actor: Actor) -> bool:
    """Return whether an actor may name the centre; before set-up only the platform itself acts."""
    return actor.may("centre.edit")


def may_edit_security(actor: Actor) -> bool:
    """Return whether an actor may change the figures of security, which hold for the whole centre."""
    return actor.may("centre.edit") and (actor.is_system or actor.reach == "all")


def may_edit_providers(actor: Actor) -> bool:
    """Return whether an actor may say which systems vouch for people: whoever edits the whole organisation."""
    return may_edit_organisation(actor)


def may_end_session(actor: Actor, session: StaffSession) -> bool:
    """Return whether an actor may end a session: one's own, or anybody's as who edits the organisation."""
    return (actor.is_person and session.staff_id == actor.id) or may_edit_organisation(actor)


def may_set_presence_of(actor: Actor) -> bool:
    """Return whether an actor may say for others of her teams whether they take work: whoever gives out cases."""
    return actor.may("cases.assign")


def may_edit_tokens(actor: Actor) -> bool:
    """Return whether an actor may give out and withdraw the tokens of people: whoever edits staff."""
    return actor.may("staff.edit")
