"""Imports in words: how a run stands, what failed, and why a row was refused, without a value of the row itself."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.design.tones import Look
from fuwutai.domain.imports.choices import DONE, FAILED, FIELDS, RUNNING, STATES, STOPPED, WAITING

LOOKS = {
    WAITING: Look("slate", "hourglass"),
    RUNNING: Look("blue", "progress"),
    DONE: Look("green", "check"),
    STOPPED: Look("amber", "pause"),
    FAILED: Look("red", "error"),
}
REASONS = {
    "missing": _("“%(column)s” is empty, but needed here."),
    "bad_time": _("“%(column)s” cannot be read as a time. Name its format in the mapping."),
    "in_future": _("“%(column)s” lies in the future."),
    "reply_before_opening": _("“%(column)s” is earlier than the opening."),
    "resolved_before_opening": _("“%(column)s” is earlier than the opening."),
    "resolved_before_reply": _("“%(column)s” is earlier than the reply."),
    "closed_before_resolution": _("“%(column)s” is earlier than what happened before."),
    "contradiction": _("“%(column)s” contradicts the times of the row."),
    "unknown_value": _("What stands in “%(column)s” is not known here. Say in the mapping what it means."),
    "bad_phone": _("“%(column)s” does not look like a phone number."),
    "bad_email": _("“%(column)s” does not look like a mail address."),
    "bad_id_card": _("“%(column)s” does not look like an identity number."),
    "too_long": _("“%(column)s” is too long to be stored."),
    "bad_character": _("“%(column)s” holds a character that cannot be stored, or is damaged."),
    "too_many_columns": _("The row has more cells than there are columns."),
    "bad_json": _("The line holds no JSON object."),
    "differs": _("A row of this number was imported before and said something else. The case stays as it is."),
}
"""Code → why a row was refused. Its values stand only in the file of rejects; taking that out is written down."""


def why(problems: Iterable[tuple[str, str]]) -> str:
    """Return why a row was refused, from codes and the columns they are about."""
    said = [str(REASONS.get(code, code)) % {"column": column or _("the row")} for code, column in problems]
    return " ".join(dict.fromkeys(said))


def field_label(name: str) -> str:
    """Return what one of our fields is called."""
    return str(FIELDS.get(name, name))


def state(run: Any) -> dict[str, str]:
    """Return the state of a run as a badge shows it."""
    look = LOOKS.get(run.state, Look("slate", "info"))
    return {"label": str(STATES.get(run.state, run.state)), "tone": look.tone, "icon": look.icon}


def figures(run: Any) -> list[dict[str, Any]]:
    """Return the counts of a run, each with what it means."""
    return [
        {"label": _("Created"), "icon": "plus", "count": run.created, "note": _("new cases"), "tone": ""},
        {
            "label": _("Already there"),
            "icon": "check",
            "count": run.already,
            "note": _("imported before, nothing done"),
            "tone": "",
        },
        {
            "label": _("Rejected"),
            "icon": "x",
            "count": run.rejected,
            "note": _("not taken in, see below"),
            "tone": "amber" if run.rejected else "",
        },
        {
            "label": _("Flagged"),
            "icon": "calendar",
            "count": run.flagged,
            "note": _("cases with a day where a time should be"),
            "tone": "",
        },
    ]


def failure(run: Any) -> str:
    """Return what a failed run ran into and what to do next."""
    return _(
        "After row %(row)s the import ran into a rule that it cannot pass by itself (%(code)s). The rows before are in "
        "and stay. Press “Go on”; if it fails again, tell this code to whoever runs the server."
    ) % {"row": run.position, "code": run.problem}
