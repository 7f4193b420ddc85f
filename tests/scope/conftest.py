"""The world, made once for each module of tests, and one way to ask an address as somebody of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from tests.forgetting import forget_everything
from tests.scope.bulk import bulk_runs
from tests.scope.case_files import lay
from tests.scope.exports import files
from tests.scope.macros import kept_macros
from tests.scope.phrases import kept_phrases
from tests.scope.side_talks import lay_talks
from tests.scope.views import kept
from tests.scope.work import worked
from tests.scope.world import Person, World, built

from fuwutai.kernel import rate_limit

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Return the world; what a test changes is taken back by `undone`, the whole of it after the module."""
    forget_everything()
    with django_db_blocker.unblock(), undone(), built() as made:
        made.ids |= bulk_runs(made.cases, made.people.values()) | files(made.people.values())
        made.ids |= worked(made.cases, made.people.values()) | kept(made.people.values())
        made.ids |= kept_macros(made.people.values()) | kept_phrases(made.people.values())
        lay(made)
        made.ids |= lay_talks(made)
        yield made


@contextmanager
def undone(*, forget: bool = True) -> Iterator[None]:
    """Take back whatever the block writes, and `forget` what the process remembers of it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    if forget:
        forget_everything()


@pytest.fixture(scope="module")
def ask(world: World) -> Ask:
    """Return a function that asks an address as a person (None = a stranger), and gives the answer and all it says.

    No state is kept between two requests.
    """
    client = Client()

    def asked(
        person: Person | None, address: str, method: str = "get", data: Any = None, **headers: str
    ) -> tuple[Any, str]:
        client.cookies.clear()
        if person is not None and address.startswith("/api/"):
            headers["Authorization"] = f"Bearer {person.token}"
        elif person is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = person.session_key
        rate_limit.forget_all()
        answer = getattr(client, method)(address, data or {}, headers=headers)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer, content.decode("utf-8", "replace") + str(answer.headers)

    return asked
