"""Promises in words, and the limits the forms allow."""

import pytest
from django.utils import translation

from fuwutai.desk.standards.facts import FACTS, in_words
from fuwutai.desk.standards.forms import MOST, UNITS, PercentsField
from fuwutai.desk.standards.saying import whom
from fuwutai.desk.standards.words import length, percents
from fuwutai.domain.sla.rule_kinds import Target
from fuwutai.domain.standards import registry


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (Target(seconds=30), "30 s"),
        (Target(minutes=30), "30 min"),
        (Target(minutes=90), "1 h 30 min"),
        (Target(minutes=1440), "24 h"),
        (Target(working_days=1), "1 working day"),
        (Target(working_days=7), "7 working days"),
    ],
)
def test_a_length_is_said_in_the_unit_it_was_written_in(target, words):
    with translation.override("en"):
        assert length(target) == words


@pytest.mark.django_db
def test_limits_are_named_in_the_order_in_which_they_count():
    with translation.override("en"):
        assert in_words({}) == "All cases"
        assert in_words({"type": "complaint", "priority": "emergency"}) == "Emergency · Complaint"
        assert in_words({"tier": "vip", "category": "fault.network"}) == "Customer tier: VIP · Category: Network faults"
        assert in_words({"category": "fault.network.fibre"}) == "Category: fault.network.fibre"
        assert in_words({"tier": "platinum"}) == "Customer tier: platinum"
        assert percents((50, 75)) == "50 %, 75 %" and percents(()) == "none"


def test_a_figure_about_people_or_records_is_not_said_to_hold_for_cases():
    with translation.override("en"):
        assert whom({"metric": "training_coverage"}) == "" and whom({}) == "All cases"
        assert whom({"metric": "first_response_seconds", "type": "complaint"}) == "Complaint"


def test_the_page_names_every_fact_in_the_order_that_decides():
    assert tuple(FACTS) == registry.CASE_FACTS


@pytest.mark.parametrize("unit", UNITS)
def test_the_longest_time_that_the_form_takes_can_be_obeyed(unit):
    value = {"minutes": MOST[unit] * 60} if unit == "hours" else {unit: MOST[unit]}
    assert registry.convert("sla.resolution", value)


@pytest.mark.parametrize(
    ("typed", "shares"),
    [("", ()), ("75", (75,)), ("75, 50", (50, 75)), ("５０％、７５％", (50, 75)), ("50;50 99", (50, 99))],
)
def test_shares_are_read_as_people_write_them(typed, shares):
    assert PercentsField(required=False).clean(typed) == shares
