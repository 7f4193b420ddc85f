"""A mail server that is set up, and people with addresses."""

from collections.abc import Iterator

import pytest
from tests import given, smtp_sink
from tests.smtp_sink import Sink

from fuwutai.domain.accounts.models import Staff
from fuwutai.domain.notices.models import Letter, NoticeSettings

URL = "https://desk.example.org"


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    """Set mail up with a server of our own."""
    with smtp_sink.running() as server:
        set_up(settings, server.url)
        yield server


def set_up(settings, url: str) -> None:
    settings.FUWUTAI_MAIL_URL, settings.FUWUTAI_URL = url, URL
    settings.FUWUTAI_MAIL_FROM = "服务台 <desk@example.org>"


def address(username: str = given.LIN, language: str = "zh-hans") -> Staff:
    """Give somebody a mail address."""
    person = given.staff(username)
    person.mail, person.mail_index, person.language = f"{username}@example.org", f"index-{username}", language
    person.save()
    return person


def wishes(username: str = given.LIN, **said) -> None:
    """Let somebody wish how she is told."""
    NoticeSettings.objects.create(staff=given.staff(username), **said)


def states() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))
