"""Opening a file of a case, or looking at a small picture of it; written down before anything is shown."""

from functools import wraps
from typing import Any

from django.core.signing import Signer
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import constant_time_compare

from fuwutai.desk.access import StaffRequest, View, staff_page
from fuwutai.desk.looks import look_at_case
from fuwutai.domain.cases.speech.attachments import download, preview
from fuwutai.domain.cases.speech.conversation import is_revealed_to
from fuwutai.kernel import clock
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.http import file_answer, look_answer
from fuwutai.kernel.masking import mask_text

KEPT_SECONDS = 600
"""So long the browser of one reader may keep a small picture, so that a page that renews itself asks for none anew."""
_signer = Signer(salt="fuwutai.desk.case_files", sep=".")


@staff_page(permission="cases.view", statements=8)
def case_file(request: StaffRequest, case_id: int, attachment_id: int) -> HttpResponseBase:
    """Hand out a file of a case: always kept, never opened by the browser. Raises: NotFound."""
    found = download(request.actor, case_id, attachment_id)
    record_access(request.actor, "download_file", subject="case", subject_id=case_id, place="desk:case_file")
    return file_answer(found.pieces, found.name, found.content_type, found.size)


def kept_privately(view: View) -> View:
    """Let the reader's own browser keep what the view shows for a while."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if answer.status_code == 200:
            answer["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
            del answer["Expires"]
        return answer

    return inner


@kept_privately
@staff_page(permission="cases.view", statements=8)
def case_file_preview(request: StaffRequest, case_id: int, attachment_id: int) -> HttpResponse:
    """Show a small picture of a file, or the first lines of a text with numbers masked. Raises: NotFound."""
    found = preview(request.actor, case_id, attachment_id)
    if not constant_time_compare(request.GET.get("look", ""), preview_pass(request.actor, case_id)):
        look_at_case(request.actor, case_id, "desk:case_file_preview")
    content = found.content
    if found.content_type.startswith("text/") and not is_revealed_to(request.actor, case_id):
        content = mask_text(content.decode()).encode()
    return look_answer(content, found.content_type)


def preview_pass(actor: Actor, case_id: int) -> str:
    """Return a sign that a look at a case was written down; the same all day, for pictures that are kept."""
    return _signer.signature(f"{actor.id}-{case_id}-{clock.now().date()}")

