"""Who may read figures."""

from fuwutai.kernel.actors import Actor


def may_read_figures(actor: Actor) -> bool:
    """Return whether an actor may see how well promises are kept; the figures count only cases the actor sees."""
    return actor.may("overview.view")
