"""A real provider of OpenID Connect on this machine, and a browser that signs in through it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.test import Client
from oidc_provider_mock import User, run_server_in_thread
from tests import given

from fuwutai.domain.accounts.commands import change_mail, save_identity_provider
from fuwutai.kernel.actors import Actor

MAIL = "lin@example.cn"
LIN = User(sub="s-lin", claims={"email": MAIL, "email_verified": True})


@contextmanager
def provider_of(
    *people: User, lives: timedelta = timedelta(hours=1), code: str = "corp", is_believed: bool = False
) -> Iterator[str]:
    """Run a provider that knows some people, add it to the centre, and yield its address; Lin has her address here.

    `is_believed`: also when it says that it asked for a second factor.
    """
    given.centre()
    with run_server_in_thread(user_claims=people, access_token_max_age=lives) as server:
        issuer = f"http://localhost:{server.server_port}"
        for person in people:
            requests.put(f"{issuer}/users/{person.sub}", json=person.claims, timeout=5)
        save_identity_provider(
            actor=given.administrator(), code=code, name="集团统一登录", issuer=issuer, client_id="fuwutai",
            client_secret="geheim", vouches_for_factor=is_believed,
        )  # fmt: skip
        change_mail(actor=Actor.system("tests"), staff_id=given.staff().pk, mail=MAIL)
        yield issuer


def led_away(client: Client, onward: str = "", code: str = "corp") -> str:
    """Press the button of the sign-in page and return the address to which the browser is led."""
    answer = client.get("/desk/sign-in/with", {"provider": code, "next": onward})
    assert answer.status_code == 302
    return str(answer["Location"])


def vouched_for(address: str, subject: str = LIN.sub) -> str:
    """Say at the provider who one is, and return the address of ours to which it sends the browser back."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def through(client: Client, subject: str = LIN.sub, onward: str = "") -> Any:
    """Go the whole way as a person of the provider and return our last answer."""
    return client.get(vouched_for(led_away(client, onward), subject))


def asked(address: str) -> dict[str, str]:
    """Return what an address asks."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
