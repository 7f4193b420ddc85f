"""Pages for what went wrong."""

import pytest
from django.test import Client, RequestFactory
from django.urls import get_resolver
from tests import given

from fuwutai.desk import errors


@pytest.mark.django_db
def test_a_missing_page_of_the_desk_keeps_the_navigation(desk):
    answer = desk.get("/desk/nothing-here")
    assert answer.status_code == 404
    assert 'class="rail' in answer.content.decode()


@pytest.mark.django_db
def test_a_missing_page_tells_a_stranger_nothing_of_the_desk():
    given.centre()
    answer = Client().get("/desk/nothing-here")
    assert answer.status_code == 404
    assert 'class="rail' not in answer.content.decode()


@pytest.mark.django_db
def test_a_program_gets_a_problem_document(desk):
    answer = desk.get("/desk/cases/999", HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_our_own_failure_is_said_without_asking_the_database():
    answer = errors.server_failed(RequestFactory().get("/desk/"))
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "服务出现故障" in text and "Something went wrong" in text


def test_our_own_failure_is_said_even_when_its_page_fails(monkeypatch):
    def broken(*_args: object) -> str:
        raise RuntimeError

    monkeypatch.setattr(errors, "render_to_string", broken)
    answer = errors.server_failed(RequestFactory().get("/desk/"))
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/plain; charset=utf-8")


def test_our_own_failure_is_the_one_django_shows():
    assert get_resolver().resolve_error_handler(500) is errors.server_failed


@pytest.mark.django_db
def test_an_unexpected_failure_reaches_that_page(desk, monkeypatch):
    from fuwutai.desk.cases import queues

    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(queues, "queue_page", broken)
    desk.raise_request_exception = False
    answer = desk.get("/desk/")
    assert answer.status_code == 500
    assert "服务出现故障" in answer.content.decode()


@pytest.mark.django_db
def test_the_desk_without_its_slash_leads_there(client):
    given.centre()
    assert client.get("/desk")["Location"] == "/desk/"


@pytest.mark.django_db
def test_too_much_at_once_is_refused_in_the_reader_s_language(client, settings):
    given.centre()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    answer = client.post("/submit", {"body": "很长" * 1_000})
    assert answer.status_code == 400
    assert "缩短后重新发送" in answer.content.decode()
