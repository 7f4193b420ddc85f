"""A workbook that is written while it is sent."""

import io
import tracemalloc

import pytest
from python_calamine import CalamineWorkbook

from fuwutai.kernel.workbook_stream import workbook_pieces


def read(pieces) -> list[list[list[object]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(pieces)))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def test_texts_and_numbers_come_back_as_they_were():
    lines = [["时间", "谁"], ["a<b>&\"c", 5], [" 前后 ", None], ["=1+1", 2.5], ["换\n行", 0]]
    (sheet,) = read(workbook_pieces(iter(lines), "日志"))
    assert sheet == [["时间", "谁"], ['a<b>&"c', 5.0], [" 前后 ", ""], ["=1+1", 2.5], ["换\n行", 0.0]]


@pytest.mark.parametrize("bad", ["\x00\x08", "\ud800", "\ufffe"])
def test_what_no_file_can_hold_is_replaced(bad):
    (sheet,) = read(workbook_pieces(iter([["x"], [f"a{bad}b"]]), "x"))
    assert sheet[1][0].startswith("a\ufffd")


def test_a_long_table_goes_on_in_another_sheet_under_the_same_head():
    lines = [["n"], *([n] for n in range(10))]
    sheets = read(workbook_pieces(iter(lines), "x", most_rows=5))
    assert [sheet[0] for sheet in sheets] == [["n"]] * 3
    assert [row[0] for sheet in sheets for row in sheet[1:]] == [float(n) for n in range(10)]


def test_a_table_that_just_fills_its_sheet_and_an_empty_one_are_whole():
    assert sum(len(sheet) for sheet in read(workbook_pieces(iter([["n"], [1], [2]]), "x", most_rows=3))) >= 3
    assert read(workbook_pieces(iter([]), "x")) == [[]]


def test_the_table_is_never_held_in_memory():
    lines = ([f"{n * 7_919:>9}" * 30] for n in range(20_000))  # more than five million signs
    tracemalloc.start()
    for _piece in workbook_pieces(lines, "x"):
        pass
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2_000_000
