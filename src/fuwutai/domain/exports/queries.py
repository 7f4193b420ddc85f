"""Reading exports: each person sees her own."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.policies import may_export
from fuwutai.domain.exports.models import ExportRun
from fuwutai.domain.exports.rules import Row, unpacked
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.paging import Page, page

RUNS_A_PAGE = 30


def visible_exports(actor: Actor) -> QuerySet[ExportRun]:
    """Return the exports that somebody who may take cases out asked for herself; nobody else's."""
    if not may_export(actor) or actor.staff_id is None:
        return ExportRun.objects.none()
    return ExportRun.objects.filter(staff_id=actor.staff_id)


def exports_page(actor: Actor, cursor: str | None) -> Page[ExportRun]:
    """Return one's own exports, the newest first. Cost: 1 statement. Raises: Invalid for a damaged cursor."""
    return page(visible_exports(actor), ("-id",), cursor, RUNS_A_PAGE)


def own_export(actor: Actor, run_id: int) -> ExportRun:
    """Return an export of one's own. Raises: NotFound."""
    found = visible_exports(actor).filter(pk=run_id).first()
    if found is None:
        raise NotFound(_("This export does not exist, or it is not yours. Start it again from the list of cases."))
    return found


def batches(run: ExportRun) -> Iterator[list[Row]]:
    """Yield the rows of a finished file, page by page. Cost: 1 statement, and 1 for each page."""
    for number in list(run.pages.order_by("number").values_list("number", flat=True)):
        if data := run.pages.values_list("data", flat=True).get(number=number):
            yield unpacked(data)
