"""Files of a case, and what is taken out of it, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.desk.cases.history.names import Names, Saying, says


def _added(entry: Any, names: Names) -> str:
    number = entry.data["number"]
    who = names.customer if entry.actor_kind == "customer" else names.actor(entry)
    return ngettext("%(who)s sent %(n)s file", "%(who)s sent %(n)s files", number) % {"who": who, "n": number}


SAYINGS: dict[str, Saying] = {
    "cases.files_added": ("paperclip", False, _added),
    "cases.file_removed": ("eye-off", False, says(lambda: _("%(who)s removed a file for good"))),
    "cases.message_redacted": ("eye-off", False, says(lambda: _("%(who)s redacted a message"))),
}
