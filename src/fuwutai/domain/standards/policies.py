"""Who may change rules."""

from fuwutai.kernel.actors import Actor


def may_edit_rules(actor: Actor) -> bool:
    """Return whether an actor may put rules in and out of force."""
    return actor.may("standards.edit")
