"""Who may read figures, and vouch for clauses."""

from fuwutai.kernel.actors import Actor


def may_read_figures(actor: Actor) -> bool:
    """Return whether an actor may see how well promises are kept; the figures count only cases the actor sees."""
    return actor.may("overview.view")


def may_attest(actor: Actor) -> bool:
    """Return whether an actor may vouch for a clause, and withdraw what was vouched for: a person, by name."""
    return actor.is_person and actor.may("evidence.attest")
