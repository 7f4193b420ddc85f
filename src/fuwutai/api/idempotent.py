"""`Idempotency-Key` on every POST: a request that is sent twice is carried out once and answered twice."""

from collections.abc import Callable
from typing import Any

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import ValidationError

from fuwutai.api.access import ApiRequest
from fuwutai.kernel.errors import Invalid
from fuwutai.kernel.idempotency import Answer, answer_once

LONGEST_KEY = 200
HEADER: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Repeat a request with its key and it is not done again; the answer says `Idempotent-Replayed`.",
    "schema": {"type": "string", "maxLength": LONGEST_KEY},
}


def posted(request: ApiRequest, status: int, work: Callable[[], Schema], sent: Any = None) -> HttpResponse:
    """Return the answer to a POST, done once for its key; `sent` stands for a body that holds files.

    Raises: Conflict, Invalid, and what the work raises.
    """
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY:
        problem = _("This key is too long. Send at most 200 characters.")
        raise Invalid(problem, fields={"Idempotency-Key": problem})

    def worked() -> Answer:
        return status, work().model_dump_json()

    if not key:
        return _answer(*worked())
    asked = {"path": request.path, "body": request.body if sent is None else sent}
    (found_status, text), again = answer_once(request.actor, key, asked, worked)
    answer = _answer(found_status, text)
    if again:
        answer["Idempotent-Replayed"] = "true"
    return answer


def body_of(request: ApiRequest, schema: type[Schema]) -> dict[str, Any]:
    """Return what was sent, as far as it was said, checked by its schema. Raises: Invalid naming wrong fields."""
    try:
        raw = msgspec.json.decode(request.body) if request.body else {}
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise Invalid(_("This is no JSON object."), code="unreadable") from problem
    if not isinstance(raw, dict):
        raise Invalid(_("This is no JSON object."), code="unreadable")
    try:
        said = schema.model_validate(raw)
    except ValidationError as problem:
        wrong = {".".join(str(part) for part in one["loc"]): one["msg"] for one in problem.errors()}
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong) from problem
    return {name: getattr(said, name) for name in said.model_fields_set}


def described(schema: type[Schema], *headers: dict[str, Any]) -> dict[str, Any]:
    """Return what OpenAPI says of a POST: its key, other headers and its body."""
    plain = schema.model_json_schema()
    content = {"application/json": {"schema": _inlined(plain, plain.pop("$defs", {}))}}
    return {"parameters": [HEADER, *headers], "requestBody": {"content": content}}


def _inlined(part: Any, defined: dict[str, Any]) -> Any:
    """Return a schema with what it refers to in its place: references would lead out of the document."""
    if isinstance(part, list):
        return [_inlined(one, defined) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _inlined(defined[part["$ref"].rpartition("/")[2]], defined)
    return {name: _inlined(one, defined) for name, one in part.items()}


def _answer(status: int, text: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="application/json; charset=utf-8")
