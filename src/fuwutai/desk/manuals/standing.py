"""How clauses stand, as a badge: the one door from manuals to the evidence."""

import re
from collections.abc import Sequence
from typing import Any

from fuwutai.domain.evidence.choices import (
    ATTESTED,
    BELOW,
    MEASURED,
    MET,
    NEEDS_FIGURE,
    NO_CASES,
    NOT_SERVED,
    PROVED,
    SCHEDULE_DUE,
    SCHEDULE_KEPT,
    SCHEDULE_MISSED,
    STANDINGS,
)
from fuwutai.domain.evidence.periods import USUAL, preset
from fuwutai.domain.evidence.policies import may_read_figures
from fuwutai.domain.evidence.scoreboard import standings
from fuwutai.domain.evidence.selection import centre_today
from fuwutai.domain.standards.manuals import Wording
from fuwutai.kernel.actors import Actor

OF_STATES = 4
"""What a page may cost more while it is narrowed by state: each kind of figure is counted once for all clauses."""
LOOKS = {
    MET: ("green", "check-circle"),
    BELOW: ("red", "alert"),
    MEASURED: ("blue", "chart"),
    NO_CASES: ("slate", "minus"),
    SCHEDULE_KEPT: ("green", "calendar"),
    SCHEDULE_MISSED: ("red", "calendar"),
    SCHEDULE_DUE: ("amber", "calendar"),
    PROVED: ("green", "check"),
    ATTESTED: ("violet", "person"),
    NEEDS_FIGURE: ("amber", "question"),
    NOT_SERVED: ("slate", "hourglass"),
}


def states_of(actor: Actor, wordings: Sequence[Wording]) -> dict[str, str]:
    """Return the state of each clause by its code over the usual period; nothing for who may not read figures."""
    if not wordings or not may_read_figures(actor):
        return {}
    found = standings(actor, wordings, *preset(USUAL, centre_today()))
    return {code: standing.state for code, standing in found.items()}


def badge_of(state: str) -> dict[str, Any]:
    """Return a state as a badge shows it."""
    tone, icon = LOOKS.get(state, ("slate", ""))
    return {"text": STANDINGS.get(state, state), "tone": tone, "icon": icon}


def place_of(clause_code: str) -> str:
    """Return the id of the place on a page where the state of a clause appears."""
    return f"state-{re.sub(r'[^A-Za-z0-9-]', '_', clause_code)}"
