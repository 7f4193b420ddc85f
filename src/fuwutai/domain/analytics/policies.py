"""Who may read reports, and of which teams and matters: a figure counts nothing that its reader may not know of."""

from django.db.models import Q

from fuwutai.domain.analytics.choices import COMPLAINT, RESTRICTED
from fuwutai.domain.customers.policies import may_view_restricted
from fuwutai.kernel.actors import Actor

NOTHING = Q(pk__in=())
EVERYTHING = Q()


def may_read_reports(actor: Actor) -> bool:
    """Return whether an actor may read reports at all."""
    return actor.may("overview.view") and actor.may("cases.view")


def sees_only_own(actor: Actor) -> bool:
    """Return whether an actor reads no figures but those of what she did and works on."""
    return not actor.is_system and actor.reach == "own"


def countable(actor: Actor, path: str = "") -> Q:
    """Return the condition on rows with team and veil that an actor's figures count them; `path` leads to the two.

    As `visible_cases`, but for single cases that somebody sees only because she works on them: these count for her in
    no sum, so that no sum says more of a team than she may see of it.
    """
    if not may_read_reports(actor) or not (actor.is_staff or actor.is_system) or actor.reach == "none":
        return NOTHING
    if actor.is_system or sees_only_own(actor):
        return EVERYTHING
    seen = EVERYTHING if actor.reach == "all" else Q(**{f"{path}team_id__in": actor.sight})
    if actor.reach != "team" and not actor.may("complaints.view"):
        open_to_all = Q(**{f"{path}veil__in": (0, RESTRICTED)})
        seen &= open_to_all | Q(**{f"{path}team_id__in": actor.team_ids})
    if not may_view_restricted(actor):
        seen &= Q(**{f"{path}veil__in": (0, COMPLAINT)})
    return seen
