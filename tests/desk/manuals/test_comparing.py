"""Two versions of a manual side by side."""

from datetime import timedelta

import pytest
from tests import given
from tests.desk.test_budgets import MOST_FOR_A_PAGE
from tests.domain.standards.given_manuals import a_draft, a_manual, a_rule_of, a_worded_draft, an_approved_version

from fuwutai.desk.manuals.comparing import OF_A_DRAFT
from fuwutai.domain.standards.commands import approve_version, propose_rule, submit_version
from fuwutai.domain.standards.models import Manual, ManualVersion, RuleRow
from fuwutai.kernel import clock

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/manuals/M1/compare"


def first() -> ManualVersion:
    return ManualVersion.objects.get(manual__code="M1", number=1)


def test_the_latest_version_is_compared_with_the_one_before_it(desk):
    an_approved_version()
    page = desk.get(ADDRESS)
    assert (page.context["one"].number, page.context["other"].number) == (1, 2)
    assert [code for code, _before, _after in page.context["comparison"].clauses] == ["M1-1.1-1"]
    text = page.content.decode()
    assert "<del>" in text and "<ins>" in text


def test_a_draft_is_compared_by_those_who_draft_and_by_nobody_else(desk, supervisor_desk):
    draft = a_worded_draft()
    address = f"{ADDRESS}?from={first().pk}&to={draft.pk}"
    assert len(supervisor_desk.get(address).context["comparison"].clauses) == 1
    assert desk.get(address).status_code == 404


def test_a_manual_with_one_version_has_nothing_to_compare(desk):
    a_manual()
    page = desk.get(ADDRESS)
    assert page.status_code == 200 and page.context["comparison"] is None


def test_a_version_compared_with_itself_says_so(desk):
    an_approved_version()
    page = desk.get(f"{ADDRESS}?from={first().pk}&to={first().pk}")
    assert page.status_code == 200 and page.context["comparison"] is None


def test_a_version_of_another_manual_is_not_found(desk):
    an_approved_version()
    a_manual("M2")
    other = ManualVersion.objects.get(manual__code="M2")
    for asked in (f"from={other.pk}", f"to={other.pk}", "to=x", "from=0"):
        assert desk.get(f"{ADDRESS}?{asked}").status_code == 404


def test_figures_stand_before_and_after_in_words(desk, time_machine):
    time_machine.move_to(clock.now(), tick=False)
    manual = a_manual()
    a_rule_of(manual)
    time_machine.shift(timedelta(minutes=1))
    a_new_figure(manual)
    page = desk.get(ADDRESS).content.decode()
    assert "10 分" in page and "5 分" in page and "首次响应" in page


def test_the_comparison_keeps_its_budget(supervisor_desk, django_assert_max_num_queries):
    manual = a_manual()
    a_rule_of(manual)
    a_new_figure(manual)
    rule = RuleRow.objects.get(manual=manual, valid_to=None)
    draft = a_worded_draft(manual)
    propose_rule(actor=given.supervisor(), version_id=draft.pk, action="revise", rule_id=rule.pk, value={"minutes": 3})
    for address, most in ((ADDRESS, MOST_FOR_A_PAGE), (f"{ADDRESS}?to={draft.pk}", MOST_FOR_A_PAGE + OF_A_DRAFT)):
        page = supervisor_desk.get(address)  # what a process remembers for a second is warm
        assert page.status_code == 200 and page.context["comparison"].rules
        with django_assert_max_num_queries(most):
            supervisor_desk.get(address)


def a_new_figure(manual: Manual) -> None:
    """Let a second version shorten the figure of the first clause from ten minutes to five."""
    rule, draft = RuleRow.objects.get(manual=manual), a_draft(manual)
    propose_rule(actor=given.supervisor(), version_id=draft.pk, action="revise", rule_id=rule.pk, value={"minutes": 5})
    submit_version(actor=given.supervisor(), version_id=draft.pk)
    approve_version(actor=given.administrator(), version_id=draft.pk)
