"""The description of the API, as it is served and as it is committed in docs/reference.

What holds for every operation is said here, in one place: how it refuses, which headers it sends, which scopes open
it; examples come from `examples.py`.
"""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from fuwutai.api.access import DECLARED
from fuwutai.api.examples import ANSWERS, BODIES
from fuwutai.api.root import api
from fuwutai.domain.accounts.rules import SCOPES

PREFIX = "/api/v1"
PROBLEM = "application/problem+json"
PROBLEM_SCHEMA = {
    "title": "Problem",
    "description": "RFC 9457. `code` is stable; `title` and `fields` are in the reader's language.",
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    },
    "required": ["type", "title", "status", "code", "fields"],
}
REFUSALS = {
    "401": "No token, or one that is unknown, expired or withdrawn",
    "403": "The scopes of the token, or the role of its person, do not allow this",
    "404": "It does not exist, or not for this token",
    "422": "What was sent cannot be read, or is wrong; `fields` names what to mend",
    "429": "Too many requests; Retry-After says when to come back",
}
"""How every operation may refuse."""
WRITES = {
    "409": "The state of the thing does not allow this, or the Idempotency-Key was used for another request",
    "413": "More was sent than is read at once; nothing was done",
}
WITH_IF_MATCH = {"412": "The case has changed since it was read with this ETag; nothing was done"}
CODES = {
    "401": "unauthenticated", "403": "forbidden", "404": "not_found", "409": "conflict", "412": "changed_meanwhile",
    "413": "too_large", "422": "invalid", "429": "too_many_requests",
}  # fmt: skip
_NUMBER, _TEXT = {"type": "integer"}, {"type": "string"}
ALLOWANCE = {
    "RateLimit-Limit": {"description": "How many requests a minute this token has", "schema": _NUMBER},
    "RateLimit-Remaining": {"description": "How many of them are left", "schema": _NUMBER},
    "RateLimit-Reset": {"description": "Seconds until all of them are there again", "schema": _NUMBER},
}
ETAG = {"ETag": {"description": "The version of the case, for If-Match", "schema": _TEXT}}
REPLAYED = {"Idempotent-Replayed": {"description": "`true` where the key had been used before", "schema": _TEXT}}
RETRY = {"Retry-After": {"description": "Seconds", "schema": _NUMBER}}
TAGGED = ("case_detail", "case_message_add")
"""Operations beside those with If-Match whose answers bear the version of a case."""


@lru_cache(maxsize=1)
def openapi_text() -> str:
    """Return the OpenAPI document."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def document() -> dict[str, Any]:
    """Return the OpenAPI document as an object; its caller may change it."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX), default=str))
    found.pop("servers", None)
    schemas = found["components"]["schemas"]
    schemas["Problem"] = dict(PROBLEM_SCHEMA)
    for name, example in ANSWERS.items():
        schemas[name]["examples"] = [example]
    for method, operation in operations(found):
        _complete(method, operation)
    return found


def operations(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every operation of a document with its method."""
    for by_method in told["paths"].values():
        yield from by_method.items()


def _complete(method: str, operation: dict[str, Any]) -> None:
    """Say of an operation what its route does not: scopes, refusals, headers, an example of what is sent."""
    permission = str(DECLARED[operation["operationId"]].permission)  # type: ignore[attr-defined]
    operation["x-permission"] = permission
    operation["x-scopes"] = sorted(scope for scope, held in SCOPES.items() if permission in held)
    takes_if_match = any(one["name"] == "If-Match" for one in operation.get("parameters", ()))
    for body in operation.get("requestBody", {}).get("content", {}).values():
        if (example := BODIES.get(body["schema"].get("title", ""))) is not None:
            body["example"] = example
    headers = dict(ALLOWANCE) | (REPLAYED if method == "post" else {})
    if takes_if_match or operation["operationId"] in TAGGED:
        headers |= ETAG
    for answer in operation["responses"].values():
        answer["headers"] = headers
    refusals = REFUSALS | (WRITES if method == "post" else {}) | (WITH_IF_MATCH if takes_if_match else {})
    for status, text in sorted(refusals.items()):
        operation["responses"].setdefault(status, _refusal(status, text))


def _refusal(status: str, text: str) -> dict[str, Any]:
    code = CODES[status]
    example = {"type": f"urn:fuwutai:problem:{code}", "title": "…", "status": int(status), "code": code, "fields": {}}
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    headers = RETRY if status == "429" else {}
    return {"description": text, "content": {PROBLEM: content}} | ({"headers": headers} if headers else {})
