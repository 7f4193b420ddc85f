"""What people are told of rules that went in a circle."""

import pytest
from tests import given
from tests.domain.automation.given_rules import a_rule, work

from fuwutai.domain.automation.commands import let_go_on
from fuwutai.domain.cases.commands import add_note
from fuwutai.domain.notices.models import Notice

pytestmark = pytest.mark.django_db
NOTED = {"on": "event", "event": "cases.note_added"}


def told() -> set[tuple[str, bool]]:
    """Return who is told of a circle, and whether it still waits for her."""
    rows = Notice.objects.filter(code="automation.looped").select_related("staff")
    return {(one.staff.username, one.read_at is None) for one in rows}


def test_who_may_write_rules_hears_of_a_circle_until_somebody_lets_the_rule_go_on():
    rule = a_rule(name="甲", trigger=NOTED, steps=[{"do": "note", "body": "甲"}])
    case = given.a_case()
    assert told() == set()
    add_note(actor=given.agent(), case_id=case.pk, body="开始")
    work()
    assert told() == {(given.HE, True)}
    one = Notice.objects.get(code="automation.looped")
    assert (one.case_id, one.data) == (case.pk, {"rule": rule.pk})
    let_go_on(actor=given.administrator(), rule_id=rule.pk, case_id=case.pk)
    work()
    assert told() == {(given.HE, False)}
