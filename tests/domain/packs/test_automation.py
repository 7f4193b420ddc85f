"""The rules of automation that manuals ask for: each can be obeyed, and those that are on do what their clause says."""

import pytest
from tests import given
from tests.domain.automation.given_rules import work
from tests.rows import nothing_changes

from fuwutai.domain.automation.models import AutomationRule
from fuwutai.domain.automation.settings import forget_rules_of_automation
from fuwutai.domain.cases.commands import resolve_case
from fuwutai.domain.cases.models import Task
from fuwutai.domain.packs.commands import adopt_automation
from fuwutai.domain.packs.queries import automation_of, packs_with_automation
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("tests")


def test_the_rules_of_every_pack_can_be_obeyed_and_name_their_clause():
    given.centre()
    for code in packs_with_automation():
        assert adopt_automation(actor=SYSTEM, code=code) == len(automation_of(code, "en"))
    rules = AutomationRule.objects.select_related("current")
    assert all(one.clause_code and one.name and one.note and one.current.conditions for one in rules)
    assert [one.code for one in rules.filter(is_on=False)] == [
        "general-urged-three-times", "general-emergency-unanswered", "service-centre-reopened-twice",
    ]  # fmt: skip


def test_a_shipped_rule_that_is_on_gives_the_case_its_task():
    given.centre()
    adopt_automation(actor=SYSTEM, code="after_sales")
    forget_rules_of_automation()
    case = given.an_open_case()
    resolve_case(actor=given.agent(), case_id=case.pk, body="已修复。")
    work()
    assert Task.objects.get(case=case).title == "服务后回访，记录客户反馈"


def test_only_who_may_write_rules_takes_them_over():
    given.centre()
    with nothing_changes(), pytest.raises(Refused):
        adopt_automation(actor=given.supervisor(), code="general")
    with nothing_changes(), pytest.raises(NotFound):
        adopt_automation(actor=given.administrator(), code="nothing")
