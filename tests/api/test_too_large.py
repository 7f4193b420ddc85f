"""What is too much to be read at once is refused as a problem, and nothing is done."""

import pytest
from tests import given
from tests.rows import nothing_changes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", ["", "k"])
def test_a_body_that_is_too_large_is_refused_as_a_problem(send, settings, key):
    case = given.an_open_case()
    send("/cases/999999/take")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    with nothing_changes():
        answer = send(f"/cases/{case.pk}/messages", {"kind": "note", "body": "长" * 1_000}, key=key)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert answer["Content-Type"] == "application/problem+json"
