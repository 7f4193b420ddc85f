"""Browsers in which somebody of the known cast is signed in."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests import given

from fuwutai.domain.accounts.models import Centre
from fuwutai.domain.accounts.queries import forget_centre

SignedIn = Callable[..., Client]


@pytest.fixture
def signed_in(db: None) -> SignedIn:
    """Return a function that gives a browser in which a person has signed in through the page."""

    def browser(username: str = given.LIN, **defaults: str) -> Client:
        given.centre()
        client = Client(**defaults)
        answer = client.post("/desk/sign-in", {"username": username, "password": given.PASSWORD})
        assert answer.status_code == 303
        return client

    return browser


@pytest.fixture
def desk(signed_in: SignedIn) -> Client:
    """Return the browser of Lin Xiaoyu, agent of the broadband team."""
    return signed_in(given.LIN)


@pytest.fixture
def supervisor_desk(signed_in: SignedIn) -> Client:
    """Return the browser of Chen Guoqiang, supervisor."""
    return signed_in(given.CHEN)


@pytest.fixture
def admin_desk(signed_in: SignedIn) -> Client:
    """Return the browser of He Jing, administrator."""
    return signed_in(given.HE)


@pytest.fixture
def never_left_alone(db: None) -> None:
    """Let no browser be signed out for want of work, in tests that move the clock by days."""
    given.centre()
    Centre.objects.update(idle_minutes=60 * 24 * 3650)
    forget_centre()
