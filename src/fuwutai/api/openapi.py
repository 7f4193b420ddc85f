"""The description of the API, as it is served and as it is committed in docs/reference."""

import json
from functools import lru_cache
from typing import Any

from fuwutai.api.root import api

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
    "429": "Too many requests; Retry-After says when to come back",
}


@lru_cache(maxsize=1)
def openapi_text() -> str:
    """Return the OpenAPI document."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1"), default=str))
    found.pop("servers", None)
    found["components"]["schemas"]["Problem"] = PROBLEM_SCHEMA
    for operations in found["paths"].values():
        for one in operations.values():
            for status, text in REFUSALS.items():
                one["responses"].setdefault(status, _refusal(text))
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _refusal(text: str) -> dict[str, Any]:
    return {"description": text, "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
