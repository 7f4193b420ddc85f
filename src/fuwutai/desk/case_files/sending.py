"""What a form sends along with words: files that were put aside before, and those that come with it."""

from typing import Any

from fuwutai.desk.access import StaffRequest
from fuwutai.domain.cases.commands import take_in_file
from fuwutai.domain.cases.commands.attachments import FIELD, check_may_attach
from fuwutai.domain.files.commands import Kept

ASIDE = "file"
"""The field that carries the id of a file put aside, once for each."""


def files_sent(request: StaffRequest, case_id: int) -> dict[str, Any]:
    """Return the files of a form as the commands of words take them. Raises: NotFound, Refused, Invalid, TooMany."""
    given = [one for one in request.POST.getlist(ASIDE) if one.isascii() and one.isdigit() and len(one) < 19]
    return {"file_ids": [int(one) for one in given], "files": taken_in(request, case_id)}


def taken_in(request: StaffRequest, case_id: int) -> list[Kept]:
    """Return the files that come with a form, checked and kept; none of them is in the case yet.

    Raises: NotFound, Refused, Invalid at `files`, TooMany.
    """
    sent = request.FILES.getlist(FIELD)
    if not sent:
        return []
    limits = check_may_attach(request.actor, case_id)
    return [
        take_in_file(actor=request.actor, name=one.name or "", content=one.read(), limits=limits) for one in sent
    ]
