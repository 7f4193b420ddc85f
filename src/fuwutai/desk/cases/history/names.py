"""Who is named in a history, and how its sentences are made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fuwutai.design.moments import day_moment
from fuwutai.domain.automation.settings import rule_names
from fuwutai.kernel import clock

RULE = "rule"
"""The kind of who acts in an entry that a rule of automation brought about; see `history.automation`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Who the ids of a history are."""

    customer: str
    staff: Mapping[int, str]
    teams: Mapping[int, str]
    cases: Mapping[int, str] = field(default_factory=dict)

    def actor(self, entry: Any) -> str:
        """Return who did it, as the line begins."""
        if entry.actor_kind == RULE:
            return _("Rule “%(name)s”") % {"name": rule_names().get(entry.actor_id, f"#{entry.actor_id}")}
        if entry.actor_kind == "staff":
            return self.staff.get(entry.actor_id, _("A colleague"))
        return self.customer if entry.actor_kind == "customer" else ""

    def team(self, team_id: int) -> str:
        """Return a team's name; one that the reader does not know stays “another team”."""
        return self.teams.get(team_id, _("another team"))

    def case(self, case_id: int) -> str:
        """Return the number of another case; one out of sight stays “another case”."""
        return self.cases.get(case_id, _("another case"))


Say = Callable[[Any, Names], str]
Saying = tuple[str, bool, Say]
"""Icon, whether the line also stands between the messages (no message shows it), and the sentence."""


def says(sentence: Callable[[], str]) -> Say:
    """Return what says a sentence with “%(who)s” in it, made in the reader's language when it is read."""

    def say(entry: Any, names: Names) -> str:
        return sentence() % {"who": names.actor(entry)}

    return say


def moment_of(entry: Any, name: str) -> str:
    """Return a moment that an event holds in words, "" where it holds none."""
    value = entry.data.get(name)
    return day_moment(datetime.fromisoformat(value), clock.now()) if value else ""
