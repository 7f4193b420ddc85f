"""A browser of somebody outside, and how many statements a page costs it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests import given

from fuwutai.domain.cases.models import Case
from fuwutai.portal.access import GRANTS

Form = dict[str, str]


@pytest.fixture
def matter() -> Callable[..., Form]:
    """Return what a customer of the known centre fills in; say what differs."""

    def fill(**more: str) -> Form:
        given.centre()
        plain = {
            "type": "fault",
            "subject": "宽带断网",
            "body": "从昨晚八点起上不了网。",
            "name": "王建国",
            "phone": "13912345678",
            "email": "",
            "leave_empty": "",
            "token": str(uuid4()),
        }
        return plain | more

    return fill


@pytest.fixture
def browser_of(client: Client) -> Callable[[Case], Client]:
    """Return a browser to which a case was granted."""

    def grant(case: Case) -> Client:
        session = client.session
        session[GRANTS] = [case.pk]
        session.save()
        return client

    return grant


@contextmanager
def budget(view: Any) -> Iterator[None]:
    """Fail when the block costs more statements than the page declares; savepoints are none."""
    with CaptureQueriesContext(connection) as caught:
        yield
    spent = [one["sql"] for one in caught.captured_queries if "SAVEPOINT" not in one["sql"]]
    listed = "\n".join(spent)
    assert len(spent) <= view.statements, f"{len(spent)} statements, {view.statements} declared:\n{listed}"
