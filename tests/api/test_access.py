"""Who gets into the API: the bearer of a token, and nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from tests import given
from tests.rows import nothing_changes

from fuwutai.api import access
from fuwutai.domain.accounts.models import ApiToken, Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def address() -> str:
    return f"/cases/{given.a_case().pk}/clocks"


def problem(answer, status: int, code: str) -> dict:
    """Check that an answer is a problem document and return it."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    told = answer.json()
    assert set(told) == {"type", "title", "status", "code", "fields"}
    assert (told["status"], told["code"]) == (status, code)
    return told


def test_a_token_opens_what_its_scope_says(ask, address):
    answer = ask(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json; charset=utf-8")
    assert "Set-Cookie" not in answer and "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer fwt_wrong"},
        {"Authorization": "Basic bGlueGlhb3l1Og=="},
        {"Authorization": "fwt_wrong"},
    ],
)
def test_without_a_token_that_opens_something_nobody_gets_in(address, headers):
    with nothing_changes():
        answer = Client().get(f"/api/v1{address}", headers=headers)
    problem(answer, 401, "unauthenticated")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_session_of_the_desk_opens_nothing_here(address):
    client = Client()
    assert client.post("/desk/sign-in", {"username": given.LIN, "password": given.PASSWORD}).status_code == 303
    assert client.get(f"/desk{address.removesuffix('/clocks')}").status_code == 200
    problem(client.get(f"/api/v1{address}"), 401, "unauthenticated")


@pytest.mark.parametrize("end", ["expired", "revoked", "deactivated"])
def test_a_token_that_is_over_opens_nothing(bearer, address, end):
    headers = {"Authorization": f"Bearer {bearer()}"}
    now = ApiToken.objects.get().created_at
    changes = {"expired": {"expires_at": now}, "revoked": {"revoked_at": now}}
    ApiToken.objects.update(**changes.get(end, {}))
    if end == "deactivated":
        Staff.objects.update(is_active=False)
    problem(Client().get(f"/api/v1{address}", headers=headers), 401, "unauthenticated")


def test_a_scope_that_is_missing_refuses_also_a_supervisor(ask, address):
    problem(ask(address, given.CHEN, "customers:read"), 403, "forbidden")


def test_its_use_is_noted_once_a_minute(ask, address, time_machine):
    time_machine.move_to("2026-03-02T02:00:00+00:00", tick=False)
    for seconds in (0, 30, 31):
        time_machine.shift(timedelta(seconds=seconds))
        ask(address)
    assert f"{ApiToken.objects.get().last_used_at:%H:%M:%S}" == "02:01:01"


def test_one_token_may_not_ask_without_end(ask, address, monkeypatch):
    monkeypatch.setattr(access, "REQUESTS", "2/minute")
    assert [ask(address).status_code for _time in range(3)] == [200, 200, 429]
    answer = ask(address)
    problem(answer, 429, "too_many_requests")
    assert int(answer["Retry-After"]) > 0


def test_who_tries_tokens_is_stopped_and_who_has_one_is_not(ask, address, monkeypatch):
    monkeypatch.setattr(access, "WRONG_TOKENS", "2/minute")
    tries = [
        Client().get(f"/api/v1{address}", headers={"Authorization": f"Bearer guess{n}"}).status_code for n in range(3)
    ]
    assert tries == [401, 401, 429]
    assert ask(address).status_code == 200


def test_other_methods_and_addresses_are_refused_as_problems(ask, bearer, address):
    answer = Client().post(f"/api/v1{address}", headers={"Authorization": f"Bearer {bearer()}"})
    problem(answer, 405, "method_not_allowed")
    assert answer["Allow"] == "GET"
    for wrong in ("/cases/x/clocks", "/nothing", ""):
        problem(ask(wrong), 404, "not_found")
