"""Cases as rows of a file: what stands in them, masked or not, all of them and each once."""


import pytest
from tests import given

from fuwutai.domain.cases.commands import resolve_case, tag_case
from fuwutai.domain.cases.lists import export
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.sla.exports import LABELS, exported

pytestmark = pytest.mark.django_db


def rows(actor, *, full: bool = False) -> list[dict]:
    return [row for batch in exported(visible_cases(actor), full=full) for row in batch]


def test_a_row_says_what_a_case_is_and_what_was_promised_and_kept():
    case = given.an_open_case()
    tag_case(actor=given.supervisor(), case_id=case.pk, names=["老客户"])
    resolve_case(actor=given.agent(), case_id=case.pk, body="已修好。")
    (row,) = rows(given.supervisor())
    assert row["number"] == case.number and row["tags"] == ["老客户"] and row["assignee"] == "林小雨"
    assert export.in_words(row, "status") == "已解决" and export.in_words(row, "tags") == "老客户"
    assert row["resolution_done"] and row["resolution_minutes"] == 0 and row["resolution_missed"] is None
    assert set(row) == {"id", "fields", *export.LABELS, *LABELS}


def test_names_and_numbers_are_masked_unless_there_was_a_reason():
    given.a_case()
    (masked,), (whole,) = rows(given.supervisor()), rows(given.supervisor(), full=True)
    assert masked["phone"] == "139****5678" or "*" in masked["phone"]
    assert whole["phone"].isdigit() and "*" not in whole["phone"]


def test_a_long_list_goes_on_page_by_page_and_holds_each_case_once(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(export, "ROWS_AT_ONCE", 2)
    wanted = [given.a_case().pk for _nth in range(5)]
    boss = given.supervisor()
    list(exported(visible_cases(boss), full=False))
    with django_assert_num_queries(3 * 4 + 1):
        found = [row["id"] for row in rows(boss)]
    assert found == wanted


def test_only_what_is_in_sight_is_taken_out():
    given.a_case()
    assert rows(given.agent_elsewhere()) == []
