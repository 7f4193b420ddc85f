"""Who may change what about people and the centre."""

from fuwutai.domain.accounts.models import StaffSession
from fuwutai.kernel.actors import Actor


def may_edit_staff(actor: Actor) -> bool:
    """Return whether an actor may add people and teams."""
    return actor.may("staff.edit")


def may_set_up_centre(actor: Actor) -> bool:
    """Return whether an actor may name the centre; before set-up only the platform itself acts."""
    return actor.may("centre.edit")


def may_end_session(actor: Actor, session: StaffSession) -> bool:
    """Return whether an actor may end a session: one's own, or anybody's as who edits staff."""
    return (actor.is_person and session.staff_id == actor.id) or actor.may("staff.edit")


def may_edit_tokens(actor: Actor) -> bool:
    """Return whether an actor may give out and withdraw the tokens of people: whoever edits staff."""
    return actor.may("staff.edit")
