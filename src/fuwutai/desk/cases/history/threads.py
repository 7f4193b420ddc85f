"""What binds cases to one another, in words."""

from typing import Any

from django.utils.translation import gettext as _

from fuwutai.desk.cases.history.names import Names, Saying
from fuwutai.domain.cases.choices import DUPLICATE


def _with(entry: Any, names: Names, key: str) -> dict[str, str]:
    return {"who": names.actor(entry), "case": names.case(entry.data[key])}


def _undone(entry: Any, names: Names) -> str:
    return _("%(who)s undid the merger into %(case)s; this case goes on by itself") % _with(entry, names, "from_id")


def _released(entry: Any, names: Names) -> str:
    facts = _with(entry, names, "from_id")
    if entry.data.get("moved"):
        return _("%(who)s undid the merger of %(case)s, which goes on by itself with its later words") % facts
    return _("%(who)s undid the merger of %(case)s, which goes on by itself") % facts


def _came_back(entry: Any, names: Names) -> str:
    return _("The customer's words came back from %(case)s and wait for an answer") % _with(entry, names, "from_id")


def _linked(entry: Any, names: Names) -> str:
    facts = _with(entry, names, "other_id")
    if entry.data["kind"] == DUPLICATE:
        return _("%(who)s noted that %(case)s is the same matter twice") % facts
    return _("%(who)s linked %(case)s to this case") % facts


def _unlinked(entry: Any, names: Names) -> str:
    return _("%(who)s took the link to %(case)s away") % _with(entry, names, "other_id")


def _parent_set(entry: Any, names: Names) -> str:
    return _("%(who)s made this case part of %(case)s") % _with(entry, names, "parent_id")


def _parent_cleared(entry: Any, names: Names) -> str:
    return _("%(who)s took this case out of %(case)s") % _with(entry, names, "parent_id")


def _child_added(entry: Any, names: Names) -> str:
    return _("%(who)s made %(case)s part of this case") % _with(entry, names, "child_id")


def _child_removed(entry: Any, names: Names) -> str:
    return _("%(who)s took %(case)s out of this case") % _with(entry, names, "child_id")


SAYINGS: dict[str, Saying] = {
    "cases.case_merger_undone": ("undo", True, _undone),
    "cases.case_released": ("undo", True, _released),
    "cases.words_came_back": ("person", False, _came_back),
    "cases.case_linked": ("link", False, _linked),
    "cases.case_unlinked": ("x", False, _unlinked),
    "cases.parent_set": ("link", False, _parent_set),
    "cases.parent_cleared": ("x", False, _parent_cleared),
    "cases.child_added": ("link", False, _child_added),
    "cases.child_removed": ("x", False, _child_removed),
}
