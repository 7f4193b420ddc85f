"""Who may have, write and retire standard phrases."""

from fuwutai.domain.knowledge.models import Phrase
from fuwutai.kernel.actors import Actor

EDIT = "phrases.edit"


def may_have_phrases(actor: Actor) -> bool:
    """Return whether an actor has phrases at all: who sees cases has them, and makes her own."""
    return actor.is_staff and actor.may("cases.view")


def may_edit_for_all(actor: Actor) -> bool:
    """Return whether an actor may write phrases that everybody has, and say which folders there are."""
    return actor.is_system or (may_have_phrases(actor) and actor.may(EDIT) and actor.reach in ("unit", "all"))


def may_edit_for_team(actor: Actor, team_id: int) -> bool:
    """Return whether an actor may write phrases of a team. Cost: none."""
    if not may_have_phrases(actor) or not actor.may(EDIT):
        return False
    return actor.reach == "all" or team_id in actor.sight


def may_change_phrase(actor: Actor, phrase: Phrase) -> bool:
    """Return whether an actor may change or retire a phrase that is in her sight. Cost: none."""
    if phrase.owner_id is not None:
        return may_have_phrases(actor) and phrase.owner_id == actor.id
    return may_edit_for_all(actor) if phrase.team_id is None else may_edit_for_team(actor, phrase.team_id)
