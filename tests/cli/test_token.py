"""`fuwutai token` as other programs use it."""

import json
from datetime import UTC, datetime

import pytest
from django.utils import translation
from tests import given
from tests.rows import nothing_changes

from fuwutai import cli
from fuwutai.cli import token
from fuwutai.domain.accounts.models import ApiToken
from fuwutai.domain.accounts.queries import actor_of_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, monkeypatch, capsys, time_machine):
    """Return a function that runs the command and gives exit code, stdout and stderr."""
    time_machine.move_to(datetime(2026, 3, 2, 2, tzinfo=UTC), tick=False)
    given.centre()
    monkeypatch.setattr(token, "setup_django", lambda data: None)
    monkeypatch.setenv("FUWUTAI_DATA", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    translation.activate("en")  # as the set-up that is left out does

    def command(*args: str):
        capsys.readouterr()
        code = cli.main(["token", *args])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


def test_the_token_and_a_newline_are_all_that_is_printed(run):
    code, out, err = run("create", "--user", given.LIN, "--scope", "cases:read")
    assert (code, err) == (0, "")
    assert out.endswith("\n") and len(out.split()) == 1
    actor = actor_of_token(out.strip())
    assert actor is not None and actor.id == given.staff().pk
    assert ApiToken.objects.get().expires_at is None


def test_as_json_it_says_what_was_made(run):
    scopes = ("--scope", "cases:write", "customers:read", "--scope", "cases:read")
    code, out, _err = run("create", "--user", given.LIN, *scopes, "--expires", "30", "--json")
    told = json.loads(out)
    assert code == 0 and set(told) == {"id", "token", "scopes", "expires_at"}
    assert (told["id"], told["expires_at"]) == (ApiToken.objects.get().pk, "2026-04-01T02:00:00Z")
    assert told["scopes"] == ["cases:read", "cases:write", "customers:read"]
    assert actor_of_token(told["token"]) is not None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--user", "nobody", "--scope", "cases:read"), "nobody"),
        (("--user", given.LIN, "--scope", "cases:read", "cases:all"), "cases:all"),
        (("--user", given.LIN, "--scope", "cases:read", "--expires", "0"), "days"),
        (("--user", given.LIN, "--scope", "cases:read", "--expires", "soon"), "soon"),
        (("--user", given.LIN), "--scope"),
        (("--scope", "cases:read"), "--user"),
    ],
)
def test_misuse_makes_nothing_and_says_why(run, wrong, said):
    with nothing_changes():
        code, out, err = run("create", *wrong)
    assert (code, out) == (2, "")
    assert said in err


def test_who_has_left_gets_no_token(run):
    staff = given.staff()
    staff.is_active = False
    staff.save()
    with nothing_changes():
        assert run("create", "--user", given.LIN, "--scope", "cases:read")[:2] == (2, "")


def test_tokens_are_listed_and_withdrawn_by_number(run):
    secret = run("create", "--user", given.LIN, "--scope", "cases:read")[1].strip()
    [listed] = json.loads(run("list", "--json")[1])
    assert (listed["user"], listed["scopes"], listed["last_used_at"]) == (given.LIN, ["cases:read"], None)
    assert given.LIN in run("list")[1] and secret not in run("list")[1]
    assert run("revoke", str(listed["id"])) == (0, "", "")
    assert actor_of_token(secret) is None
    assert run("list", "--json")[1] == "[]\n"
    assert run("revoke", str(listed["id"]))[0] == 2
