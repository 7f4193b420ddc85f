"""What the timeline says of macros that were used with a case."""

from typing import Any

from django.utils.translation import gettext as _

from fuwutai.desk.cases.history.names import Names, Saying
from fuwutai.domain.cases.actions.macros import shared_macro_names


def _used(entry: Any, names: Names) -> str:
    """Say it; a macro that somebody has for herself alone is not named to others."""
    name = shared_macro_names().get(entry.data["macro_id"])
    if name is None:
        return _("%(who)s used a macro of their own") % {"who": names.actor(entry)}
    return _("%(who)s used the macro “%(name)s”") % {"who": names.actor(entry), "name": name}


SAYINGS: dict[str, Saying] = {"cases.macro_used": ("spark", False, _used)}
