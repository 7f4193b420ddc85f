"""Language and time zone of the reader."""

from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from tests import given

from fuwutai.domain.accounts.models import Centre
from fuwutai.domain.accounts.queries import forget_centre

pytestmark = pytest.mark.django_db


def test_a_page_speaks_the_language_of_the_centre_whatever_the_browser_prefers():
    given.centre()
    answer = Client(HTTP_ACCEPT_LANGUAGE="en").get("/desk/sign-in")
    assert answer["Content-Language"] == "zh-hans"


def test_a_cookie_nobody_set_is_ignored():
    given.centre()
    browser = Client()
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx"
    assert browser.get("/desk/sign-in")["Content-Language"] == "zh-hans"


def test_times_are_those_of_the_centre(desk):
    case = given.a_case()
    Centre.objects.update(time_zone="America/New_York")
    forget_centre()
    shown = case.opened_at.astimezone(ZoneInfo("America/New_York"))
    assert f"{shown:%Y-%m-%d %H:%M:%S} America/New_York" in desk.get("/desk/queues/all").content.decode()


def test_that_the_process_lives_is_answered_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").json()["status"] == "ok"
