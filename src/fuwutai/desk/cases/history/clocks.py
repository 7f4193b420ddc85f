"""What happens to the clocks of a case, in words."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from fuwutai.desk.cases.history.names import Names, Say, Saying, moment_of
from fuwutai.domain.sla.choices import CLOCKS


def _clock(sentence: Callable[[], str]) -> Say:
    def say(entry: Any, _names: Names) -> str:
        return sentence() % {
            "clock": CLOCKS.get(entry.data["definition"], entry.data["definition"]),
            "when": moment_of(entry, "due_at"),
            "level": entry.data.get("level", ""),
        }

    return say


def _clock_moved(sentence: Callable[[], str]) -> Say:
    """Say what gave a clock another deadline, and which; none while it stands."""
    moved = _clock(lambda: _("%(what)s; now due %(when)s") % {"what": sentence(), "when": "%(when)s"})
    stands = _clock(sentence)

    def say(entry: Any, names: Names) -> str:
        return (moved if entry.data.get("due_at") else stands)(entry, names)

    return say


SAYINGS: dict[str, Saying] = {
    "sla.clock_started": ("clock", False, _clock(lambda: _("%(clock)s promised: %(when)s"))),
    "sla.clock_retargeted": ("clock", False, _clock_moved(lambda: _("%(clock)s follows the corrected case"))),
    "sla.clock_taken_over": ("merge", False, _clock_moved(lambda: _("%(clock)s goes on from the merged case"))),
    "sla.clock_given_back": ("undo", False, _clock_moved(lambda: _("%(clock)s counts without the other case again"))),
    "sla.clock_recounted": ("calendar", False, _clock_moved(lambda: _("%(clock)s follows the edited calendar"))),
    "sla.clock_cancelled": ("x", False, _clock(lambda: _("%(clock)s is called off: no clause promises it any more"))),
    "sla.clock_warned": ("clock", False, _clock(lambda: _("%(clock)s is due soon: %(when)s"))),
    "sla.clock_breached": ("alert", True, _clock(lambda: _("%(clock)s was missed; it was due %(when)s"))),
    "sla.clock_escalated": ("up", True, _clock(lambda: _("%(clock)s climbed to level %(level)s; due %(when)s"))),
}
