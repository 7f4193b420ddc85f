"""A file is read to its end before anything is written, however large it is."""

import pytest
from tests.domain.imports.given_files import a_csv, a_row, json_lines

from fuwutai.domain.imports import pages
from fuwutai.domain.imports.pages import read_file, unpacked
from fuwutai.kernel.errors import Invalid


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(pages, "ROWS_A_PAGE", 2)


@pytest.mark.parametrize("held", [1, 1_000_000], ids=["on the disk", "in memory"])
def test_its_pages_are_given_as_often_as_they_are_asked_for_and_leave_no_file_behind(monkeypatch, tmp_path, held):
    monkeypatch.setattr(pages, "HELD_BYTES", held)
    rows = [a_row(number) for number in range(5)]
    read = read_file(a_csv(*rows), beside=tmp_path)
    for _ in range(2):
        found = list(read.pages())
        assert [count for count, _data in found] == [2, 2, 1] and read.rows == 5
        assert [row for _count, data in found for row in unpacked(data)] == [list(row.values()) for row in rows]
    assert list(tmp_path.iterdir()) == []


def test_it_knows_the_columns_of_its_last_row_and_is_the_same_where_its_content_is():
    read = read_file(json_lines({"a": 1}, {"b": 2}))
    assert (read.columns, repr(read)) == (("a", "b"), repr(read_file(json_lines({"a": 1}, {"b": 2}))))
    assert repr(read) != repr(read_file(json_lines({"a": 1}, {"b": 3})))


def test_one_that_cannot_be_read_is_refused_as_input():
    with pytest.raises(Invalid) as refused:
        read_file(json_lines({f"c{place}": 1 for place in range(501)}))
    assert (refused.value.code, list(refused.value.fields)) == ("unreadable", ["file"])
