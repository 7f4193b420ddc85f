"""`fuwutai account`: the way back in from the command line, for the last administrator too."""

import json

import pytest
from django.utils import translation
from tests import given
from tests.rows import nothing_changes

from fuwutai import cli
from fuwutai.cli import account
from fuwutai.domain.accounts.commands import save_role
from fuwutai.domain.accounts.models import SecondFactor, SignInLink
from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.kernel import clock
from fuwutai.kernel.models import AccessEntry, JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Return a function that runs the command and gives exit code, stdout and stderr."""
    given.centre()
    monkeypatch.setattr(account, "setup_django", lambda data: None)
    monkeypatch.setenv("FUWUTAI_DATA", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    translation.activate("en")

    def command(*args: str):
        capsys.readouterr()
        code = cli.main(["account", *args])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


def a_factor() -> None:
    SecondFactor.objects.create(
        staff=given.staff(given.HE), secret="s", created_at=clock.now(), confirmed_at=clock.now()
    )


def test_the_link_opens_the_way_to_a_new_password(run, client):
    code, out, err = run("link", given.HE)
    assert (code, err) == (0, "") and out.startswith("/desk/") and len(out.split()) == 1
    assert client.get(out.strip()).status_code in (200, 303)
    assert SignInLink.objects.get().made_by is None


def test_as_json_it_says_until_when(run):
    told = json.loads(run("link", given.HE, "--json")[1])
    assert set(told) == {"path", "expires_at"} and told["expires_at"].endswith("Z")


def test_a_lost_telephone_is_forgotten_and_that_is_written_down(run):
    a_factor()
    assert run("remove-second-factor", given.HE) == (0, "", "")
    assert not SecondFactor.objects.exists()
    written = AccessEntry.objects.filter(subject="staff", subject_id=given.staff(given.HE).pk)
    assert written.get().actor_kind == "system"


@pytest.mark.parametrize(
    "args", [("link", "nobody"), ("remove-second-factor", "nobody"), ("remove-second-factor", given.HE)]
)
def test_what_cannot_be_done_is_said_and_changes_nothing(run, args):
    with nothing_changes():
        code, out, err = run(*args)
    assert (code, out) == (2, "") and err.strip()


def test_a_role_that_was_cut_back_everywhere_does_again_what_it_was_shipped_with(run):
    shipped = PERMISSIONS["administrator"]
    save_role(
        actor=given.administrator(), code="administrator", permissions=shipped - {"audit.view"}, reach="all"
    )
    assert not given.administrator().may("audit.view")
    assert run("restore-role", "administrator", "--json") == (0, '{"role": "administrator"}\n', "")
    assert given.administrator().may("audit.view")
    assert JournalEntry.objects.get(code="accounts.role_removed").actor_kind == "system"


@pytest.mark.parametrize("code", ["administrator", "nobody"])
def test_a_role_that_was_not_changed_or_not_shipped_stays(run, code):
    with nothing_changes():
        assert run("restore-role", code)[:2] == (2, "")
