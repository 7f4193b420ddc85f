"""How the desk looks to oneself."""

import pytest
from django.conf import settings
from django.test import Client
from tests import given

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("theme", "dark", 'data-theme="dark"'),
        ("density", "compact", 'data-density="compact"'),
        ("text_size", "large", 'data-text="large"'),
    ],
)
def test_a_choice_is_kept_and_shown(desk, name, value, shown):
    answer = desk.post("/desk/preferences", {name: value, "next": "/desk/queues/team"})
    assert (answer.status_code, answer["Location"]) == (303, "/desk/queues/team")
    assert getattr(given.staff(given.LIN), name) == value
    assert shown in desk.get("/desk/").content.decode()


def test_a_choice_that_is_not_offered_changes_nothing(desk):
    assert desk.post("/desk/preferences", {"theme": "pink"}).status_code == 422
    assert given.staff(given.LIN).theme == "auto"


def test_the_way_back_leads_nowhere_else(desk):
    answer = desk.post("/desk/preferences", {"theme": "dark", "next": "https://evil.example/"})
    assert answer["Location"] == "/desk/"


def test_a_language_is_kept_in_the_browser_and_for_the_person(desk):
    answer = desk.post("/desk/preferences", {"language": "en"})
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert given.staff(given.LIN).language == "en"
    assert b'<html lang="en"' in desk.get("/desk/").content


def test_the_language_menu_keeps_the_choice_of_staff(desk):
    answer = desk.post("/language", {"language": "en", "next": "/desk/sessions"})
    assert (answer.status_code, answer["Location"]) == (303, "/desk/sessions")
    assert given.staff(given.LIN).language == "en"
    assert b'<html lang="en"' in desk.get("/desk/sessions").content


def test_the_language_menu_serves_strangers(db):
    given.centre()
    stranger = Client()
    answer = stranger.post("/language", {"language": "en", "next": "/desk/sign-in"})
    assert answer.status_code == 303
    assert b'<html lang="en"' in stranger.get("/desk/sign-in").content


def test_a_language_nobody_speaks_here_is_ignored(desk):
    answer = desk.post("/language", {"language": "xx", "next": "/desk/"})
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies
    assert given.staff(given.LIN).language == ""
