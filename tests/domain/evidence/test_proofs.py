"""Proofs as the package holds them: read anew when the file changes, nothing where there is none."""

import os

import pytest

from fuwutai.domain.evidence import proofs as module
from fuwutai.domain.evidence.proofs import Proof, proofs

HEAD = '"commit": "abc", "written": "2026-11-01T08:00:00+00:00"'
WRITTEN = f'{{{HEAD}, "proofs": {{"S4-1": [{{"test": "t", "result": "%s"}}]}}}}'


@pytest.fixture
def file(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "FILE", tmp_path / "proofs.json")
    monkeypatch.setattr(module, "_last", None)
    return tmp_path / "proofs.json"


def test_without_a_file_nothing_is_proved(file):
    assert (proofs().of("S4-1"), proofs().proves("S4-1"), proofs().commit) == ((), False, "")


def test_a_file_is_read_anew_when_it_changed(file):
    file.write_text(WRITTEN % "passed")
    assert proofs().of("S4-1") == (Proof(test="t", result="passed"),)
    assert proofs() is proofs()
    file.write_text(WRITTEN % "failed")
    os.utime(file, (1, 1))
    assert not proofs().proves("S4-1")


def test_the_file_of_the_package_can_be_read():
    assert all(one.result in ("passed", "failed", "skipped") for tests in proofs().by_clause.values() for one in tests)
