"""`fuwutai audit verify`: the pinned answer and exit codes."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from fuwutai import cli
from fuwutai.cli import audit
from fuwutai.kernel import chain, keyring
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path, settings, monkeypatch) -> Iterator[Path]:
    monkeypatch.setattr(audit, "setup_django", lambda data: None)
    monkeypatch.setattr(transaction, "on_commit", lambda action: action())
    monkeypatch.setenv("FUWUTAI_DATA", str(tmp_path))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    settings.FUWUTAI_DATA = tmp_path
    keyring.forget_ring()
    yield tmp_path
    keyring.forget_ring()


def write_and_seal(count: int) -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    for number in range(count):
        JournalEntry.objects.create(
            at=now, recorded_at=now, code="a.b", subject="a", subject_id=number, subject_seq=1,
            actor_kind="system", command="c", data={},
        )  # fmt: skip
    chain.seal_all()


def verify(capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    code = cli.main(["audit", "verify", "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_a_whole_chain_is_good(capsys):
    write_and_seal(3)
    assert verify(capsys) == (0, {"rows": 3, "sealed": 3, "unsealed": 0, "first_broken": None})


def test_a_broken_chain_is_found_wrong(capsys):
    write_and_seal(3)
    JournalEntry.objects.filter(subject_id=1).update(code="a.c")
    code, found = verify(capsys)
    assert code == 1
    assert found == {
        "rows": 3,
        "sealed": 3,
        "unsealed": 0,
        "first_broken": {"table": "kernel_journalentry", "seq": 2, "why": "changed"},
    }


@pytest.mark.parametrize(
    ("why", "said"),
    [("changed", "was changed"), ("missing", "removed"), ("reordered", "place"), ("tail_cut", "cut off")],
)
def test_people_get_a_sentence(monkeypatch, capsys, why, said):
    broken = chain.Broken("kernel_journalentry", 7, why)
    monkeypatch.setattr(chain, "verify", lambda: chain.VerifyResult(9, 8, 1, broken))
    assert cli.main(["audit", "verify"]) == 1
    output = capsys.readouterr().out
    assert said in output and "row 7" in output and "kernel_journalentry" in output


def test_a_missing_head_file_is_mentioned_on_stderr(data, capsys):
    write_and_seal(1)
    (data / "audit.head").unlink()
    assert cli.main(["audit", "verify", "--json"]) == 0
    output = capsys.readouterr()
    assert json.loads(output.out)["first_broken"] is None
    assert "audit.head is missing" in output.err


def test_a_damaged_head_file_is_the_environment_s_fault(data, capsys):
    write_and_seal(1)
    (data / "audit.head").write_text("{")
    assert cli.main(["audit", "verify", "--json"]) == 3
    output = capsys.readouterr()
    assert output.out == "" and "audit.head" in output.err


def test_an_action_is_needed(capsys):
    assert cli.main(["audit"]) == 2
    assert capsys.readouterr().out == ""
