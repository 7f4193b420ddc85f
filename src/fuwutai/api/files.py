"""Files of cases: sent ahead to a case, then named by `file_ids` with words; handed out, never shown."""

import hashlib
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from fuwutai.api.access import ApiRequest, operation
from fuwutai.api.idempotent import HEADER, posted
from fuwutai.domain.cases.commands import attach_file, take_in_file
from fuwutai.domain.cases.commands.attachments import FIELD, check_may_attach, refusal
from fuwutai.domain.cases.speech.attachments import download_of_any
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.http import file_answer

router = Router(tags=["files"])
SENT: dict[str, Any] = {
    "parameters": [HEADER],
    "requestBody": {
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {FIELD: {"type": "array", "items": {"type": "string", "format": "binary"}}},
                    "required": [FIELD],
                }
            }
        }
    },
}
HANDED_OUT: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The file, to be kept and not opened",
            "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


class Added(Schema):
    """Files that wait in a case for words to go with, in the order in which they were sent."""

    file_ids: list[int]


@router.post(
    "/cases/{int:case_id}/files", response={201: Added}, operation_id="case_files_add",
    summary="Send files ahead to a case", openapi_extra=SENT,
)  # fmt: skip
@operation(permission="cases.note", statements=60)
def case_files_add(request: ApiRequest, case_id: int) -> HttpResponse:
    """Put files aside for words that follow; nobody else sees them before. What no words name is dropped later."""
    actor = request.actor
    limits = check_may_attach(actor, case_id)
    sent = [(one.name or "", one.read()) for one in request.FILES.getlist(FIELD)]
    if not sent:
        raise refusal(_("Choose a file first."))
    kept = [take_in_file(actor=actor, name=name, content=content, limits=limits) for name, content in sent]

    def work() -> Added:
        return Added(file_ids=[attach_file(actor=actor, case_id=case_id, kept=one).pk for one in kept])

    same = [(name, hashlib.sha256(content).hexdigest()) for name, content in sent]
    return posted(request, 201, work, sent=same)


@router.get("/files/{int:attachment_id}", operation_id="file", summary="One file", openapi_extra=HANDED_OUT)
@operation(permission="cases.view", statements=8)
def file(request: ApiRequest, attachment_id: int) -> StreamingHttpResponse:
    """Hand out a file of a case in sight: always to be kept, never to be opened by a browser. The look is logged."""
    found = download_of_any(request.actor, attachment_id)
    record_access(request.actor, "download_file", subject="case", subject_id=found.case_id, place="api:file")
    return file_answer(found.pieces, found.name, found.content_type, found.size)
