import pytest
from tests import given

from fuwutai.domain.standards import registry
from fuwutai.kernel.errors import Invalid

VALUES = {
    "sla.first_response": {"minutes": 30, "calendar": "always"},
    "sla.acknowledge": {"seconds": 30},
    "sla.complaint_reply": {"working_days": 7, "calendar": "cn"},
    "sla.escalation": {"level": 2, "percent": 100, "give_to": "complaints", "urgent": True},
    "cases.remind_customer_after": {"working_days": 2, "at_most": 2},
    "cases.close_resolved_after": {"working_days": 3, "calendar": "cn"},
    "cases.reopen_within": {"days": 14},
    "cases.team_for": {"team": "complaints"},
    "cases.priority_for": {"priority": "urgent"},
    "cases.files": {"each_megabytes": 10, "files": 5, "total_megabytes": 20},
}


def test_each_kind_of_rule_converts_its_values():
    assert set(VALUES) <= set(registry._kinds)
    for code, value in VALUES.items():
        converted = registry.convert(code, value)
        assert {name: getattr(converted, name) for name in value} == value
        assert registry.kind(code).title


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("sla.first_response", {"minutes": "30"}),
        ("sla.first_response", {"minutes": -5}),
        ("sla.first_response", {"minutes": 10**9}),
        ("sla.first_response", {"minutes": 1.5}),
        ("sla.first_response", {"minutes": 30, "warn_percents": [50, 100]}),
        ("sla.first_response", {"minutes": 30, "pause_for": ["weather"]}),
        ("sla.escalation", {"level": 1}),
        ("sla.escalation", {"level": 1, "percent": 50, "tell": ["mayor"]}),
        ("sla.first_response", {"minutes": 30, "hours": 1}),
        ("cases.remind_customer_after", {"working_days": -1}),
        ("cases.remind_customer_after", {"working_days": 1, "at_most": 0}),
        ("cases.reopen_within", {"days": 10**6}),
        ("cases.team_for", {"team": 5}),
        ("cases.priority_for", {"priority": "soon"}),
    ],
)
def test_a_value_that_its_kind_cannot_hold_is_refused_and_named(code, value):
    with pytest.raises(Invalid) as refused:
        registry.convert(code, value)
    assert refused.value.code == "rule_value"
    assert code in str(refused.value.message)


def test_a_kind_that_nobody_registered_is_refused():
    with pytest.raises(Invalid) as refused:
        registry.kind("sla.unheard_of")
    assert refused.value.code == "unknown_rule_kind"


@pytest.mark.django_db
def test_a_calendar_that_is_not_there_is_refused_before_a_case_depends_on_it():
    given.centre()
    kind = registry.kind("sla.first_response")
    for calendar in ("", "cn", "always"):
        kind.check(registry.convert(kind.code, {"minutes": 5, "calendar": calendar}))
    with pytest.raises(Invalid) as refused:
        kind.check(registry.convert(kind.code, {"minutes": 5, "calendar": "nowhere"}))
    assert refused.value.code == "unknown_calendar"
