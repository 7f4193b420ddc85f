"""`fuwutai keys`: what is printed where, and the exit codes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fuwutai import cli
from fuwutai.cli import keys
from fuwutai.kernel import keyring, rotation
from fuwutai.kernel.rotation import Reencryption

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path, settings, monkeypatch) -> Iterator[Path]:
    monkeypatch.setattr(keys, "setup_django", lambda data: None)
    monkeypatch.setenv("FUWUTAI_DATA", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    settings.FUWUTAI_DATA = tmp_path
    keyring.forget_ring()
    yield tmp_path
    keyring.forget_ring()


def test_the_list_shows_no_secret(capsys):
    assert cli.main(["keys", "list", "--json"]) == 0
    key = keyring.ring().active
    listed = json.loads(capsys.readouterr().out)
    assert listed == {"keys": [{"id": key.id, "algorithm": "AES-256-GCM", "made_on": key.made_on, "active": True}]}


def test_the_list_for_people_marks_the_active_key(capsys):
    old = keyring.ring().active
    new = keyring.ring().rotate(keyring.SM4_GCM)
    assert cli.main(["keys", "list"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(old.id) and "active" not in first
    assert second.startswith(new.id) and second.endswith("active")


@pytest.mark.parametrize(
    ("words", "algorithm"),
    [([], "AES-256-GCM"), (["--algorithm", "sm4"], "SM4-GCM"), (["--algorithm", "aes"], "AES-256-GCM")],
)
def test_rotation_adds_a_key_and_prints_only_the_result(capsys, words, algorithm):
    before = keyring.ring().active
    assert cli.main(["keys", "rotate", "--json", *words]) == 0
    output = capsys.readouterr()
    active = keyring.ring().active
    assert active != before
    assert json.loads(output.out) == {
        "key": active.id,
        "algorithm": algorithm,
        "moved": 0,
        "remaining": 0,
        "unreadable": [],
    }
    assert "--resume" in output.err


def test_resuming_adds_no_key(capsys):
    before = keyring.ring().active
    assert cli.main(["keys", "rotate", "--resume", "--json"]) == 0
    assert keyring.ring().data_keys == (before,)
    assert json.loads(capsys.readouterr().out)["key"] == before.id


def test_values_that_stay_behind_are_found_wrong_and_named(monkeypatch, capsys):
    done = Reencryption(moved=5, remaining=1, unreadable=["customers_contact.value 7"])
    monkeypatch.setattr(rotation, "reencrypt", lambda report: done)
    assert cli.main(["keys", "rotate"]) == 1
    output = capsys.readouterr()
    assert output.out.startswith("5 values") and "1 remain" in output.out
    assert "customers_contact.value 7" in output.err


def test_an_unknown_algorithm_is_misuse_and_adds_no_key(capsys):
    before = keyring.ring().data_keys
    assert cli.main(["keys", "rotate", "--algorithm", "rot13"]) == 2
    assert keyring.ring().data_keys == before
    assert capsys.readouterr().out == ""


def test_a_ring_that_cannot_be_used_is_the_environment_s_fault(data, capsys):
    path = keyring.ring().path
    path.write_text("{}")
    keyring.forget_ring()
    assert cli.main(["keys", "list"]) == 3
    output = capsys.readouterr()
    assert output.out == "" and "is damaged" in output.err
