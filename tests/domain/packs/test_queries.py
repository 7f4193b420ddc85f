"""What the shipped packs say, without loading them."""

import csv
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from django.utils import translation

from fuwutai.domain.cases import choices as cases
from fuwutai.domain.customers.choices import TIERS
from fuwutai.domain.packs import queries
from fuwutai.domain.packs.queries import pack_codes, pack_decisions, pack_rules, pack_titles
from fuwutai.domain.sla.choices import CLOCKS
from fuwutai.domain.standards import registry
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import RuleBook, value_of
from fuwutai.domain.standards.rule_kinds import DECISION

REGISTER = Path(__file__).parents[4] / "shared" / "manuals" / "clauses.csv"
CODES = {
    "priority": cases.PRIORITIES, "tier": TIERS, "complexity": cases.COMPLEXITIES, "type": cases.TYPES,
    "service_class": cases.SERVICE_CLASSES, "clock": CLOCKS, "urgency": cases.URGENCIES, "impact": cases.IMPACTS,
    "channel": cases.CHANNELS,
}  # fmt: skip
ALL = [(code, number, rule) for code in pack_codes() for number, rule in enumerate(pack_rules(code))]
LENGTHS = ("seconds", "minutes", "working_days")
SUBJECTS = {"metric", "activity", "record", "task"}


@cache
def book(code):
    """Return the rules of a pack and what it decides between them as if they were rows."""
    since = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        RuleRow(pk=number, kind=rule["kind"], clause_code=rule["clause"], scope=rule["scope"], value=rule["value"],
                valid_from=since)
        for number, rule in enumerate(pack_rules(code), 1)
    ]  # fmt: skip
    ids = {(row.clause_code, row.kind, tuple(sorted(row.scope.items()))): row.pk for row in rows}
    for number, decision in enumerate(pack_decisions(code), 1_000):
        one, other = (
            ids[named["clause"], named["kind"], tuple(sorted(named.get("scope", {}).items()))]
            for named in (decision["one"], decision["other"])
        )
        value = {"choice": decision["choice"], "one": one, "other": other}
        rows.append(RuleRow(pk=number, kind=DECISION, scope={}, value=value, valid_from=since))
    return RuleBook.of(rows)


def deciding(code, clock, **facts):
    """Return clause, length and calendar of the rule of a pack that decides."""
    rule = book(code).deciding(f"sla.{clock}", facts, datetime(2026, 6, 1, tzinfo=UTC))
    if rule is None:
        return None
    length = next((name, getattr(rule.value, name)) for name in LENGTHS if getattr(rule.value, name))
    return rule.clause_code, *length, rule.value.calendar


def test_every_pack_has_a_title_in_both_languages():
    assert {"general", "after_sales", "telecom", "service_centre", "hotline"} == set(pack_codes())
    with translation.override("zh-hans"):
        chinese = pack_titles()
    with translation.override("en"):
        english = pack_titles()
    assert chinese["telecom"] == "电信客户服务" and english["telecom"] == "Telecom customer service"
    assert all(chinese[code] and english[code] for code in pack_codes())


@pytest.mark.parametrize("code", pack_codes())
def test_a_pack_says_of_itself_what_its_folder_says(code):
    assert queries._head(code)["code"] == code


def test_figures_that_hide_each_other_are_the_contradictions_of_the_manuals():
    hidden = {}
    for code, _number, rule in ALL:
        subject = registry.kind(rule["kind"]).subject(value_of(rule["kind"], rule["value"]))
        key = (code, rule["kind"], frozenset(rule["scope"].items()), subject)
        hidden.setdefault(key, []).append(rule["clause"])
    assert sorted(tuple(sorted(clauses)) for clauses in hidden.values() if len(clauses) > 1) == [
        ("S3-1.3-4", "S3-7.1.2-1", "S3-7.2.2-2"),
        ("S3-3.2-7", "S3-3.4-5", "S3-7.2.1-2"),
        ("S4-2.1-4", "S4-2.2-3"),
        ("S4-7.2-2", "S4-7.2-3"),
    ]


def test_a_figure_is_limited_to_cases_that_there_can_be():
    for _code, _number, rule in ALL:
        for fact, wanted in rule["scope"].items():
            assert fact in SUBJECTS or fact == "category" or wanted in CODES[fact], rule


def test_every_promise_of_a_manual_names_a_clause_of_its_manual_but_for_two_that_are_borrowed():
    borrowed = [rule["clause"] for _code, _number, rule in ALL if rule["clause"].partition("-")[0] != rule["manual"]]
    assert borrowed == ["S2-3.2.1-2", "S2-3.2.1-1"]


@pytest.mark.skipif(not REGISTER.exists(), reason="needs the register of clauses")
def test_every_figure_stands_in_the_register_of_clauses():
    numbers = {row["id"]: row["numbers"] for row in csv.DictReader(REGISTER.open(encoding="utf-8-sig"))}
    units = {"seconds": ["s"], "minutes": ["min"], "working_days": [" working days"]}
    for _code, _number, rule in ALL:
        if rule["clause"] not in numbers or not rule["kind"].startswith("sla.") or rule["kind"] == "sla.escalation":
            continue
        unit, count = next((name, rule["value"][name]) for name in LENGTHS if name in rule["value"])
        wanted = {f"{count}{word}" for word in units[unit]}
        if unit == "minutes" and count % 60 == 0:
            wanted.add(f"{count // 60}h")
        assert any(re.search(rf"(?<![0-9]){figure}", numbers[rule["clause"]]) for figure in wanted), rule


@pytest.mark.parametrize(
    ("clock", "facts", "decides"),
    [
        ("first_response", {}, ("S4-6.1-1", "minutes", 30, "")),
        ("first_response", {"type": "complaint", "priority": "urgent"}, ("S4-7.2-2", "minutes", 15, "")),
        ("first_response", {"type": "complaint", "priority": "emergency"}, ("S4-2.1-4", "minutes", 10, "always")),
        ("resolution", {"priority": "urgent"}, ("S2-3.2.1-2", "minutes", 240, "")),
        ("resolution", {"priority": "emergency"}, ("S2-3.2.1-1", "minutes", 120, "always")),
        ("resolution", {"tier": "vip", "priority": "routine"}, ("S4-2.2-4", "minutes", 60, "")),
        ("resolution", {"tier": "vip", "priority": "urgent"}, ("S4-2.2-4", "minutes", 60, "")),
        ("resolution", {"tier": "vip", "priority": "emergency"}, ("S4-2.2-4", "minutes", 60, "always")),
        ("complaint_reply", {"type": "complaint"}, None),
    ],
)
def test_the_service_centre_manual_decides_sensibly_where_it_contradicts_itself(clock, facts, decides):
    assert deciding("service_centre", clock, **facts) == decides


@pytest.mark.parametrize(
    ("clock", "facts", "decides"),
    [
        ("acknowledge", {"service_class": "basic"}, ("S3-3.4-1", "seconds", 30, "")),
        ("acknowledge", {"service_class": "basic", "type": "request"}, ("S3-2.1-4", "minutes", 1440, "")),
        ("first_response", {"priority": "routine"}, ("S3-1.3-4", "minutes", 20, "")),
        ("first_response", {"priority": "urgent"}, ("S3-1.3-3", "minutes", 10, "")),
        (
            "first_response",
            {"priority": "urgent", "category": "fault.network.fibre"},
            ("S3-1.3-3", "minutes", 10, "always"),
        ),
        ("first_response", {"category": "fault.network"}, ("S3-1.3-3", "minutes", 10, "always")),
        ("next_response", {}, ("S3-7.2.2-2", "minutes", 1440, "")),
        ("complaint_reply", {"type": "complaint"}, ("S3-7.1.2-2", "working_days", 7, "cn")),
        ("complaint_reply", {"type": "fault"}, None),
        ("result_notice", {}, ("S3-2.1-8", "minutes", 2880, "")),
        ("first_follow_up", {}, ("S3-4.1-1", "minutes", 1440, "")),
        ("resolution", {"type": "fault"}, ("S3-3.4-11", "minutes", 1440, "")),
    ],
)
def test_the_telecom_manual_decides_sensibly_where_it_contradicts_itself(clock, facts, decides):
    assert deciding("telecom", clock, **facts) == decides


@pytest.mark.parametrize(
    ("facts", "minutes"),
    [
        ({}, (120, 240)),
        ({"complexity": "complex"}, (240, 480)),
        ({"complexity": "complex", "priority": "urgent"}, (60, 120)),
        ({"type": "consultation", "priority": "emergency"}, (60, 120)),
        ({"type": "consultation"}, (1440, 2880)),
    ],
)
def test_the_after_sales_manual_knows_three_classes_and_common_problems(facts, minutes):
    assert tuple(deciding("after_sales", clock, **facts)[2] for clock in ("first_response", "resolution")) == minutes


def test_the_general_pack_gives_no_clock_a_figure_and_an_emergency_its_own_chain():
    assert {rule["kind"] for rule in pack_rules("general") if rule["kind"].startswith("sla.")} == {"sla.escalation"}
    urgent = [rule["value"] for rule in pack_rules("general") if rule["scope"] == {"priority": "emergency"}]
    assert [(step["level"], step["percent"], step["urgent"]) for step in urgent] == [(1, 50, True), (2, 100, True)]


def test_the_hotline_pack_counts_by_chinese_working_days():
    assert deciding("hotline", "first_response") == ("HL-1", "minutes", 1440, "cn")
    assert deciding("hotline", "resolution") == ("HL-2", "working_days", 7, "cn")
    assert deciding("hotline", "complaint_reply", type="complaint") is None
