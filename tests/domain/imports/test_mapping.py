"""What columns mean: given, shipped, guessed, and what a mapping may not say."""

import pytest

from fuwutai.domain.imports.mapping import (
    Mapping,
    check_columns,
    guessed_mapping,
    mapping_from,
    mapping_in,
    plain_mapping,
    shipped_mapping,
    shipped_maps,
)
from fuwutai.kernel.errors import Invalid

HOTLINE = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")


def test_a_mapping_is_the_same_after_it_was_stored():
    for name in shipped_maps():
        mapping = shipped_mapping(name)
        assert mapping_from(mapping.data()) == mapping


def test_the_hotline_is_shipped_under_its_name_with_and_without_ending():
    assert shipped_mapping("hotline") == shipped_mapping("hotline.toml") != None  # noqa: E711
    assert shipped_mapping("../hotline") is None


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[columns", "table"),
        ('[colums]\nsubject = "a"', "colums"),
        ('[columns]\ntitle = "a"', "title"),
        ('[constants]\ntitle = "a"', "title"),
        ("[columns]\nsubject = 5", "str"),
        ('[values.kind]\na = "b"', "kind"),
        ('[times]\ntime_zone = "Mars"', "Mars"),
        ('[times]\nformats = "%Y"', "array"),
        (f'source = "{"x" * 61}"', "source"),
    ],
)
def test_what_a_mapping_may_not_say_is_named(toml, said):
    with pytest.raises(Invalid) as refused:
        mapping_in(toml)
    assert refused.value.code == "bad_mapping"
    assert said in str(refused.value.message)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (("external_id", "opened_at", "body", "mood"), ("external_id", "body", "opened_at")),
        (HOTLINE, tuple(shipped_mapping("hotline").columns)),
        (("工单编号", "手机", "标题", "受理时间"), ("external_id", "phone", "subject", "opened_at")),
        (("ID", "Created at", "Title", "Ticket ID"), ("external_id", "subject", "opened_at")),
    ],
)
def test_columns_suggest_what_they_mean(columns, expected):
    assert set(guessed_mapping(columns).columns) == set(expected)


def test_the_likeliest_of_two_names_is_taken():
    assert guessed_mapping(("ID", "Ticket ID")).columns["external_id"] == "Ticket ID"


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        (Mapping(columns={"opened_at": "时间", "subject": "无此列"}), "no_column"),
        (Mapping(columns={"opened_at": "时间", "subject": "标题"}, key="无此列"), "no_column"),
        (Mapping(columns={"subject": "标题"}), "too_few_columns"),
        (Mapping(columns={"opened_at": "时间"}), "too_few_columns"),
    ],
)
def test_a_file_without_the_columns_of_its_mapping_is_refused(mapping, code):
    with pytest.raises(Invalid) as refused:
        check_columns(mapping, ("时间", "标题"))
    assert refused.value.code == code


def test_the_columns_of_a_number_are_those_named_else_that_of_our_own_field():
    assert plain_mapping(("external_id",)).key_columns == ("external_id",)
    assert mapping_in('key = ["a", "b"]').key_columns == ("a", "b")
    assert Mapping().key_columns == ()
