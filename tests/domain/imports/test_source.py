"""Files as rows of text, whatever they are packed, encoded and punctuated with."""

import gzip
import io
from dataclasses import replace

import pytest
from django.utils import translation
from tests.domain.imports.given_files import a_csv, a_workbook, json_lines

from fuwutai.domain.imports import source
from fuwutai.domain.imports.source import (
    IN_A_REQUEST,
    MOST_COLUMNS,
    ON_THE_SERVER,
    Unreadable,
    beginning_of,
    columns_of,
    open_source,
)

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
    assert beginning_of(file, 1) == (["a", "b", "d", "e"], [["1", '[1, {"c": "中"}]']])


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
        (b",,\n,\n", "column names"),
    ],
)
def test_what_cannot_be_read_says_why(content, why):
    with pytest.raises(Unreadable, match=why):
        read(content)


def read_up_to(content: bytes | io.BytesIO, **limits: int) -> list[source.Row]:
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    return list(open_source(file, limits=replace(IN_A_REQUEST, **limits)))


def test_a_file_that_unpacks_without_end_is_refused_while_it_is_read():
    bomb = gzip.compress(b"a,b\n" * 200_000, mtime=0)
    for limits in (IN_A_REQUEST, ON_THE_SERVER):
        with pytest.raises(Unreadable, match="Split it"):
            list(open_source(io.BytesIO(bomb), limits=replace(limits, most_bytes=100_000)))


def test_a_workbook_that_unpacks_without_end_is_refused():
    with pytest.raises(Unreadable, match="too large"):
        read_up_to(a_workbook(["a"], ["1" * 5_000]), most_workbook_bytes=4_000)


def test_a_workbook_with_a_word_far_below_is_refused():
    book = a_workbook(["a", "b"], ["1", "2"])
    assert read_up_to(book, most_workbook_cells=4) == [["1", "2"]]
    with pytest.raises(Unreadable, match="too large"):
        read_up_to(book, most_workbook_cells=3)


@pytest.mark.parametrize("content", [b"a,b\n1,2\n\n\n", b'{"a":1}\n\n{"b":2}\n\n', b'a,b\n1,"\n\n"\n'])
def test_where_somebody_waits_so_many_lines_are_read_and_no_more(content):
    assert read_up_to(content, most_lines=4) != []
    with pytest.raises(Unreadable, match="lines"):
        read_up_to(content, most_lines=3)


@pytest.mark.parametrize("content", [b"a,b\n1,2\n3,4\n", b'{"a":1,"b":2}\n{}\n', b'{"a":1,"b":2,"c":3}\nno\n'])
def test_where_somebody_waits_so_many_cells_are_read_and_no_more(content):
    assert len(read_up_to(content, most_cells=4)) == 2
    with pytest.raises(Unreadable, match="cells"):
        read_up_to(content, most_cells=3)


def test_five_hundred_columns_of_one_name_are_told_apart_and_one_more_is_refused():
    names = read(b",".join([b"a"] * MOST_COLUMNS) + b"\n1\n")[0]
    assert len(set(names)) == MOST_COLUMNS and names[-1] == f"a ({MOST_COLUMNS})"
    assert len({*read(b",".join([b"a (2)", b"a", b"a", b"a (2)", b"#2", b""]) + b"\n1\n")[0]}) == 6


MANY = [f"c{place}" for place in range(MOST_COLUMNS + 1)]


@pytest.mark.parametrize(
    "file",
    [
        io.BytesIO(",".join(MANY).encode() + b"\n1\n"),
        io.BytesIO(gzip.compress(b",".join([b"a"] * 32_000) + b"\n1\n")),
        json_lines(dict.fromkeys(MANY, 1)),
        json_lines(*({name: 1} for name in MANY)),
        a_workbook(MANY, ["1"]),
    ],
    ids=["table", "packed", "json", "json line by line", "workbook"],
)
def test_more_columns_than_anybody_needs_are_refused(file):
    with pytest.raises(Unreadable, match="more than 500 columns"):
        read(file)


@pytest.mark.parametrize("file", [a_csv({"a" * 501: "1"}), json_lines({"a" * 501: 1}), a_workbook(["a" * 501], ["1"])])
def test_a_name_longer_than_any_is_refused_with_its_beginning(file):
    with pytest.raises(Unreadable, match="aaa…” has a name of more than 500"):
        read(file)


def test_a_row_over_many_lines_is_no_longer_than_one_of_a_line():
    with pytest.raises(Unreadable, match="longer"):
        read(b"a,b\n" + b'"\n",b\n'.replace(b"b\n", b"b," + b"x" * 900_000 + b",") * 6 + b"\n")
