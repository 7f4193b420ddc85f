"""Notices as a mail: the number of the case, its masked subject, what happened and where to read on. Nothing else."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.desk.notices.lines import Line, lines_of
from fuwutai.desk.notices.links import address_of
from fuwutai.domain.accounts.queries import centre
from fuwutai.domain.notices.post import Words, lends_words
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.masking import mask_text


@lends_words
def words_of_mail(actor: Actor, notices: Sequence[Any]) -> Words:
    """Return a mail that tells its reader some notices; without any, one that shows that mail arrives."""
    entries = [_entry(line) for line in lines_of(actor, notices)]
    here = centre()
    context = {
        "entries": entries,
        "centre_name": here.name if here else "",
        "list_url": settings.FUWUTAI_URL + reverse("desk:notices"),
        "settings_url": settings.FUWUTAI_URL + reverse("desk:notice_settings"),
    }
    return Words(
        subject=_subject(entries),
        text=render_to_string("desk/notices/mail.txt", context),
        html=render_to_string("desk/notices/mail.html", context),
    )


def _subject(entries: Sequence[dict[str, str]]) -> str:
    if not entries:
        return _("Mail arrives")
    if len(entries) == 1:
        return entries[0]["title"]
    cases = {entry["number"] for entry in entries}
    if len(cases) == 1 and (number := cases.pop()):
        return _("%(n)s news in case %(number)s") % {"n": len(entries), "number": number}
    return ngettext("%(n)s notice for you", "%(n)s notices for you", len(entries)) % {"n": len(entries)}


def _entry(line: Line) -> dict[str, str]:
    case = line.notice.case
    return {
        "title": mask_text(line.title),
        "step": mask_text(line.step),
        "number": case.number if case else "",
        "subject": mask_text(case.subject) if case else "",
        "url": settings.FUWUTAI_URL + address_of(line.notice),
    }
