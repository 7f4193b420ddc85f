"""A table of refused rows is opened as text."""

import csv
import io

from fuwutai.desk.imports.tables import rejects_table
from fuwutai.domain.imports.wording import Refusal


def test_the_table_begins_with_the_mark_of_its_encoding_and_keeps_cells_apart():
    refused = Refusal(row=7, code="bad_phone", message="坏", cells=("a,b", "=1", "第一行\n第二行", "\x00\udcff"))
    text = "".join(rejects_table([refused], ["甲", "乙", "丙", "丁"]))
    assert text.startswith("\ufeff")
    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert head == ["row", "code", "message", "甲", "乙", "丙", "丁"]
    assert row == ["7", "bad_phone", "坏", "a,b", "'=1", "第一行\n第二行", "\\x00\\udcff"]
