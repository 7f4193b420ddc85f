"""A table of refused rows is opened as text."""

import csv
import io

import pytest

from fuwutai.desk.imports.tables import harmless, rejects_table
from fuwutai.domain.imports.wording import Refusal


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+A1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "+"])
def test_a_formula_is_written_as_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "断网", "+86 139-1234-5678", "-5", "a=b", "13912345678"])
def test_what_is_no_formula_stays_as_it_is(cell):
    assert harmless(cell) == cell


def test_the_table_begins_with_the_mark_of_its_encoding_and_keeps_cells_apart():
    refused = Refusal(row=7, code="bad_phone", message="坏", cells=("a,b", "=1", "第一行\n第二行", "\x00\udcff"))
    text = "".join(rejects_table([refused], ["甲", "乙", "丙", "丁"]))
    assert text.startswith("\ufeff")
    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert head == ["row", "code", "message", "甲", "乙", "丙", "丁"]
    assert row == ["7", "bad_phone", "坏", "a,b", "'=1", "第一行\n第二行", "\\x00\\udcff"]
