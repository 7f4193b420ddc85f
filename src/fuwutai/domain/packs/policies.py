"""Who may load packs."""

from fuwutai.domain.knowledge.policies import may_edit_for_all
from fuwutai.kernel.actors import Actor


def may_load_packs(actor: Actor) -> bool:
    """Return whether an actor may put the figures of a manual in force."""
    return actor.may("standards.approve")


def may_adopt_automation(actor: Actor) -> bool:
    """Return whether an actor may take over the rules of automation that a manual asks for."""
    return actor.is_system or actor.may("automation.edit")


def may_adopt_phrases(actor: Actor) -> bool:
    """Return whether an actor may take over the standard phrases that a manual asks for."""
    return may_edit_for_all(actor)


def may_use_packs(actor: Actor) -> bool:
    """Return whether an actor may say which manual a service line obeys."""
    return actor.may("standards.approve")
