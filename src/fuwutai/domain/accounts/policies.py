"""Who may change what about people and the centre."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.models import Staff, StaffSession
from fuwutai.domain.accounts.roles import role, roles
from fuwutai.domain.accounts.rules import WHOLE_CENTRE, all_permissions
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Text

ABOVE: Text = _("This person may do more than you. Ask somebody who may do at least as much.")
BEYOND: Text = _(
    "This person works in a team whose cases or complaints you do not all see. "
    "Ask somebody who sees them to change how the person signs in."
)
ROLE_ABOVE: Text = _(
    "This role allows or sees more than you do. Ask somebody who may do at least as much to change it."
)
MORE_THAN_OWN: Text = _("You can allow others only what you may do yourself, and let them see only as far as you do.")
OWN_ROLE: Text = _("This is your own role. You can take from it; somebody else must add to it.")
HIDDEN_MATTERS: Text = _(
    "Whoever sees that unit would see the cases of its teams, which you do not all see yourself. "
    "Ask somebody who sees cases, complaints and restricted customers of the whole centre."
)
WIDTH = ("none", "own", "team", "unit", "all")
"""How far somebody sees, the least first."""
MATTERS = frozenset({"cases.view", "complaints.view", "customers.restricted"})
"""What it takes to see everything that a team has."""


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


def is_wider(before: tuple[frozenset[str], str], after: tuple[frozenset[str], str]) -> bool:
    """Return whether permissions and reach allow or see something that others before them did not."""
    return not after[0] <= before[0] or WIDTH.index(after[1]) > WIDTH.index(before[1])


def teams_seen_whole(actor: Actor) -> frozenset[int] | None:
    """Return the teams of which nothing is hidden from an actor, complaints included; None is every team."""
    if not actor.may("complaints.view"):
        return actor.team_ids
    return None if actor.is_system or actor.reach == "all" else actor.sight


def teams_to_fill(actor: Actor) -> frozenset[int] | None:
    """Return the teams into which an actor may put others: hers to edit, and nothing of them hidden; None is all."""
    seen = teams_seen_whole(actor)
    return seen if seen is None or actor.reach == "all" else seen & actor.unit_team_ids


def may_enter_as(actor: Actor, team_ids: Iterable[int]) -> bool:
    """Return whether somebody of some teams, and not above the actor, sees nothing because of them that she does not.

    Asked before whatever lets one become somebody: password, link, mail address, second factor, token.
    """
    seen = teams_seen_whole(actor)
    return seen is None or seen.issuperset(team_ids)


def may_move_teams(actor: Actor) -> bool:
    """Return whether an actor may give what a team has to the people of another unit: who sees all of it herself."""
    return may_edit_organisation(actor) and (actor.is_system or actor.permissions >= MATTERS)


def may_set_up_centre(actor: Actor) -> bool:
    """Return whether an actor may name the centre; before set-up only the platform itself acts."""
    return actor.may("centre.edit")


def may_edit_security(actor: Actor) -> bool:
    """Return whether an actor may change the figures of security, which hold for the whole centre."""
    return actor.may("centre.edit") and (actor.is_system or actor.reach == "all")


def may_edit_providers(actor: Actor) -> bool:
    """Return whether an actor may say which systems vouch for people: who changes the centre and is below no role.

    Such a system can say that anybody here has come, so whoever names it must be allowed all of that herself.
    """
    return may_edit_security(actor) and all(may_give_role(actor, one.permissions, one.reach) for one in roles())


def may_end_session(actor: Actor, session: StaffSession) -> bool:
    """Return whether an actor may end a session: one's own, or that of somebody not above her, as who edits all.

    Cost: 1 statement for the session of somebody else.
    """
    if actor.is_person and session.staff_id == actor.id:
        return True
    return may_edit_organisation(actor) and not is_above(actor, session.staff)


def may_set_presence_of(actor: Actor) -> bool:
    """Return whether an actor may say for others of her teams whether they take work: whoever gives out cases."""
    return actor.may("cases.assign")


def may_edit_tokens(actor: Actor) -> bool:
    """Return whether an actor may give out and withdraw the tokens of people: whoever edits staff."""
    return actor.may("staff.edit")
