"""A likely duplicate before it is opened, and what stands beside a case."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given

from fuwutai.domain.cases.commands import link_cases, merge_case, reclassify_case, set_parent, split_case
from fuwutai.domain.cases.finding.related import connected_cases, likely_duplicates, related_cases
from fuwutai.domain.cases.models import Case
from fuwutai.domain.standards.commands import end_rule
from fuwutai.domain.standards.models import RuleRow

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
WORDS = {"subject": "宽带断网", "body": "从昨晚八点起上不了网，光猫亮红灯。"}


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def duplicates(customer_id, actor=None, **differs):
    typed = {**WORDS, "facts": {}, **differs}
    return [one.case for one in likely_duplicates(actor or given.agent(), customer_id, **typed)]


@pytest.mark.proves("OWN-14")
def test_a_case_of_the_same_customer_in_like_words_is_a_likely_duplicate_for_some_days(monday):
    case = given.a_case()
    monday.shift(timedelta(days=7))
    assert duplicates(case.customer_id) == [case]
    monday.shift(timedelta(seconds=1))
    assert duplicates(case.customer_id) == []


def test_the_same_category_is_enough_and_other_words_alone_are_not():
    case = given.a_case(category="broadband_slow")
    other = {"subject": "话费多扣", "body": "上月多扣了二十元。"}
    assert duplicates(case.customer_id, **other) == []
    assert duplicates(case.customer_id, **other, facts={"category": "broadband_slow"}) == [case]


def test_another_customer_a_case_out_of_sight_and_one_that_was_merged_are_no_duplicates():
    case = given.a_case()
    stranger = given.a_case(phone="13800138000", name="李四")
    assert duplicates(stranger.customer_id) == [stranger]
    assert duplicates(case.customer_id, actor=given.agent_elsewhere()) == []
    into = given.a_waiting_case(subject="话费多扣", body="上月多扣了二十元，请查。")
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)
    assert duplicates(case.customer_id) == []


def test_without_the_rule_nobody_is_warned():
    case = given.a_case()
    for row in RuleRow.objects.filter(kind="cases.duplicate_within"):
        end_rule(actor=given.administrator(), rule_id=row.pk, reason="不再提示")
    assert duplicates(case.customer_id) == []


def test_related_is_what_is_worded_alike_and_not_bound_to_the_case_yet(django_assert_max_num_queries):
    case = given.a_case(category="broadband_slow")
    alike, other = given.a_case(), given.a_case(subject="话费多扣", body="上月多扣了二十元，请查。")
    elsewhere = given.a_case(phone="13800138000", name="李四", category="broadband_slow")
    hidden = given.a_case(team_code="mobile")
    reader = given.agent()
    with django_assert_max_num_queries(3):
        found = related_cases(reader, case)
    assert [(one.case, one.same_customer) for one in found] == [(elsewhere, False), (alike, True)]
    assert hidden in [one.case for one in related_cases(given.supervisor(), case)]
    link_cases(actor=given.agent(), case_id=case.pk, other_id=alike.pk, kind="related")
    reclassify_case(actor=given.agent(), case_id=elsewhere.pk, category="billing_refund")
    assert related_cases(given.agent(), case) == []
    assert other not in [one.case for one in found]


def test_what_is_bound_to_a_case_is_named_as_far_as_it_is_in_sight(monday, django_assert_num_queries):
    case, parent, hidden = given.an_open_case(), given.a_case(), given.a_case(team_code="mobile")
    set_parent(actor=given.agent(), case_id=case.pk, parent_id=parent.pk)
    link_cases(actor=given.supervisor(), case_id=case.pk, other_id=hidden.pk, kind="duplicate")
    words = Case.objects.get(pk=case.pk).messages.create(
        kind="customer", body="另一件事", author_kind="customer", channel="portal", at=MONDAY + timedelta(hours=1)
    )
    new = split_case(actor=given.agent(), case_id=case.pk, message_ids=[words.pk], subject="另一件事")
    case.refresh_from_db()
    reader = given.agent()
    with django_assert_num_queries(3):
        bound = connected_cases(reader, case)
    assert [(one.id, one.case) for one in bound["parent"]] == [(parent.pk, parent)]
    assert [(one.id, one.case, one.kind) for one in bound["links"]] == [(hidden.pk, None, "duplicate")]
    assert [one.case for one in bound["followed_by"]] == [new]
    assert [one.case for one in connected_cases(given.agent(), parent)["children"]] == [case]
