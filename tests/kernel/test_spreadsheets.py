"""What goes into a spreadsheet is text, and what comes out of one fits into the memory."""

import csv
import io
import struct
import zipfile
import zlib

import pytest
import xlsxwriter
from python_calamine import CalamineError, WorksheetNotFound, load_workbook

from fuwutai.kernel import spreadsheets
from fuwutai.kernel.spreadsheets import AS_TEXT, TooLarge, as_written, check_workbook, csv_table, harmless

LIMITS = {"most_bytes": 1_000_000, "most_cells": 10_000}


def a_workbook(*places: tuple[int, int]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, AS_TEXT) as book:
        sheet = book.add_worksheet("条款")
        for row, column in places:
            sheet.write_string(row, column, "字")
        sheet.write_blank(50_000, 50, None, book.add_format({"bold": True}))
    return file.getvalue()


def packed(*parts: tuple[str | zipfile.ZipInfo, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return file.getvalue()


def an_archive(**parts: bytes) -> bytes:
    return packed(*((f"xl/{name}.xml", content) for name, content in parts.items()))


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+A1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "+"])
def test_a_formula_is_written_as_text_and_comes_back_as_it_was(cell):
    assert harmless(cell) == f"'{cell}"
    assert as_written(harmless(cell)) == cell


@pytest.mark.parametrize("cell", ["", "断网", "+86 139-1234-5678", "-5", "a=b", "13912345678", "'n Tag"])
def test_what_is_no_formula_stays_as_it_is(cell):
    assert harmless(cell) == cell == as_written(cell)


def test_a_table_begins_with_the_mark_of_its_encoding_keeps_cells_apart_and_can_hold_what_is_damaged():
    cells = ["a,b", "=1", "第一行\n第二行", "\x00\udcff", 7, None]
    text = csv_table([["甲", "乙"], cells]).decode()
    assert text.startswith("\ufeff")
    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert head == ["甲", "乙"]
    assert row == ["a,b", "'=1", "第一行\n第二行", "\\x00\\udcff", "7", ""]


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


SHEET, ROOM = "xl/worksheets/sheet1.xml", '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR = '<row r="2000"><c r="ZZ2000"><v>1</v></c></row>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


def a_crafted_workbook(rows: str, name: str | zipfile.ZipInfo = SHEET, *, shared: str = "") -> bytes:
    """Return a workbook as no spreadsheet would write it, its sheet perhaps under another name."""
    target = "sheet1.bin" if name == "xl/sheet1.bin" else "worksheets/sheet1.xml"
    targets = {"worksheet": target, "sharedStrings": "sharedStrings.xml"}
    relations = "".join(
        f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{target}"/>' for kind, target in targets.items()
    )
    parts = {
        "_rels/.rels": f'<Relationships {PACKAGE}><Relationship Id="book" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets><sheet name="S" sheetId="1" '
        'r:id="worksheet"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {PACKAGE}>{relations}</Relationships>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{shared}</sst>",
    }
    sheet = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
    return packed(*parts.items(), (name, sheet))


def cells_of(content: bytes) -> int:
    """Return how many cells the reader lays out in memory."""
    book = load_workbook(io.BytesIO(content))
    table = book.get_sheet_by_name(book.sheet_names[0]).to_python(skip_empty_area=False)
    return sum(map(len, table))


def a_part_of_two_names() -> zipfile.ZipInfo:
    """Return a part that Python knows as a picture, and readers that look for a second name as the sheet."""
    part = zipfile.ZipInfo("xl/media/image1.png")
    said = struct.pack("<BI", 1, zlib.crc32(part.filename.encode())) + SHEET.encode()
    part.extra = struct.pack("<HH", 0x7075, len(said)) + said
    return part


def test_what_is_returned_reads_as_the_workbook_itself():
    content = a_crafted_workbook(ROOM + '<row r="2"><c r="B2" t="s"><v>0</v></c></row>', shared="<si><t>字</t></si>")
    checked = check_workbook(content, **LIMITS)
    assert load_workbook(io.BytesIO(checked)).get_sheet_by_index(0).to_python() == [[1.0, ""], ["", "字"]]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2000"><c r="zz2000"><v>1</v></c></row>',
        '<row r="2000"><c r="ZY1"><v>1</v></c><c><v>1</v></c></row>',
    ],
    ids=["small letters", "another row than its row's"],
)
def test_a_place_means_what_it_means_to_the_reader(rows):
    content = a_crafted_workbook(ROOM + rows)
    assert cells_of(content) > LIMITS["most_cells"]
    with pytest.raises(TooLarge):
        check_workbook(content, **LIMITS)


@pytest.mark.parametrize("place", ["ZZ00002000", "AAAA1", "7", "A", "A-1"])
def test_a_place_that_is_none_makes_no_workbook(place):
    with pytest.raises(ValueError, match=place):
        check_workbook(a_crafted_workbook(f'<row r="2"><c r="{place}"><v>1</v></c></row>'), **LIMITS)


def test_the_ending_of_a_part_is_known_in_capitals_too():
    content = a_crafted_workbook(FAR, "xl/worksheets/sheet1.XML")
    assert cells_of(content) > LIMITS["most_cells"]
    with pytest.raises(TooLarge):
        check_workbook(content, **LIMITS)


@pytest.mark.parametrize("name", ["xl/sheet1.bin", a_part_of_two_names()], ids=["other ending", "two names"])
def test_a_sheet_that_was_not_measured_is_not_in_what_is_returned(name):
    content = a_crafted_workbook(FAR, name)
    assert cells_of(content) > LIMITS["most_cells"]
    with pytest.raises((CalamineError, WorksheetNotFound)):
        cells_of(check_workbook(content, **LIMITS))


def test_a_table_of_another_office_beside_the_workbook_is_not_in_what_is_returned():
    office, whole = "urn:oasis:names:tc:opendocument:xmlns", "document-content"
    names = " ".join(f'xmlns:{one}="{office}:{one}:1.0"' for one in ("office", "table"))
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="50"/>'
    row = f'<table:table-row table:number-rows-repeated="3000">{cell}</table:table-row>'
    sheets = f'<office:spreadsheet><table:table table:name="S">{row}</table:table></office:spreadsheet>'
    parts: dict[str | zipfile.ZipInfo, str] = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{office}:manifest:1.0"/>',
        "content.xml": f"<office:{whole} {names}><office:body>{sheets}</office:body></office:{whole}>",
        "xl/workbook.xml": "<workbook/>",
    }
    content = packed(*parts.items())
    assert cells_of(content) > LIMITS["most_cells"]
    with pytest.raises(CalamineError):
        cells_of(check_workbook(content, **LIMITS))


def test_a_long_text_counts_as_often_as_cells_share_it():
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>1</v></c></row>' for n in range(1, 101))
    texts = "<si><t>字</t></si><si><t>{}</t></si>".format("很长的说明" * 2_001)
    with pytest.raises(TooLarge):
        check_workbook(a_crafted_workbook(rows, shared=texts), **LIMITS)
    check_workbook(a_crafted_workbook(rows.replace("<v>1<", "<v>0<"), shared=texts), **LIMITS)


def test_a_workbook_is_read_no_further_than_its_cells_may_need(monkeypatch):
    rows = "<row><c/><c/></row>" * 20
    check_workbook(a_crafted_workbook(rows), **LIMITS)
    monkeypatch.setattr(spreadsheets, "_LEAST_ELEMENTS", 50)
    with pytest.raises(TooLarge):
        check_workbook(a_crafted_workbook(rows), most_bytes=1_000_000, most_cells=5)
