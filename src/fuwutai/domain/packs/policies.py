"""Who may load packs."""

from fuwutai.kernel.actors import Actor


def may_load_packs(actor: Actor) -> bool:
    """Return whether an actor may put the figures of a manual in force."""
    return actor.may("standards.approve")


def may_use_packs(actor: Actor) -> bool:
    """Return whether an actor may say which manual a service line obeys."""
    return actor.may("standards.approve")
