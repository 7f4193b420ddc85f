"""The lines of the table of cases: what stands in them, and that nothing of it is markup."""

from types import SimpleNamespace

import pytest
from tests import given

from fuwutai.desk.cases.rows import Row, rows_of
from fuwutai.desk.cases.table import CELLS, COLUMN_LABELS, USUAL_COLUMNS, headings, lines
from fuwutai.domain.cases.commands import tag_case
from fuwutai.domain.cases.lists.views import COLUMNS
from fuwutai.domain.cases.models import Case

pytestmark = pytest.mark.django_db

EVIL = '<b title="x">&'
HARMLESS = "&lt;b title=&quot;x&quot;&gt;&amp;"


def row(**more) -> Row:
    beside = Case.objects.select_related("team", "assignee", "responsible")
    case = beside.get(pk=given.an_open_case().pk)
    return Row(**{"case": case, "customer": "王", "clock": None, "unread": False} | more)


def test_every_column_that_is_offered_has_a_label_and_a_cell():
    assert set(COLUMNS) == set(COLUMN_LABELS) == set(CELLS) >= set(USUAL_COLUMNS)
    every = lines([row()], tuple(COLUMNS))
    assert every.count("<td") == len(COLUMNS) + 1 and [label for _classes, label in headings(COLUMNS)]


def test_nothing_a_customer_or_a_colleague_wrote_becomes_markup():
    one = row(customer=EVIL, snippet=SimpleNamespace(pieces=((EVIL, True), (EVIL, False))))
    one.case.subject, one.case.tags, one.case.number = EVIL, [EVIL], EVIL
    one.case.team.name = one.case.assignee.display_name = EVIL
    said = lines([one], tuple(COLUMNS), with_boxes=True)
    assert EVIL not in said and "<b" not in said and said.count(HARMLESS) >= 8


def test_a_line_leads_to_its_case_and_says_what_is_special_about_it():
    one = row(unread=True, is_emergency=True)
    one.case.has_draft, one.case.tags = True, ["甲", "乙", "丙", "丁", "戊"]
    said = lines([one])
    assert f'href="/desk/cases/{one.case.pk}"' in said and 'class="is-unread"' in said
    assert all(word in said for word in ("客户在等我们答复", "草稿", "突发事件", "丙", "+2")) and "丁" not in said
    assert "data-bulk-tick" not in said


def test_boxes_stand_in_front_where_cases_can_be_ticked():
    one = row()
    said = lines([one], with_boxes=True)
    assert f'name="case" value="{one.case.pk}" form="bulk"' in said and one.case.number in said


def test_a_page_of_rows_is_written_in_the_language_of_the_reader(desk, settings):
    case = given.an_open_case()
    tag_case(actor=given.supervisor(), case_id=case.pk, names=["老客户"])
    zh = desk.get("/desk/queues/team").content.decode()
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    en = desk.get("/desk/queues/team").content.decode()
    assert "处理中" in zh and "In progress" in en and "老客户" in zh and "老客户" in en
    assert rows_of(given.supervisor(), []) == []
