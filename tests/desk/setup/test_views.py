"""The first-administrator page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from tests import given

from fuwutai.domain.accounts.models import Centre, Staff, StaffSession
from fuwutai.domain.cases.commands import open_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

ANSWERS = {
    "name": "青山供水客服中心",
    "hotline": "96116",
    "language": "zh-hans",
    "time_zone": "Asia/Shanghai",
    "calendar": "cn",
    "team_name": "综合服务组",
    "display_name": "周立",
    "username": "zhouli",
    "password": "long-enough-2026",
}


@pytest.fixture
def key_file() -> Iterator[Path]:
    file = Path(settings.FUWUTAI_DATA) / "setup.token"
    file.write_text("only-once\n")
    yield file
    file.unlink(missing_ok=True)


def test_an_empty_centre_becomes_a_working_one_and_its_first_person_is_in():
    browser = Client()
    answer = browser.post("/setup", ANSWERS)
    assert (answer.status_code, answer["Location"]) == (303, "/desk/")
    assert (Centre.objects.get().name, Staff.objects.get().role) == (ANSWERS["name"], "administrator")
    assert browser.get("/desk/").status_code == 200
    assert StaffSession.objects.count() == 1


@pytest.mark.parametrize("calendar", ["cn", "weekdays", "always"])
def test_a_case_in_the_new_centre_gets_its_deadlines(calendar):
    Client().post("/setup", ANSWERS | {"calendar": calendar})
    for priority in ("routine", "emergency"):
        matter = given.MATTER | {"priority": priority}
        case = open_case(actor=Actor.customer(), **matter)
        assert Clock.objects.filter(case=case, due_at__isnull=False).count() == 2


def test_the_new_administrator_sees_the_first_case():
    browser = Client()
    browser.post("/setup", ANSWERS)
    case = open_case(actor=Actor.customer(), **given.MATTER)
    assert browser.get(f"/desk/cases/{case.pk}").status_code == 200
    assert Case.objects.get().team.name == "综合服务组"


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": " "}, {"name"}),
        ({"language": "xx"}, {"language"}),
        ({"time_zone": "Mars/Olympus"}, {"time_zone"}),
        ({"calendar": "moon"}, {"calendar"}),
        ({"team_name": ""}, {"team_name"}),
        ({"username": "周立", "password": "short"}, {"username", "password"}),
        ({"password": "12345678901"}, {"password"}),
    ],
)
def test_wrong_answers_are_named_together_and_nothing_is_made(changes, wrong):
    answer = Client().post("/setup", ANSWERS | changes)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == wrong
    assert (Centre.objects.count(), Staff.objects.count(), JournalEntry.objects.count()) == (0, 0, 0)


def test_the_password_is_never_sent_back():
    answer = Client().post("/setup", ANSWERS | {"name": ""})
    assert ANSWERS["password"] not in answer.content.decode()


def test_a_centre_with_staff_cannot_be_set_up_again():
    given.centre()
    for answer in (Client().get("/setup"), Client().post("/setup", ANSWERS)):
        assert answer["Location"] == "/desk/sign-in"
    assert not Staff.objects.filter(username="zhouli").exists()


def test_the_page_speaks_the_language_of_the_reader():
    english = Client()
    english.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = english.get("/setup")
    assert b'<html lang="en"' in answer.content
    assert answer.context["form"].initial["language"] == "en"


@pytest.mark.parametrize("address", ["/setup", "/setup?token=", "/setup?token=wrong", "/setup?token=钥匙"])
def test_without_the_key_nobody_sets_up(key_file, address):
    browser = Client()
    assert browser.get(address).status_code == 403
    assert browser.post(address, ANSWERS).status_code == 403
    assert not Staff.objects.exists()
    assert key_file.exists()


def test_the_key_opens_the_page_once(key_file):
    browser = Client()
    assert browser.get("/setup?token=only-once").status_code == 200
    assert browser.post("/setup?token=only-once", ANSWERS).status_code == 303
    assert not key_file.exists()


def test_guessing_the_key_is_slow(key_file):
    browser = Client()
    answers = [browser.get(f"/setup?token={nth}").status_code for nth in range(12)]
    assert answers[0] == 403 and answers[-1] == 429
