"""`ETag` of a case and `If-Match` on what is done with it: a program writes over nothing that it has not seen.

The tag of a case changes with everything that is done with it. What only time moves, such as the seconds left of a
clock, changes no tag, so reading is never answered by “not modified”.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from fuwutai.api.access import ApiRequest
from fuwutai.domain.cases.versions import hold_at, version_of

IF_MATCH: dict[str, Any] = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` with which the case was read: where it has changed since, the answer is 412.",
    "schema": {"type": "string", "maxLength": 200},
}
TAG = re.compile(r'"(\d{1,18})"')


@contextmanager
def as_read(request: ApiRequest, case_id: int) -> Iterator[None]:
    """Do something with a case only as it was read, where the request says how. Raises: ChangedMeanwhile, NotFound."""
    said = request.headers.get("If-Match", "").strip()
    if said and said != "*":
        with transaction.atomic():
            hold_at(request.actor, case_id, {int(number) for number in TAG.findall(said)})
            yield
    else:
        yield


def tag(request: ApiRequest, case_id: int) -> None:
    """Let the answer bear the tag of a case. Cost: 1 statement."""
    request.answer_headers["ETag"] = f'"{version_of(case_id)}"'
