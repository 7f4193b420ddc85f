"""Who may read and change rules."""

from fuwutai.kernel.actors import Actor


def may_read_rules(actor: Actor) -> bool:
    """Return whether an actor may see what the centre has promised: everybody who works there."""
    return actor.is_staff or actor.is_system


def may_edit_rules(actor: Actor) -> bool:
    """Return whether an actor may put rules in and out of force."""
    return actor.may("standards.edit")
