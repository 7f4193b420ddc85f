"""Signing in with the name and password of a real directory, through the form that everybody uses."""

import sys
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client
from django.utils.translation import gettext_lazy
from tests import given
from tests.domain.accounts.given_directory import a_directory, with_mail
from tests.domain.accounts.given_factors import a_second_factor, code_of, demanded_of
from tests.rows import LOG, all_rows
from tests.slapd import PASSWORD

from fuwutai.desk.accounts import directory_backend
from fuwutai.domain.accounts.commands import deactivate_staff
from fuwutai.domain.accounts.models import OutsideIdentity, StaffSession
from fuwutai.kernel.models import AccessEntry

pytestmark = [pytest.mark.django_db, pytest.mark.directory]

LIN = "linxiaoyu"
WRONG = gettext_lazy("User name or password is wrong. Check both and try again.")


@pytest.fixture(autouse=True)
def a_directory_may_run_on_this_machine(settings):
    settings.FUWUTAI_ALLOW_PRIVATE_ISSUERS = True


@pytest.fixture
def directory(directory_server):
    """Add the directory; Lin has no password of ours any more, and her address here."""
    found = a_directory(directory_server)
    with_mail()
    lin = given.staff()
    lin.set_unusable_password()
    lin.save()
    return found


@pytest.fixture
def asked(monkeypatch):
    """Return the names that directories are asked for from now on."""
    names, ask = [], directory_backend.vouched_by_directory
    monkeypatch.setattr(
        directory_backend, "vouched_by_directory", lambda name, password: names.append(name) or ask(name, password)
    )
    return names


def attempt(client, username, password, **more):
    return client.post("/desk/sign-in", {"username": username, "password": password, **more})


def words(answer):
    return [str(error) for error in answer.context["form"].non_field_errors()]


def failures():
    return sum(AccessAttempt.objects.values_list("failures_since_start", flat=True))


def test_who_has_only_the_directory_is_let_in_and_linked(client, directory):
    assert directory.name in client.get("/desk/sign-in").content.decode()
    answer = attempt(client, " LinXiaoyu", PASSWORD, next="/desk/queues/team")
    assert (answer.status_code, answer["Location"]) == (303, "/desk/queues/team")
    assert StaffSession.objects.get().staff == OutsideIdentity.objects.get().staff == given.staff()
    assert client.get("/desk/").status_code == 200
    assert AccessEntry.objects.filter(action="sign_in", subject_id=given.staff().pk).count() == 1
    assert attempt(Client(), LIN, PASSWORD).status_code == 303
    assert OutsideIdentity.objects.count() == 1
    with_mail(given.LIN, "other@example.cn")  # the address before was somebody else's
    assert attempt(Client(), LIN, PASSWORD).status_code == 422
    assert OutsideIdentity.objects.count() == 0


def test_whose_password_is_kept_here_signs_in_without_the_directory_being_asked(client, directory, asked):
    assert attempt(client, given.ZHAO, given.PASSWORD).status_code == 303
    assert asked == []
    assert attempt(Client(), given.LIN, PASSWORD).status_code == 303
    assert asked == [LIN]


@pytest.mark.parametrize(
    ("name", "password"),
    [
        (LIN, "wrong"), ("nobody", PASSWORD), ("stranger", PASSWORD), ("nomail", PASSWORD), ("*", PASSWORD),
        ("twin", PASSWORD),
    ],
)  # fmt: skip
def test_wrong_unknown_and_not_of_this_centre_get_one_answer_and_count_once(client, directory, name, password):
    before = all_rows()
    answer = attempt(client, name, password)
    after = all_rows()
    assert [row["action"] for row in after[LOG][len(before[LOG]) :]] == ["sign_in_failed"]
    assert {**after, LOG: []} == {**before, LOG: []}
    assert (answer.status_code, words(answer), failures()) == (422, [str(WRONG)], 1)


def test_a_deactivated_person_gets_the_answer_of_a_wrong_password(client, directory):
    attempt(client, LIN, PASSWORD)
    deactivate_staff(actor=given.administrator(), staff_id=given.staff().pk)
    StaffSession.objects.all().delete()
    answer = attempt(Client(), LIN, PASSWORD)
    assert answer.status_code == 422 and words(answer) == words(attempt(Client(), LIN, "wrong"))
    assert not StaffSession.objects.exists()


def test_five_wrong_passwords_shut_the_door_and_the_directory_is_asked_no_more(client, directory, asked):
    for nth in range(5):
        assert failures() == nth
        answer = attempt(client, LIN, "wrong")
    assert answer.status_code == 429
    asked.clear()
    assert attempt(client, LIN, PASSWORD).status_code == 429 and asked == []
    assert not StaffSession.objects.exists()


def test_an_empty_password_reaches_no_directory(client, directory, asked):
    for password in ("", "\0"):
        assert attempt(client, LIN, password).status_code == 422
    assert asked == [] and not StaffSession.objects.exists()
    assert directory_backend.DirectoryBackend().authenticate(client.request().wsgi_request, LIN, "") is None


def test_our_second_factor_is_asked_after_the_password_of_the_directory(client, directory):
    with time_machine.travel("2026-03-09T10:00:00+08:00", tick=False) as moving:
        a_second_factor()
        moving.shift(timedelta(minutes=1))
        assert attempt(client, LIN, PASSWORD)["Location"] == "/desk/sign-in/code"
        assert not StaffSession.objects.exists()
        assert client.post("/desk/sign-in/code", {"code": code_of(given.LIN)}).status_code == 303
        assert client.get("/desk/").status_code == 200


def test_whose_role_demands_a_factor_sets_it_up_first(client, directory):
    demanded_of("agent")
    assert attempt(client, LIN, PASSWORD).status_code == 303
    assert client.get("/desk/")["Location"] == "/desk/second-factor"


@pytest.fixture
def silent(directory):
    """Let the directory be one that does not answer."""
    directory.url = "ldaps://127.0.0.1:1"
    directory.save()


def test_while_a_directory_is_silent_it_is_said_and_nothing_counts(client, silent):
    answers = [attempt(client, name, "whatever") for name in (LIN, given.ZHAO, "nobody")]
    said = [words(answer) for answer in answers]
    assert said[0] == said[1] == said[2] != [str(WRONG)] and {answer.status_code for answer in answers} == {422}
    assert not AccessAttempt.objects.exists()
    assert not AccessEntry.objects.filter(action="sign_in_failed").exists()
    assert AccessEntry.objects.filter(action="sign_in_unanswered").count() == 3
    assert attempt(client, given.ZHAO, given.PASSWORD).status_code == 303


def test_while_a_directory_is_silent_passwords_kept_here_cannot_be_tried_without_end(client, silent):
    for _nth in range(10):
        attempt(client, given.ZHAO, "guess")
    assert failures() == 0
    for _nth in range(5):
        attempt(client, given.ZHAO, "guess")
    assert attempt(client, given.ZHAO, given.PASSWORD).status_code == 429
    assert not StaffSession.objects.exists()


def test_nothing_secret_and_no_name_stands_in_the_log(client, directory, silent, caplog):
    attempt(client, LIN, PASSWORD)
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("fuwutai"))
    assert ours == "a directory could not be asked: no_answer"


def test_a_centre_without_the_library_signs_in_whose_password_it_keeps(client, directory, monkeypatch):
    monkeypatch.setitem(sys.modules, "fuwutai.kernel.ldap", None)
    assert client.get("/desk/sign-in").status_code == 200
    assert attempt(client, LIN, PASSWORD).status_code == 422
    assert attempt(client, given.ZHAO, given.PASSWORD).status_code == 303
