"""Rows read as cases: what they say, what is completed, and what is wrong with them."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.domain.imports.given_files import GOOD, a_row

from fuwutai.domain.imports.drafts import Reader, category_code, shortened
from fuwutai.domain.imports.histories import Draft, Problem
from fuwutai.domain.imports.mapping import Mapping, Times, plain_mapping

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEAMS = {"first": 1, "宽带组": 7}


def read(row: dict[str, str], mapping: Mapping | None = None) -> Any:
    reader = Reader(mapping or plain_mapping(row), list(row), SHANGHAI, NOW, TEAMS, "未具名")
    return reader.read(list(row.values()))


def a_draft(mapping: Mapping | None = None, **other: str) -> Draft:
    found = read({**GOOD, **other}, mapping)
    assert isinstance(found, Draft), found
    return found


def test_a_row_of_our_own_columns_says_what_it_says():
    draft = a_draft(type="complaint", channel="phone", priority="urgent", category="fault.network", team="宽带组")
    assert draft.person == {"name": "王建国", "phone": "13912345678", "email": "", "account": ""}
    assert draft.facts == {
        "type": "complaint", "channel": "phone", "priority": "urgent", "category": "fault.network", "line": "",
        "service_class": "", "urgency": "", "complexity": "", "impact": "", "nature": "", "region": "",
        "subject": "宽带断网",
        "body": "灯不亮。\n很急！",
    }  # fmt: skip
    assert (draft.key, draft.team_id, draft.status, draft.reply) == ("1", 7, "open", "已派人。")
    assert draft.opened.at == datetime(2019, 4, 25, 1, 32, 9, tzinfo=UTC)
    assert not draft.is_flagged


def test_what_a_row_does_not_say_is_the_ordinary():
    draft = a_draft()
    facts = (draft.facts["type"], draft.facts["channel"], draft.facts["priority"], draft.team_id)
    assert facts == ("request", "other", "", None)  # the priority is then the one of the table


@pytest.mark.parametrize("said", ["complaint", "Complaint", "COMPLAINT", "投诉"])
def test_codes_are_known_by_their_labels_too(said):
    assert a_draft(type=said).facts["type"] == "complaint"


def test_values_mean_what_the_mapping_says_and_constants_fill_what_is_empty():
    mapping = Mapping(
        columns={"opened_at": "opened_at", "subject": "subject", "priority": "级别", "channel": "渠道", "line": "线"},
        constants={"type": "fault", "channel": "phone", "line": "telecom"},
        values={"priority": {"1": "emergency", "*": "routine"}, "line": {"无": ""}},
        source="crm",
    )
    draft = a_draft(mapping, 级别="1", 渠道="", 线="无")
    names = ("type", "channel", "priority", "line")
    assert [draft.facts[name] for name in names] == ["fault", "phone", "emergency", "telecom"]
    assert a_draft(mapping, 级别="九", 渠道="", 线="").facts["priority"] == "routine"


@pytest.mark.parametrize(
    ("given", "person"),
    [
        ({"customer_name": "", "email": "li@example.cn", "phone": ""}, {"name": "li@example.cn"}),
        ({"customer_name": "", "customer_account": "A01", "phone": ""}, {"name": "A01", "account": "crm:A01"}),
        ({"customer_name": "", "phone": ""}, {"name": "未具名", "phone": "", "account": ""}),
        ({"customer_name": "", "phone": "13912345678"}, {"name": "未具名", "phone": "13912345678"}),
    ],
)
def test_who_gives_no_name_is_called_by_what_they_gave(given, person):
    row = {**GOOD, **given}
    found = read(row, Mapping(columns=plain_mapping(row).columns, source="crm"))
    assert person.items() <= found.person.items()


def test_words_are_kept_exactly_and_a_long_subject_loses_nothing():
    long = "很长的主题" * 50
    draft = a_draft(subject=long, body="  正文\t\n")
    assert draft.facts["subject"] == long[:199] + "…"
    assert draft.facts["body"] == f"{long}\n\n  正文\t\n"


def test_subject_and_words_stand_in_for_each_other():
    assert a_draft(subject="").facts["subject"] == "灯不亮。 很急！"
    assert a_draft(body=" ").facts["body"] == "宽带断网"
    assert shortened(a_draft(subject="", body="长" * 99).facts["subject"], 60) == "长" * 59 + "…"


def test_numbers_may_be_made_of_columns_and_without_any_the_content_is_the_number():
    columns = plain_mapping(GOOD).columns
    assert a_draft(Mapping(columns=columns, key=("phone", "opened_at"))).key == "13912345678 / 2019-04-25 09:32:09"
    unnumbered = Mapping(columns={name: name for name in columns if name != "external_id"})
    first, same, other = a_draft(unnumbered), a_draft(unnumbered, external_id="2"), a_draft(unnumbered, body="别的")
    assert first.key == same.key != other.key


def test_the_digest_tells_whether_a_row_says_the_same():
    assert a_draft().digest == a_draft().digest != a_draft(body="别的").digest


@pytest.mark.parametrize(
    ("wrong", "problems"),
    [
        ({"opened_at": ""}, [("missing", "opened_at")]),
        ({"opened_at": "昨天", "replied_at": "明天"}, [("bad_time", "opened_at"), ("bad_time", "replied_at")]),
        ({"replied_at": "2027-01-01 00:00"}, [("in_future", "replied_at")]),
        ({"external_id": " "}, [("missing", "external_id")]),
        ({"external_id": "1" * 201}, [("too_long", "external_id")]),
        ({"subject": " ", "body": "\n"}, [("missing", "subject")]),
        ({"body": "长" * 100_001}, [("too_long", "body")]),
        ({"reply_body": "长" * 100_001}, [("too_long", "reply_body")]),
        ({"body": "坏\x00"}, [("bad_character", "body")]),
        ({"customer_name": "\udcff"}, [("bad_character", "customer_name")]),
        ({"customer_name": "王" * 81}, [("too_long", "customer_name")]),
        ({"customer_account": "A" * 201}, [("too_long", "customer_account")]),
        ({"phone": "不详"}, [("bad_phone", "phone")]),
        ({"email": "无"}, [("bad_email", "email")]),
        ({"type": "闲聊", "channel": "鸽子"}, [("unknown_value", "type"), ("unknown_value", "channel")]),
        ({"status": "归档"}, [("unknown_value", "status")]),
        ({"category": "城乡建设"}, [("unknown_value", "category")]),
        ({"team": "无此组"}, [("unknown_value", "team")]),
    ],
)
def test_all_that_is_wrong_with_a_row_is_named(wrong, problems):
    assert sorted(read({**GOOD, **wrong})) == sorted(Problem(*one) for one in problems)


def test_rows_that_are_none_are_named():
    reader = Reader(plain_mapping(GOOD), list(GOOD), SHANGHAI, NOW, TEAMS, "")
    assert reader.read("{") == [Problem("bad_json")]
    assert reader.read([*a_row().values(), "", "zu viel"]) == [Problem("too_many_columns")]
    assert isinstance(reader.read([*a_row().values(), " "]), Draft)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("fault.network", "fault.network"),
        ("Noise - Residential", "noise-residential"),
        ("A/B", "a-b"),
        ("城乡建设", ""),
        ("Größe", ""),
        ("---", ""),
        ("x" * 61, ""),
        ("", ""),
    ],
)
def test_a_category_is_a_code_or_becomes_one(said, code):
    assert category_code(said) == code


def test_times_are_read_in_the_zone_of_the_mapping_else_of_the_centre():
    columns = plain_mapping(GOOD).columns
    there = a_draft(Mapping(columns=columns, times=Times(time_zone="UTC")), opened_at="2019-04-25")
    assert (there.opened.at, there.is_flagged) == (datetime(2019, 4, 25, tzinfo=UTC), True)
    assert a_draft(opened_at="2019-04-25").opened.at == datetime(2019, 4, 24, 16, tzinfo=UTC)
