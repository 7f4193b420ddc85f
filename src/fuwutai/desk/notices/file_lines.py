"""Notices about files that were made for somebody."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fuwutai.domain.notices.choices import EXPORT_READY

FILES = frozenset({EXPORT_READY})


def file_words(notice: Any) -> dict[str, str]:
    """Return title, step and badge (mark, tone, icon) of a notice about a file."""
    rows = notice.data.get("rows", 0)
    title = ngettext("Your file with %(n)s case is ready", "Your file with %(n)s cases is ready", rows)
    return {
        "title": title % {"n": rows},
        "step": _("Fetch it within seven days; then it goes by itself."),
        "mark": pgettext("notice", "File"),
        "tone": "green",
        "icon": "download",
    }


def file_address(notice: Any) -> str:
    """Return where such a notice leads: to the file."""
    return reverse("desk:export_run", args=[notice.data["run"]])
