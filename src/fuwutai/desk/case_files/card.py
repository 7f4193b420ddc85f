"""All files of a case in one place, beside it."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.cases.cards import Card, register, show_card
from fuwutai.domain.cases.speech.attachments import files_of


def _summary(case: Any) -> str:
    return ngettext("%(n)s file", "%(n)s files", case.files) % {"n": case.files} if case.files else ""


CARD = register(
    Card(
        name="files",
        place=60,
        icon="paperclip",
        title=_("Files"),
        url_name="desk:case_files",
        template="desk/case_files/_card.html",
        context=lambda request, case: {"files": files_of(request.actor, case.pk)},
        summary=_summary,
        allowed=lambda _actor, case: case.files > 0,
    )
)


@staff_page(permission="cases.view", statements=8)
def case_files(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show all files of a case. Raises: NotFound."""
    return show_card(request, case_id, CARD)
