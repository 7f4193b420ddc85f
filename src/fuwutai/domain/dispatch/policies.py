"""Who may say how work is shared out, and who may see how fair it is."""

from fuwutai.domain.accounts.queries import visible_teams
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused


def may_edit_sharing(actor: Actor) -> bool:
    """Return whether an actor may say how the teams in her sight share out their work, and have it done now."""
    return actor.may("dispatch.edit")


def may_view_sharing(actor: Actor) -> bool:
    """Return whether an actor may see how work is shared out in the teams in her sight."""
    return may_edit_sharing(actor) or actor.may("overview.view")


def refuse_editing(actor: Actor, team_id: int) -> None:
    """Refuse who may not say how a team shares out its work. Raises: NotFound for a team out of sight, Refused.

    Cost: 1 statement.
    """
    if not visible_teams(actor).filter(pk=team_id).exists():
        raise NotFound
    if not may_edit_sharing(actor):
        raise Refused
