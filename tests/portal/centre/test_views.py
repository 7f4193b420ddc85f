"""The front page."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from tests import given
from tests.portal.conftest import budget

from fuwutai.domain.accounts.models import Centre
from fuwutai.portal.centre.views import centre_home

pytestmark = pytest.mark.django_db


def home(client: Client, moment: datetime) -> str:
    client.cookies["fuwutai_language"] = "en"
    with time_machine.travel(moment, tick=False):
        return client.get("/").content.decode()


def test_every_door_leads_to_its_form(client: Client) -> None:
    hotline = given.centre().hotline
    page = client.get("/").content.decode()
    for code in ("consultation", "request", "fault", "complaint", "suggestion", "praise"):
        assert f'href="/submit?type={code}"' in page
    assert "惠民通信客服中心" in page
    assert f'href="tel:{hotline}"' in page
    assert 'action="/track"' in page


def test_in_working_hours_it_says_until_when(client: Client) -> None:
    given.centre()
    page = home(client, datetime(2026, 3, 5, 6, 0, tzinfo=UTC))
    assert "Open now" in page
    assert "Somebody is here until today at 17:30." in page
    assert "Today: 09:00–12:00, 13:30–17:30" in page


def test_after_hours_it_says_when_we_are_back(client: Client) -> None:
    given.centre()
    page = home(client, datetime(2026, 3, 6, 13, 0, tzinfo=UTC))  # Friday, 21:00
    assert "Closed now" in page
    assert "We are back on Monday 9 March at 09:00." in page


def test_a_working_saturday_is_open_and_a_holiday_closed(client: Client) -> None:
    given.centre()
    assert "Open now" in home(client, datetime(2026, 2, 28, 6, 0, tzinfo=UTC))
    holiday = home(client, datetime(2026, 10, 1, 3, 0, tzinfo=UTC))
    assert "Closed now" in holiday
    assert "Closed today" in holiday


def test_a_centre_that_never_closes_says_so(client: Client) -> None:
    given.centre()
    Centre.objects.update(calendar_code="always")
    page = home(client, datetime(2026, 3, 5, 20, 0, tzinfo=UTC))
    assert "Somebody is here day and night." in page


def test_before_set_up_it_says_that_it_is_not_open_yet(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 503
    assert "state" in answer.content.decode()


def test_a_page_that_does_not_exist_is_answered_kindly(client: Client) -> None:
    hotline = given.centre().hotline
    answer = client.get("/nowhere")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert f'href="tel:{hotline}"' in page
    assert 'href="/track"' in page


def test_the_page_keeps_to_its_statements(client: Client) -> None:
    given.centre()
    client.get("/")
    with budget(centre_home):
        client.get("/")
