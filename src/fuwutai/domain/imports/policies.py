"""Who may take in the cases of other systems."""

from fuwutai.kernel.actors import Actor


def may_import(actor: Actor) -> bool:
    """Return whether an actor may start, stop and look at imports."""
    return actor.may("cases.import")
