"""Programs that carry the token of somebody of the known cast."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from tests import given

from fuwutai.domain.accounts.commands import create_token
from fuwutai.kernel.actors import Actor

Asked = Callable[..., Any]


@pytest.fixture
def app(db: None) -> Iterator[Any]:
    """Return the product as a web server calls it; its requests leave the connection of the test open."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def bearer(db: None) -> Callable[..., str]:
    """Return a function that gives the token of a person."""

    def token(username: str = given.LIN, *scopes: str) -> str:
        staff_id = given.staff(username).pk
        made = create_token(actor=Actor.system("tests"), staff_id=staff_id, scopes=scopes or ("cases:read",))
        return made.secret

    return token


@pytest.fixture
def ask(bearer: Callable[..., str]) -> Asked:
    """Return a function that asks an address with a token: `ask("/cases/1/clocks")`, as Lin who reads cases."""
    tokens: dict[tuple[str, ...], str] = {}

    def asked(address: str, username: str = given.LIN, *scopes: str, **more: Any) -> Any:
        key = (username, *scopes)
        tokens[key] = tokens.get(key) or bearer(username, *scopes)
        return Client().get(f"/api/v1{address}", headers={"Authorization": f"Bearer {tokens[key]}"}, **more)

    return asked


@pytest.fixture
def send(bearer: Callable[..., str]) -> Asked:
    """Return a function that posts JSON with a token: `send("/cases", {...})`, as Lin who reads and writes cases."""
    tokens: dict[tuple[str, ...], str] = {}

    def sent(
        address: str, body: Any = None, username: str = given.LIN, *, scopes: tuple[str, ...] = (), key: str = "",
        if_match: str = "",
    ) -> Any:
        asked = (username, *(scopes or ("cases:read", "cases:write")))
        tokens[asked] = tokens.get(asked) or bearer(*asked)
        headers = {"Authorization": f"Bearer {tokens[asked]}"} | ({"Idempotency-Key": key} if key else {})
        headers |= {"If-Match": if_match} if if_match else {}
        return Client().post(f"/api/v1{address}", body or {}, content_type="application/json", headers=headers)

    def read(address: str) -> Any:
        """Read an address with the token of Lin who reads and writes cases."""
        secret = tokens[given.LIN, "cases:read", "cases:write"]
        return Client().get(f"/api/v1{address}", headers={"Authorization": f"Bearer {secret}"})

    sent.read = read  # type: ignore[attr-defined]
    return sent
