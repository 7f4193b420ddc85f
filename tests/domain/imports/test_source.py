"""Files as rows of text, whatever they are packed, encoded and punctuated with."""

import gzip
import io

import pytest
from django.utils import translation
from tests.domain.imports.given_files import a_csv, a_workbook, json_lines

from fuwutai.domain.imports import source
from fuwutai.domain.imports.source import Unreadable, columns_of, open_source

TABLE = [["1", "灯不亮。\n很急！"], ["2", "“引号”, 逗号; 分号"]]


@pytest.fixture(autouse=True)
def in_english():
    """Let the reasons be English."""
    with translation.override("en"):
        yield



def read(content: bytes | io.BytesIO) -> tuple[list[str], list[source.Row]]:
    found = open_source(io.BytesIO(content) if isinstance(content, bytes) else content)
    rows = list(found)
    return found.columns, rows


def table(**how) -> io.BytesIO:
    return a_csv(*({"编号": number, "内容": text} for number, text in TABLE), **how)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_table_reads_the_same_in_every_encoding(encoding, delimiter, packed):
    assert read(table(encoding=encoding, delimiter=delimiter, packed=packed)) == (["编号", "内容"], TABLE)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like_and_empty_ones_are_no_rows(ends):
    lines = ["", "a,b", "", "1,2", ",", ' ,""', "3,4", ""]
    assert read(ends.join(lines).encode()) == (["a", "b"], [["1", "2"], ["3", "4"]])


def test_a_file_may_be_read_again():
    file = table()
    assert [list(open_source(file)) for _ in range(3)] == [TABLE] * 3


def test_rows_keep_cells_too_many_and_too_few():
    assert read(b"a,b\n1\n1,2,3\n")[1] == [["1"], ["1", "2", "3"]]


def test_columns_without_a_name_or_with_one_name_are_told_apart():
    assert read(b"a,,a,b,a\n1,2,3,4,5\n")[0] == ["a", "#2", "a (2)", "b", "a (3)"]


def test_damaged_characters_stay_in_their_rows():
    whole = "1,很多很多很多很多很多很多很多很多很多很多\n".encode()
    _columns, rows = read(b"a,b\n" + whole + b"2,\xff\xfe\n" + whole + b"3,\xed\xa0\x80\n4,\x00\n")
    damaged = [row for row in rows if any("\ud800" <= mark <= "\udfff" for mark in row[1])]
    assert [row[0] for row in damaged] == ["2", "3"]
    assert rows[-1] == ["4", "\x00"]


def test_one_damaged_byte_in_an_english_file_does_not_make_it_another_language():
    assert read(b"a,b\n1,plain words here\n2,\xff\n")[1] == [["1", "plain words here"], ["2", "\udcff"]]


def test_json_lines_may_bring_new_columns_and_any_value():
    objects = {"a": "1", "b": [1, {"c": "中"}]}, {"b": None, "d": 5.0, "e": True}
    file = json_lines(*objects, "", "no json", [1], '{"a":"\\ud800"}')
    assert read(file) == (
        ["a", "b", "d", "e"],
        [["1", '[1, {"c": "中"}]'], ["", "", "5", "true"], "no json", "[1]", ["\ud800", "", "", ""]],
    )
    assert columns_of(file) == ["a", "b", "d", "e"]


@pytest.mark.parametrize("packed", [False, True])
def test_a_workbook_reads_like_a_table(packed):
    book = a_workbook(["编号", "电话", "数"], ["", "", ""], ["A1", 13912345678, 1.5]).getvalue()
    assert read(gzip.compress(book) if packed else book) == (["编号", "电话", "数"], [["A1", "13912345678", "1.5"]])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (gzip.compress(b"", mtime=0), "empty"),
        (b"\x1f\x8bnonsense", "damaged"),
        (gzip.compress(b"a,b\n1,2\n" * 9_000, mtime=0)[:40], "damaged"),
        (b"PK\x03\x04nonsense", "workbook"),
        (b"\xd0\xcf\x11\xe0nonsense", "workbook"),
        (bytes(range(256)) * 30, "neither"),
        (b'a,b\n1,"never closed\n' + b"x,y\n" * 300_000, "quotation mark"),
        (b"a,b\n" + b"x" * 4_000_001, "longer"),
    ],
)
def test_what_cannot_be_read_says_why(content, why):
    with pytest.raises(Unreadable, match=why):
        read(content)


def test_a_file_that_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(source, "MOST_BYTES", 100_000)
    with pytest.raises(Unreadable, match="Split it"):
        read(gzip.compress(b"a,b\n" * 200_000, mtime=0))


def test_a_workbook_that_unpacks_without_end_is_refused(monkeypatch):
    book = a_workbook(["a"], ["1" * 5_000])
    monkeypatch.setattr(source, "MOST_WORKBOOK_BYTES", 4_000)
    with pytest.raises(Unreadable, match="too large"):
        read(book)


def test_a_workbook_with_a_word_far_below_is_refused(monkeypatch):
    monkeypatch.setattr(source, "MOST_WORKBOOK_CELLS", 3)
    with pytest.raises(Unreadable, match="too large"):
        read(a_workbook(["a", "b"], ["1", "2"]))
