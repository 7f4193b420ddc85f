"""Every command that people wait for keeps to the number of statements it declares."""

from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import time_machine
from tests import given
from tests.budgets import budget
from tests.domain.accounts.given_people import organisation, unit
from tests.domain.standards import given_manuals

from fuwutai.domain.accounts import commands as accounts
from fuwutai.domain.cases import commands as cases
from fuwutai.domain.cases.models import Case
from fuwutai.domain.customers import commands as customers
from fuwutai.domain.sla import commands as sla
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.standards import commands as standards
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import registered_commands

pytestmark = pytest.mark.django_db

OPENING = {**given.MATTER, "email": "wang@example.cn"}
SYSTEM = Actor.system("tests")
APPS = ("accounts", "automation", "cases", "customers", "knowledge", "sla", "standards")

Scenario = tuple[Callable[..., Any], Callable[[], dict[str, Any]]]


def about(case: Case, actor: Actor, **more: Any) -> dict[str, Any]:
    return {"actor": actor, "case_id": case.pk, **more}


def breaching() -> dict[str, Any]:
    case = given.a_case()
    clock_id = Clock.objects.get(case=case, definition="first_response").pk
    return about(case, SYSTEM, clock_id=clock_id)


def assigning() -> dict[str, Any]:
    case = given.a_case()
    return about(case, given.supervisor(), team_id=given.team("mobile").pk, staff_id=given.staff(given.ZHAO).pk)


def follow_up() -> dict[str, Any]:
    with time_machine.travel(clock.now() - timedelta(days=60), tick=False):
        case = given.a_closed_case()
    return about(case, given.customer_of(case), body="又断网了。", channel="portal")


def team_and_staff() -> dict[str, Any]:
    return {
        "actor": given.administrator(), "username": "newcomer", "display_name": "新人", "role": "agent",
        "password": given.PASSWORD, "team_ids": (given.team().pk,),
    }  # fmt: skip


def a_session() -> dict[str, Any]:
    session = accounts.start_session(actor=given.agent(), session_key="k", browser="Firefox", address="")
    return {"actor": given.agent(), "staff_session_id": session.pk}


def words(make: Callable[[], Case], then: str) -> Callable[[], dict[str, Any]]:
    return lambda: about(make(), given.agent(), body="您好，已处理。", then=then)


def customer_words(make: Callable[[], Case]) -> Callable[[], dict[str, Any]]:
    def arguments() -> dict[str, Any]:
        case = make()
        return about(case, given.customer_of(case), body="好的。", channel="portal")

    return arguments


def merging() -> dict[str, Any]:
    case = given.a_case()
    return about(case, given.agent(), into_id=given.a_waiting_case().pk)


def splitting() -> dict[str, Any]:
    case = given.an_open_case()
    words = cases.write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="另一件事。", channel="portal")
    return about(case, given.agent(), message_ids=[words.pk], subject="话费多扣")


def words_in_a_merged_case() -> dict[str, Any]:
    case = given.a_merged_case()
    return about(case, given.customer_of(case), body="还有一点。", channel="portal")


def rule() -> dict[str, Any]:
    return {"actor": given.administrator(), "kind": "sla.first_response", "value": {"minutes": 5}}


def a_revision() -> dict[str, Any]:
    rule_id = standards.adopt_rule(**rule()).pk
    value = {"minutes": 6, "calendar": "always"}
    return {"actor": given.administrator(), "rule_id": rule_id, "value": value, "reason": "试行"}


def a_revision_to_come() -> dict[str, Any]:
    coming = standards.revise_rule(**a_revision(), valid_from=clock.now() + timedelta(days=1))
    return {"actor": given.administrator(), "rule_id": coming.pk}


def a_token() -> dict[str, Any]:
    return {"actor": given.administrator(), "staff_id": given.staff().pk, "scopes": ["cases:read"]}


def a_change(**what: Any) -> Callable[[], dict[str, Any]]:
    def arguments() -> dict[str, Any]:
        version = given_manuals.a_worded_draft(given_manuals.a_manual())
        return {"actor": given.supervisor(), "version_id": version.pk, **what}

    return arguments


def a_removed_new_figure() -> dict[str, Any]:
    told = {"action": "adopt", "kind": "sla.next_response", "clause_code": "M1-1.1-2", "value": {"minutes": 5}}
    prepared = a_change()()
    return {**prepared, "proposal_id": standards.propose_rule(**prepared, **told).pk}


def a_changed_figure() -> dict[str, Any]:
    rule_id = given_manuals.a_rule_of(given_manuals.a_manual()).pk
    return a_change(action="revise", rule_id=rule_id, value={"minutes": 5}, clause_code="M1-1.1-2")()


def in_review() -> dict[str, Any]:
    version = given_manuals.a_submitted_version(given_manuals.a_manual())
    return {"actor": given.administrator(), "version_id": version.pk, "text": "请补充依据"}


def own_in_review() -> dict[str, Any]:
    return {**in_review(), "actor": given.supervisor()}


def a_place(**differs: Any) -> dict[str, Any]:
    lin = given.staff()
    organisation()
    return {
        "actor": given.administrator(), "staff_id": lin.pk, "display_name": "林晓雨", "role": "technician",
        "unit_id": unit("east").pk, "team_ids": (given.team("mobile").pk,), **differs,
    }  # fmt: skip


def leaving() -> dict[str, Any]:
    a_session()
    a_token()
    return {"actor": given.administrator(), "staff_id": given.staff().pk}


def returning() -> dict[str, Any]:
    return {"actor": given.administrator(), "staff_id": accounts.deactivate_staff(**leaving()).pk}


def a_role() -> dict[str, Any]:
    given.centre()
    return {
        "actor": given.administrator(), "code": "night", "name": "夜班", "permissions": ["cases.view"], "reach": "own",
    }  # fmt: skip


def a_role_with_more() -> dict[str, Any]:
    return a_role() | {"code": accounts.save_role(**a_role()).code, "permissions": ["cases.view", "cases.reply"]}


def a_role_to_put_back() -> dict[str, Any]:
    return {"actor": given.administrator(), "code": accounts.save_role(**a_role() | {"code": "agent"}).code}


def a_role_to_remove() -> dict[str, Any]:
    return {"actor": given.administrator(), "code": accounts.save_role(**a_role()).code}


def a_unit() -> dict[str, Any]:
    parent = unit("head").pk
    return {
        "actor": given.administrator(), "code": "north", "name": "华北", "kind": "branch", "parent_id": parent,
    }  # fmt: skip


def a_team_to_move() -> dict[str, Any]:
    return {"actor": given.administrator(), "team_id": given.team().pk, "unit_id": unit("head").pk}


NEW_CLAUSE = {"section": "1.1", "kind": "time_limit", "area": "sla"}

SCENARIOS: dict[str, Scenario] = {
    "a newcomer opens a case": (cases.open_case, lambda: {"actor": Actor.customer(), **OPENING}),
    "an agent opens a case for another team": (
        cases.open_case,
        lambda: {"actor": given.agent(), **OPENING, "channel": "phone", "team_id": given.team("mobile").pk},
    ),
    "a first reply": (cases.reply_to_case, words(given.a_case, "stay")),
    "a reply that asks back": (cases.reply_to_case, words(given.a_case, "wait")),
    "a reply that resolves": (cases.reply_to_case, words(given.a_case, "resolve")),
    "a reply to a waiting case that resolves it": (cases.reply_to_case, words(given.a_waiting_case, "resolve")),
    "a reply that waits for a third party": (cases.reply_to_case, words(given.a_waiting_case, "third_party")),
    "telling the result": (cases.reply_to_case, words(given.a_resolved_case, "stay")),
    "waiting for a third party": (cases.await_third_party, lambda: about(given.a_waiting_case(), given.agent())),
    "ending a wait": (cases.end_wait, lambda: about(given.a_waiting_case(), given.agent())),
    "words in a merged case": (cases.write_as_customer, words_in_a_merged_case),
    "merging": (cases.merge_case, merging),
    "splitting": (cases.split_case, splitting),
    "reclassifying": (
        cases.reclassify_case,
        lambda: about(given.an_open_case(), given.agent(), type="complaint", priority="emergency"),
    ),
    "a call-back that reopens": (
        cases.note_call_back,
        lambda: about(given.a_closed_case(), given.agent(), outcome="not_settled", body="还是不行。"),
    ),
    "an answer that ends a wait": (cases.write_as_customer, customer_words(given.a_waiting_case)),
    "words that reopen": (cases.write_as_customer, customer_words(given.a_closed_case)),
    "words long after closing": (cases.write_as_customer, follow_up),
    "a note": (cases.add_note, lambda: about(given.a_case(), given.agent(), body="客户情绪激动。")),
    "taking a case": (cases.take_case, lambda: about(given.a_case(), given.agent())),
    "assigning a case": (cases.assign_case, assigning),
    "resolving": (cases.resolve_case, lambda: about(given.an_open_case(), given.agent())),
    "confirming": (cases.confirm_case, lambda: about(given.a_resolved_case(), given.agent(), rating="declined")),
    "closing": (cases.close_case, lambda: about(given.a_resolved_case(), given.supervisor(), rating="no_answer")),
    "reopening": (cases.reopen_case, lambda: about(given.a_closed_case(), given.agent())),
    "signing in": (
        accounts.start_session,
        lambda: {"actor": given.agent(), "session_key": "k", "browser": "Firefox", "address": "203.0.113.9"},
    ),
    "signing out": (accounts.end_session, a_session),
    "signing somebody else out": (accounts.end_session, lambda: a_session() | {"actor": given.administrator()}),
    "using a session": (accounts.note_session_use, a_session),
    "choosing a theme": (accounts.change_preferences, lambda: {"actor": given.agent(), "theme": "dark"}),
    "adding a person": (accounts.create_staff, team_and_staff),
    "adding a team": (accounts.create_team, lambda: {"actor": given.administrator(), "code": "vip", "name": "贵宾"}),
    "changing a person": (accounts.change_staff, a_place),
    "deactivating a person": (accounts.deactivate_staff, leaving),
    "letting a person back in": (accounts.reactivate_staff, returning),
    "giving a new password": (
        accounts.set_password,
        lambda: {"actor": given.administrator(), "staff_id": given.staff().pk, "password": "Brand-new-2026-words"},
    ),
    "adding a role": (accounts.save_role, a_role),
    "removing a role": (accounts.remove_role, a_role_to_remove),
    "letting a role do more": (accounts.save_role, a_role_with_more),
    "putting a role back": (accounts.remove_role, a_role_to_put_back),
    "adding a unit": (accounts.create_unit, a_unit),
    "moving a team": (accounts.move_team, a_team_to_move),
    "recognising a newcomer": (
        customers.recognise_customer,
        lambda: {"actor": Actor.customer(), "name": "王建国", "phone": "13912345678", "email": "wang@example.cn"},
    ),
    "revealing contacts": (
        customers.reveal_contacts,
        lambda: {"actor": given.agent(), "customer_id": given.a_case().customer_id, "reason": "回电"},
    ),
    "changing the class of a customer": (
        customers.set_tier,
        lambda: {"actor": given.supervisor(), "customer_id": given.an_open_case().customer_id, "tier": "vip"},
    ),
    "making a token": (accounts.create_token, a_token),
    "noting the use of a token": (
        accounts.note_token_use,
        lambda: {"actor": SYSTEM, "token_id": accounts.create_token(**a_token()).token.pk},
    ),
    "revoking a token": (
        accounts.revoke_token,
        lambda: {"actor": given.administrator(), "token_id": accounts.create_token(**a_token()).token.pk},
    ),
    "adopting a rule": (standards.adopt_rule, rule),
    "ending a rule": (
        standards.end_rule,
        lambda: {"actor": given.administrator(), "rule_id": standards.adopt_rule(**rule()).pk},
    ),
    "revising a rule": (standards.revise_rule, a_revision),
    "taking a revision back": (standards.end_rule, a_revision_to_come),
    "drafting a version": (
        standards.draft_version,
        lambda: {"actor": given.supervisor(), "manual_code": given_manuals.a_manual().code, "title": "加快响应"},
    ),
    "describing a draft": (standards.describe_version, a_change(title="新标题", reason="新理由", topics=["process"])),
    "discarding a draft": (standards.discard_version, a_change(text="不再需要")),
    "wording a clause": (standards.word_clause, a_change(clause_code="M1-1.1-2", texts={"zh": "改"})),
    "adding a clause": (standards.word_clause, a_change(clause_code="M1-1.1-3", texts={"zh": "新"}, **NEW_CLAUSE)),
    "proposing a figure": (standards.propose_rule, a_changed_figure),
    "taking a proposal back": (standards.drop_proposal, a_removed_new_figure),
    "sending a version for review": (standards.submit_version, a_change(text="请审")),
    "commenting on a version": (standards.comment_version, a_change(text="为何？", clause_code="M1-1.1-1")),
    "sending a version back": (standards.return_version, in_review),
    "withdrawing a version from review": (standards.recall_version, own_in_review),
}
for found in sorted(Path(__file__).parent.glob("*/scenarios_*.py")):
    SCENARIOS |= import_module(f"tests.domain.{found.parent.name}.{found.stem}").SCENARIOS
LATER: dict[str, tuple[timedelta, Scenario]] = {
    "a breach": (timedelta(days=30), (sla.fire_moment, breaching)),
    "a reminder": (timedelta(days=30), (cases.take_next_step, lambda: about(given.a_waiting_case(), SYSTEM))),
    "closing after silence": (
        timedelta(days=30),
        (cases.take_next_step, lambda: about(given.a_resolved_case(), SYSTEM)),
    ),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_command_keeps_to_its_budget(name):
    command, arguments = SCENARIOS[name]
    given.a_case(phone="13812345678")  # rules, centre and calendars are remembered, as in a process at work
    prepared = arguments()
    with budget(command):
        command(**prepared)


@pytest.mark.parametrize("name", ["a newcomer opens a case", "a reply that asks back", "an answer that ends a wait"])
def test_a_command_keeps_to_its_budget_under_an_idempotency_key(name):
    command, arguments = SCENARIOS[name]
    given.a_case(phone="13812345678")
    prepared = arguments()
    with budget(command):
        command.once("key")(**prepared)


@pytest.mark.parametrize("name", LATER)
def test_what_time_brings_keeps_to_its_budget(name):
    later, (command, arguments) = LATER[name]
    prepared = arguments()
    with time_machine.travel(clock.now() + later, tick=False):
        given.a_case(phone="13812345678")
        with budget(command):
            command(**prepared)


def test_every_command_with_a_budget_is_measured_here():
    declared = {
        name
        for name, command in registered_commands().items()
        if command.statements is not None and name.partition(".")[0] in APPS
    }
    measured = {command.name for command, _arguments in SCENARIOS.values()}
    measured |= {command.name for _later, (command, _arguments) in LATER.values()}
    assert declared == measured
