"""Talks beside a case, in words."""

from typing import Any

from django.utils.translation import gettext as _

from fuwutai.desk.cases.history.names import Names, Saying, moment_of, says


def _opened(entry: Any, names: Names) -> str:
    team_id = entry.data.get("asked_team_id")
    if team_id is None:
        return _("%(who)s asked somebody outside beside the case") % {"who": names.actor(entry)}
    return _("%(who)s asked %(team)s beside the case") % {"who": names.actor(entry), "team": names.team(team_id)}


def _answered(entry: Any, names: Names) -> str:
    if entry.data.get("side") == "outside":
        return _("Somebody outside answered beside the case")
    return _("%(who)s answered beside the case") % {"who": names.actor(entry)}


def _closed(entry: Any, names: Names) -> str:
    if entry.data.get("reason") == "with_case":
        return _("A side conversation ended with the case")
    return _("%(who)s ended a side conversation") % {"who": names.actor(entry)}


def _link(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "until": moment_of(entry, "ends_at")}
    return _("%(who)s made a link for somebody outside; it opens until %(until)s") % facts


SAYINGS: dict[str, Saying] = {
    "cases.side_talk_opened": ("people", True, _opened),
    "cases.side_message_written": ("people", False, says(lambda: _("%(who)s wrote more in a side conversation"))),
    "cases.side_talk_answered": ("people", True, _answered),
    "cases.side_talk_closed": ("check", False, _closed),
    "cases.side_talk_reopened": ("undo", False, says(lambda: _("%(who)s took a side conversation up again"))),
    "cases.side_link_made": ("link", False, _link),
    "cases.side_link_withdrawn": ("x", False, says(lambda: _("%(who)s withdrew the link of a side conversation"))),
    "cases.side_message_removed": (
        "eye-off", False, says(lambda: _("%(who)s took words out of a side conversation for good")),
    ),
}  # fmt: skip
