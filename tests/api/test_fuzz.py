"""The API asked at random, as its own document says it may be: it never breaks, and answers as the document says.

The requests are drawn from the document, the same at each run; half of them are wrong on purpose. What stands in
addresses is drawn small, so that more is reached than “not found”.
"""

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as drawn
from schemathesis import GenerationMode, checks
from tests import given as there_is

from fuwutai.api.access import DECLARED
from fuwutai.api.openapi import document
from fuwutai.domain.accounts.commands import create_token
from fuwutai.kernel.actors import Actor

SCOPES = ("cases:read", "cases:write", "customers:read")
checks.load_all_checks()
HELD = checks.CHECKS.get_by_names(
    ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]
)
EXAMPLES = 5


def _described() -> dict:
    """Return the document, with small numbers in addresses."""
    told = json.loads(json.dumps(document()))
    for path in told["paths"].values():
        for operation in path.values():
            for one in operation.get("parameters", ()):
                if one["in"] == "path":
                    one["schema"] = {"type": "integer", "minimum": 1, "maximum": 4}
    return told


SCHEMA = schemathesis.openapi.from_dict(_described())
OPERATIONS = {found.ok().definition.raw["operationId"]: found.ok() for found in SCHEMA.get_all_operations()}


def test_every_operation_is_asked():
    assert set(OPERATIONS) == set(DECLARED)


@pytest.fixture
def app(db):
    """Return the product as a web server calls it, in the transaction of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("name", sorted(DECLARED))
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=lambda one: one.value)
def test_it_answers_as_its_document_says_and_never_breaks(app, name, mode):
    for _nth in range(2):
        there_is.an_open_case()
    there_is.a_resolved_case()
    token = create_token(actor=Actor.system("tests"), staff_id=there_is.staff(there_is.CHEN).pk, scopes=SCOPES)
    headers = {"Authorization": f"Bearer {token.secret}"}

    @drawn(
        max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=OPERATIONS[name].as_strategy(generation_mode=mode))
    def ask(case):
        answer = case.call(app=app, headers=headers)
        case.validate_response(answer, checks=HELD)

    ask()
