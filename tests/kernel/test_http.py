import json

import pytest
from django.test import RequestFactory

from fuwutai.kernel import http
from fuwutai.kernel.errors import Conflict, DomainError, Invalid, NotFound, Refused, TooMany

REQUEST = RequestFactory()


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (DomainError(), 400, "refused"),
        (Refused(), 403, "forbidden"),
        (NotFound(), 404, "not_found"),
        (Conflict("x", code="taken"), 409, "taken"),
        (Invalid("x"), 422, "invalid"),
        (TooMany("x"), 429, "too_many_requests"),
    ],
)
def test_a_program_gets_a_problem_document(error, status, code):
    answer = http.refusal(REQUEST.get("/api/v1/cases"), error, "unused.html")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    body = json.loads(answer.content)
    assert (body["status"], body["code"], body["type"]) == (status, code, f"urn:fuwutai:problem:{code}")
    assert body["title"]


def test_wrong_fields_are_named_in_the_language_of_the_reader():
    error = Invalid("错了", fields={"phone": "请检查号码"})
    body = json.loads(http.problem(error).content)
    assert body["fields"] == {"phone": "请检查号码"}
    assert body["title"] == "错了"


def test_whoever_asks_for_json_is_a_program():
    assert http.wants_json(REQUEST.get("/desk/", headers={"accept": "application/json"}))
    assert http.wants_json(REQUEST.get("/api/v1/x"))
    assert not http.wants_json(REQUEST.get("/desk/", headers={"accept": "text/html"}))


def test_a_script_on_a_page_gets_a_toast_and_the_page_stays(monkeypatch):
    seen = {}
    monkeypatch.setattr(http, "render", lambda request, template, context, status: seen.update(context) or
                        http.HttpResponse(template, status=status))  # fmt: skip
    answer = http.refusal(REQUEST.post("/desk/x", headers={"HX-Request": "true"}), Refused("nein"), "page.html")
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (403, "#toasts", "beforeend")
    assert seen["text"] == "nein"


def test_a_person_gets_a_page(monkeypatch):
    monkeypatch.setattr(http, "render", lambda request, template, context, status:
                        http.HttpResponse(template, status=status))  # fmt: skip
    answer = http.refusal(REQUEST.get("/desk/x"), NotFound(), "desk/error.html")
    assert (answer.status_code, answer.content) == (404, b"desk/error.html")


def test_who_asks_too_often_is_told_when_to_come_back():
    answer = http.refusal(REQUEST.get("/api/v1/x"), TooMany("x", retry_after_seconds=42), "unused.html")
    assert answer["Retry-After"] == "42"


def test_an_accepted_form_is_answered_by_a_place_to_look():
    answer = http.see_other("/cases/5?sent=1")
    assert (answer.status_code, answer["Location"]) == (303, "/cases/5?sent=1")
