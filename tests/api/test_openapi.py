"""The description of the API: what is served is what is committed, and it describes every address."""

import json

import pytest
from django.test import Client
from tests.architecture.sources import CLONE

from fuwutai.api.access import DECLARED
from fuwutai.api.openapi import openapi_text

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
            assert refusals >= {"401", "403", "404", "429"}
