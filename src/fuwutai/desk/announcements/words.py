"""An announcement in words: whom it concerns, and how its version stands."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.domain.accounts.queries import roles as all_roles
from fuwutai.domain.standards.choices import APPROVED, EFFECTIVE, RETIRED, STATES

LOOKS = {APPROVED: ("blue", "clock"), EFFECTIVE: ("green", "check"), RETIRED: ("slate", "archive")}


def state_badge(state: str) -> dict[str, Any]:
    """Return the badge of a version's state."""
    tone, icon = LOOKS.get(state, ("slate", ""))
    return {"text": STATES.get(state, state), "tone": tone, "icon": icon}


def for_whom(roles: Iterable[str], team_ids: Iterable[int], teams: Mapping[int, str]) -> str:
    """Return whom an announcement concerns, as “Agent · Broadband, Mobile”. `teams`: their names by id."""
    wanted = set(roles)
    said = [
        _(", ").join(str(one.name) for one in all_roles() if one.code in wanted),
        _(", ").join(teams.get(team, f"#{team}") for team in team_ids),
    ]
    return " · ".join(part for part in said if part) or pgettext("audience", "Everybody")
