"""Who may see rules of automation, and who may write them."""

from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused


def may_view_rules(actor: Actor) -> bool:
    """Return whether an actor may see the rules, and what they did in the cases of her sight."""
    return actor.is_system or (actor.is_staff and (actor.may("automation.view") or may_edit_rules(actor)))


def may_edit_rules(actor: Actor) -> bool:
    """Return whether an actor may write rules: they act on every case, so only who sees all of them."""
    return actor.is_system or (actor.is_staff and actor.may("automation.edit") and actor.reach == "all")


def refuse_editing(actor: Actor) -> None:
    """Refuse who may not write rules. Raises: NotFound for who may not see them either, Refused."""
    if not may_view_rules(actor):
        raise NotFound
    if not may_edit_rules(actor):
        raise Refused
