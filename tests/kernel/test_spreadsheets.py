"""What goes into a spreadsheet is text, and what comes out of one fits into the memory."""

import io
import zipfile

import pytest
import xlsxwriter

from fuwutai.kernel.spreadsheets import AS_TEXT, TooLarge, as_written, check_workbook, harmless

LIMITS = {"most_bytes": 1_000_000, "most_cells": 10_000}


def a_workbook(*places: tuple[int, int]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        sheet = book.add_worksheet("条款")
        for row, column in places:
            sheet.write_string(row, column, "字")
        sheet.write_blank(50_000, 50, None, book.add_format({"bold": True}))
    return file.getvalue()


def an_archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"xl/{name}.xml", content)
    return file.getvalue()


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+A1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "+"])
def test_a_formula_is_written_as_text_and_comes_back_as_it_was(cell):
    assert harmless(cell) == f"'{cell}"
    assert as_written(harmless(cell)) == cell


@pytest.mark.parametrize("cell", ["", "断网", "+86 139-1234-5678", "-5", "a=b", "13912345678", "'n Tag"])
def test_what_is_no_formula_stays_as_it_is(cell):
    assert harmless(cell) == cell == as_written(cell)


def test_a_workbook_may_have_as_many_cells_as_it_may_and_empty_ones_do_not_count():
    check_workbook(a_workbook((0, 0), (99, 99)), **LIMITS)


@pytest.mark.parametrize("place", [(100, 100), (1_048_575, 0), (0, 16_383), (1_048_575, 16_383)])
def test_a_single_word_far_away_from_the_first_makes_a_workbook_too_large(place):
    with pytest.raises(TooLarge):
        check_workbook(a_workbook((0, 0), place), **LIMITS)


def test_cells_that_do_not_say_where_they_stand_count_too():
    row = b'<row r="9000"><c><v>1</v></c><c><v>1</v></c></row>'
    with pytest.raises(TooLarge):
        check_workbook(an_archive(workbook=b"<workbook/>", sheet=b"<sheet>" + row + b"</sheet>"), **LIMITS)


def test_a_small_file_that_unpacks_to_a_large_one_is_too_large():
    content = an_archive(workbook=b"<workbook/>", sheet=b"<sheet>" + b" " * 2_000_000 + b"</sheet>")
    assert len(content) < 10_000
    with pytest.raises(TooLarge):
        check_workbook(content, **LIMITS)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 broken", an_archive(other=b"<x/>"), an_archive(workbook=b"<workbook", sheet=b"")]
)
def test_what_is_no_workbook_is_said_to_be_none(content):
    with pytest.raises(ValueError) as refused:
        check_workbook(content, **LIMITS)
    assert not isinstance(refused.value, TooLarge)
