"""Files that a customer sends with words, and opens again: those of words in her sight only."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase

from fuwutai.domain.cases.commands import take_in_file
from fuwutai.domain.cases.commands.attachments import refusal, too_many
from fuwutai.domain.cases.queries import case_by_number
from fuwutai.domain.cases.speech.attachments import download, limits_for, preview
from fuwutai.domain.files.commands import Kept
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound
from fuwutai.kernel.http import file_answer, look_answer
from fuwutai.portal.access import PortalRequest, portal_page


def taken_in(actor: Actor, sent: Iterable[Any], facts: Mapping[str, str]) -> list[Kept]:
    """Return files that were sent, checked and kept; none of them is in a case yet. Raises: Invalid, TooMany."""
    sent, limits = list(sent), limits_for(facts)
    if len(sent) > limits.files:
        raise refusal(too_many(limits))
    return [take_in_file(actor=actor, name=one.name or "", content=one.read(), limits=limits) for one in sent]


@portal_page(statements=6)
def case_file(request: PortalRequest, number: str, attachment_id: int) -> HttpResponseBase:
    """Hand out a file of the reader's case: kept, never opened by the browser. Raises: NotFound."""
    case = _case(request, number)
    found = download(request.actor, case.pk, attachment_id)
    record_access(request.actor, "download_file", subject="case", subject_id=case.pk, place="portal:case_file")
    return file_answer(found.pieces, found.name, found.content_type, found.size)


@portal_page(statements=6)
def case_file_preview(request: PortalRequest, number: str, attachment_id: int) -> HttpResponse:
    """Show a small picture of a file of the reader's case. Raises: NotFound."""
    found = preview(request.actor, _case(request, number).pk, attachment_id)
    return look_answer(found.content, found.content_type)


def _case(request: PortalRequest, number: str) -> Any:
    case = case_by_number(request.actor, number)
    if case is None:
        raise NotFound
    return case
