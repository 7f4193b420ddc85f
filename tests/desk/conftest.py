"""Browsers in which somebody of the known cast is signed in."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests import given

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
