"""What is done on a case beside its words: fields, tasks and time, in words."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fuwutai.desk.cases.history.names import Names, Say, Saying, says
from fuwutai.domain.cases.work.fields import field_names
from fuwutai.domain.cases.work.tasks import checklist_names


def _filled(entry: Any, names: Names) -> str:
    known = field_names()
    fields = pgettext("between answers", ", ").join(known.get(one, "") for one in entry.data["field_ids"])
    return _("%(who)s filled in: %(fields)s") % {"who": names.actor(entry), "fields": fields}


def _applied(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry), "list": checklist_names().get(entry.data["checklist_id"], "")}
    if entry.data["by_itself"]:
        return _("The case got the checklist “%(list)s” by itself") % facts
    return _("%(who)s added the checklist “%(list)s”") % facts


def _with_person(alone: Callable[[], str], for_whom: Callable[[], str]) -> Say:
    """Say what happened to a task, and whose it is where that is another person than who did it."""

    def say(entry: Any, names: Names) -> str:
        staff_id = entry.data.get("staff_id")
        facts = {"who": names.actor(entry), "whom": names.staff.get(staff_id, _("a colleague"))}
        return (for_whom if staff_id and staff_id != entry.actor_id else alone)() % facts

    return say


def _dropped(entry: Any, names: Names) -> str:
    facts = {"who": names.actor(entry)}
    if entry.data["is_needed"]:
        return _("%(who)s dropped a needed task; the reason stands beside it") % facts
    return _("%(who)s dropped a task") % facts


def _noted(entry: Any, names: Names) -> str:
    minutes = entry.data["minutes"]
    said = ngettext("%(who)s noted %(n)s minute of work", "%(who)s noted %(n)s minutes of work", minutes)
    return said % {"who": names.actor(entry), "n": minutes}


def _corrected(entry: Any, names: Names) -> str:
    minutes = entry.data["minutes"]
    facts = {"who": names.actor(entry), "n": minutes, "whom": names.staff.get(entry.data["staff_id"], _("a colleague"))}
    if minutes == 0:
        return _("%(who)s took back a noted time of %(whom)s") % facts
    said = ngettext(
        "%(who)s corrected a noted time of %(whom)s to %(n)s minute",
        "%(who)s corrected a noted time of %(whom)s to %(n)s minutes",
        minutes,
    )
    return said % facts


SAYINGS: dict[str, Saying] = {
    "cases.fields_filled": ("edit", False, _filled),
    "cases.checklist_applied": ("clipboard", False, _applied),
    "cases.task_added": (
        "plus",
        False,
        _with_person(lambda: _("%(who)s added a task"), lambda: _("%(who)s added a task for %(whom)s")),
    ),
    "cases.task_changed": (
        "edit",
        False,
        _with_person(lambda: _("%(who)s changed a task"), lambda: _("%(who)s changed a task of %(whom)s")),
    ),
    "cases.task_finished": ("check", False, says(lambda: _("%(who)s finished a task"))),
    "cases.task_dropped": ("x", False, _dropped),
    "cases.task_reopened": ("undo", False, says(lambda: _("%(who)s took a task up again"))),
    "cases.tasks_ordered": ("list", False, says(lambda: _("%(who)s put the tasks in another order"))),
    "cases.time_noted": ("clock", False, _noted),
    "cases.time_corrected": ("clock", False, _corrected),
}
