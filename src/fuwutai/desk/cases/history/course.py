"""What the timeline says of tags, watching, snoozing, urging, supervision, redoing and the archive."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.desk.cases.history.names import Names, Saying, moment_of, says


def _watched(entry: Any, names: Names) -> str:
    if entry.data.get("staff_id") == entry.actor_id and entry.actor_kind == "staff":
        return _("%(who)s watches this case") % {"who": names.actor(entry)}
    watcher = names.staff.get(entry.data.get("staff_id"), _("a colleague"))
    return _("%(who)s lets %(watcher)s watch this case") % {"who": names.actor(entry), "watcher": watcher}


def _snoozed(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "until": moment_of(entry, "until")}
    return _("%(who)s snoozed the case until %(until)s; its clocks run on") % facts


def _woken(entry: Any, names: Names) -> str:
    reason = entry.data.get("reason")
    if reason == "due":
        return _("The case is back: the time it was snoozed for is over")
    if reason == "customer":
        return _("The case is back because the customer turned to us")
    if reason == "by_hand":
        return _("%(who)s brought the snoozed case back") % {"who": names.actor(entry)}
    return _("The case is snoozed no longer")


def _urged(entry: Any, names: Names) -> str:
    count = entry.data.get("count", 1)
    said = ngettext("The customer urges for the first time", "The customer urges, time no. %(n)s", count) % {"n": count}
    if entry.actor_kind == "staff":
        return _("%(said)s (taken down by %(who)s)") % {"said": said, "who": names.actor(entry)}
    return said


def _supervised(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "due": moment_of(entry, "due_at")}
    return _("%(who)s supervises the case and wants a report by %(due)s") % facts


def _returned(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "due": moment_of(entry, "due_at")}
    return _("%(who)s wants another report by %(due)s") % facts


def _redone(entry: Any, names: Names) -> str:
    does_it = names.staff.get(entry.data.get("staff_id"))
    if does_it:
        return _("%(who)s sent the case back to %(again)s") % {"who": names.actor(entry), "again": does_it}
    return _("%(who)s sent the case back to its team") % {"who": names.actor(entry)}


def _archived(entry: Any, names: Names) -> str:
    if entry.actor_kind == "staff":
        return _("%(who)s put the case into the archive") % {"who": names.actor(entry)}
    return _("The case went into the archive")


SAYINGS: dict[str, Saying] = {
    "cases.case_tagged": ("list", False, says(lambda: _("%(who)s put tags on the case"))),
    "cases.case_untagged": ("list", False, says(lambda: _("%(who)s took tags off the case"))),
    "cases.case_watched": ("eye", False, _watched),
    "cases.case_unwatched": ("eye-off", False, says(lambda: _("%(who)s watches this case no longer"))),
    "cases.case_snoozed": ("clock", True, _snoozed),
    "cases.case_woken": ("bell", True, _woken),
    "cases.case_urged": ("bell", True, _urged),
    "cases.supervision_started": ("eye", True, _supervised),
    "cases.supervision_reported": ("send", False, says(lambda: _("%(who)s reported to the superior"))),
    "cases.supervision_returned": ("undo", True, _returned),
    "cases.supervision_overdue": ("alert", True, says(lambda: _("The report to the superior did not come in time"))),
    "cases.supervision_ended": ("check", True, says(lambda: _("%(who)s ended the supervision"))),
    "cases.case_redone": ("undo", True, _redone),
    "cases.case_archived": ("archive", True, _archived),
    "cases.case_restored": ("archive", True, says(lambda: _("%(who)s brought the case back from the archive"))),
}
