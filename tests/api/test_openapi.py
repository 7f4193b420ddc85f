"""The description of the API: what is served is what is committed, and it describes every address."""

import json

import pytest
from django.test import Client
from ninja import Schema
from tests.architecture.sources import CLONE

from fuwutai.api.access import DECLARED
from fuwutai.api.cases.bodies import Body
from fuwutai.api.examples import ANSWERS, BODIES
from fuwutai.api.openapi import document, openapi_text, operations
from fuwutai.domain.accounts.rules import SCOPES


def _schemas(parent):
    for one in parent.__subclasses__():
        yield one
        yield from _schemas(one)


COMMITTED = CLONE / "docs" / "reference" / "openapi.json"


@pytest.mark.django_db
def test_what_is_served_is_what_is_committed():
    answer = Client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.content.decode() == openapi_text() == COMMITTED.read_text(encoding="utf-8")


def test_it_is_openapi_3_1_and_names_every_operation():
    told = json.loads(openapi_text())
    operations = [one for many in told["paths"].values() for one in many.values()]
    assert told["openapi"] == "3.1.0"
    assert sorted(one["operationId"] for one in operations) == sorted(DECLARED)
    assert all(one["security"] == [{"BearerToken": []}] for one in operations)
    assert all(path.startswith("/api/v1/") for path in told["paths"])


def test_every_operation_says_how_it_refuses():
    told = json.loads(openapi_text())
    for many in told["paths"].values():
        for one in many.values():
            answers = one["responses"].items()
            refusals = {status for status, answer in answers if "application/problem+json" in answer["content"]}
            assert refusals >= {"401", "403", "404", "422", "429"}


def test_every_operation_names_what_opens_it_and_how_often_it_may_be_asked():
    for method, one in operations(document()):
        assert one["x-permission"] and set(one["x-scopes"]) <= set(SCOPES)
        good = [answer for status, answer in one["responses"].items() if status.startswith("2")]
        assert good and all("RateLimit-Remaining" in answer["headers"] for answer in good)
        if method == "post":
            assert "409" in one["responses"]
        names = {parameter["name"] for parameter in one.get("parameters", ())}
        assert ("If-Match" in names) == ("412" in one["responses"])


def test_every_body_has_an_example_and_every_example_is_true():
    bodies = set()
    for _method, one in operations(document()):
        for body in one.get("requestBody", {}).get("content", {}).values():
            if title := body["schema"].get("title"):
                assert body.get("example") is not None, title
                bodies.add(title)
    sent = {one.__name__: one for one in _schemas(Body)}
    answered = {one.__name__: one for one in _schemas(Schema) if not issubclass(one, Body)}
    assert bodies == set(BODIES)
    for name, example in BODIES.items():
        sent[name].model_validate(example)
    for name, example in ANSWERS.items():
        if name != "Problem":
            answered[name].model_validate(example)
