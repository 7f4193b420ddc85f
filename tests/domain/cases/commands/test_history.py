"""What happened long ago: played at once it leaves the rows that the single commands leave one by one."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import models, transaction
from hypothesis import HealthCheck, example, settings
from hypothesis import given as with_each
from hypothesis import strategies as st
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.accounts.queries import all_permissions
from fuwutai.domain.cases.commands import (
    History,
    Step,
    add_note,
    assign_case,
    await_third_party,
    close_case,
    confirm_case,
    end_wait,
    import_histories,
    open_case,
    reopen_case,
    reply_to_case,
    resolve_case,
    take_case,
    take_next_step,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.customers.commands import Person, recognise_customer, recognise_customers
from fuwutai.domain.customers.models import Contact, Customer
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import DomainError, Invalid, Refused
from fuwutai.kernel.models import JournalEntry, NumberSeries

pytestmark = pytest.mark.django_db

SYSTEM, CASES = Actor.system("tests"), Actor.system("cases")
BEFORE_SPRING_FESTIVAL = datetime(2026, 2, 12, 16, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONES = ("13912345678", "13800138000", "")
GAPS = (0, 0, 1, 600, 1_801, 9_000, 86_400, 5 * 86_400, 20 * 86_400)
TABLES: dict[str, type[models.Model]] = {
    "case_id": Case, "message_id": Message, "customer_id": Customer, "contact_id": Contact,
}  # fmt: skip
VERBS = (
    "customer", "reply", "reply_wait", "reply_third_party", "reply_resolve", "note", "third_party", "end_wait",
    "resolve", "confirm", "close", "reopen", "take", "assign",
)  # fmt: skip
steps = st.tuples(st.sampled_from(VERBS), st.sampled_from(GAPS), st.sampled_from([None, given.LIN, given.ZHAO]))
plots = st.fixed_dictionaries(
    {
        "opened_after": st.sampled_from([0, 3_600, 30 * 3_600]),
        "phone": st.sampled_from(PHONES[:2]),
        "type": st.sampled_from(["fault", "complaint"]),
        "priority": st.sampled_from(["routine", "urgent", "emergency"]),
        "steps": st.lists(steps, max_size=8),
        "closes_in_silence": st.booleans(),
        "taken_down_by": st.sampled_from([None, given.LIN]),
    }
)
HOTLINE = {
    "opened_after": 0, "phone": PHONES[0], "type": "complaint", "priority": "routine", "closes_in_silence": False,
    "steps": [("reply_resolve", 86_400, None), ("close", 0, None)], "taken_down_by": None,
}  # fmt: skip


class Undone(Exception):
    """Takes back what was only tried."""


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@with_each(st.lists(plots, min_size=1, max_size=4))
@example([HOTLINE, {**HOTLINE, "phone": PHONES[1]}, HOTLINE])
@example([{**HOTLINE, "steps": [("reply_resolve", 0, given.LIN), ("customer", 0, None), ("reply_resolve", 0, None)]}])
def test_histories_at_once_leave_the_rows_of_the_single_commands(time_machine, plots):
    time_machine.move_to(BEFORE_SPRING_FESTIVAL, tick=False)
    given.centre()
    time_machine.move_to(BEFORE_SPRING_FESTIVAL + timedelta(days=400), tick=False)
    one_by_one: Any = None
    with suppress(Undone), transaction.atomic():
        possible = [play_singly(plot) for plot in plots]
        one_by_one = rows()
        raise Undone
    with suppress(Undone), transaction.atomic():
        play_at_once(possible)
        assert rows() == one_by_one
        raise Undone


def play_singly(plot: dict[str, Any]) -> dict[str, Any]:
    """Open a case and let one thing after the other happen to it; return the plot with only what was possible."""
    at = BEFORE_SPRING_FESTIVAL + timedelta(seconds=plot["opened_after"])
    contact = {"name": "王建国", "phone": plot["phone"]}
    customer = recognise_customer.at(at)(actor=SYSTEM, **contact)
    by = plot["taken_down_by"]
    who = colleague(by) if by else Actor.customer(customer.pk)
    facts = {"type": plot["type"], "priority": plot["priority"], "subject": " 宽带断网 ", "body": "灯不亮。"}
    case = open_case.at(at)(actor=who, channel="phone", **contact, **facts)
    possible = []
    for name, seconds, staff in plot["steps"]:
        moment = at + timedelta(seconds=seconds)
        with suppress(DomainError, Undone), transaction.atomic():
            happen(case, name, moment, staff)
            possible.append(Step(at=moment, do=name, body="您好。", **named(name, staff)))
            at = moment
    case.refresh_from_db()
    if plot["closes_in_silence"] and case.status == "resolved":
        take_next_step.at(max(at, case.next_step_at))(actor=CASES, case_id=case.pk)
    return {**plot, "steps": possible}


def happen(case: Case, name: str, at: datetime, staff: str | None) -> None:
    """Call the single command for a step. Raises: DomainError, Undone where it would begin another case."""
    customer = Actor.customer(case.customer_id, frozenset({case.pk}))
    who = {"customer": customer, "confirm": customer, "close": CASES}.get(name) if staff is None else None
    about: dict[str, Any] = {"actor": who or colleague(staff), "case_id": case.pk}
    words = {**about, "body": "您好。"}
    if name.startswith("reply"):
        reply_to_case.at(at)(**words, then=name.removeprefix("reply").lstrip("_") or "stay")
    elif name == "customer":
        if write_as_customer.at(at)(**words, channel="phone").case_id != case.pk:
            raise Undone
    elif name == "note":
        add_note.at(at)(**words)
    elif name == "assign":
        assign_case.at(at)(**about, team_id=given.team("mobile").pk, staff_id=given.staff(given.ZHAO).pk)
    else:
        command: Any = {
            "third_party": await_third_party, "end_wait": end_wait, "resolve": resolve_case, "confirm": confirm_case,
            "close": close_case, "reopen": reopen_case, "take": take_case,
        }[name]  # fmt: skip
        command.at(at)(**about)


def named(name: str, staff: str | None) -> dict[str, int | None]:
    """Return who a step is to name."""
    to = {"to_team_id": given.team("mobile").pk, "to_staff_id": given.staff(given.ZHAO).pk} if name == "assign" else {}
    return {"staff_id": given.staff(staff).pk if staff else None, **to}


def colleague(username: str | None) -> Actor:
    """Return somebody who works here and may do anything; None is a colleague who is not known."""
    person = given.staff(username).pk if username else None
    return Actor(kind="staff", id=person, permissions=frozenset(all_permissions()), reach="all")


def play_at_once(plots: list[dict[str, Any]]) -> None:
    """Take all plots in at once."""
    opened = [BEFORE_SPRING_FESTIVAL + timedelta(seconds=plot["opened_after"]) for plot in plots]
    people = [Person(at=at, name="王建国", phone=plot["phone"]) for at, plot in zip(opened, plots, strict=True)]
    customers = recognise_customers(actor=SYSTEM, people=people)
    import_histories(
        actor=SYSTEM,
        histories=[
            a_history(
                customer_id=customer.customer_id,
                opened_at=at,
                type=plot["type"],
                priority=plot["priority"],
                staff_id=given.staff(plot["taken_down_by"]).pk if plot["taken_down_by"] else None,
                steps=plot["steps"],
                closes_in_silence=plot["closes_in_silence"],
            )
            for customer, at, plot in zip(customers, opened, plots, strict=True)
        ],
    )


def rows() -> dict[str, list[Any]]:
    """Return everything that stands in the tables, with places in place of ids."""
    places = {
        name: {pk: n for n, pk in enumerate(model._default_manager.order_by("pk").values_list("pk", flat=True))}
        for name, model in TABLES.items()
    }
    places["subject_id"] = places["case_id"]  # of clocks
    found: dict[str, list[Any]] = {}
    for model in (*TABLES.values(), Clock, NumberSeries):
        found[model.__name__] = sorted((plain(row, places) for row in model._default_manager.values()), key=repr)
    for message in found["Message"]:
        if message["author_kind"] == "customer":
            message["author_id"] = places["customer_id"][message["author_id"]]
    journal = JournalEntry.objects.filter(subject__in=("case", "customer"))
    for row in journal.order_by("subject", "subject_id", "subject_seq").values():
        row["subject_id"] = places[f"{row['subject']}_id"][row["subject_id"]]
        if row["actor_kind"] == "customer":
            row["actor_id"] = places["customer_id"][row["actor_id"]]
        del row["recorded_at"], row["command"]
        found.setdefault("journal", []).append({**plain(row, {}), "data": plain(row["data"], places)})
    return found


def plain(row: dict[str, Any], places: dict[str, dict[int, int]]) -> dict[str, Any]:
    """Return a row of a table, or the data of an event, with places in place of ids."""
    return {key: places[key].get(value, value) if key in places else value for key, value in row.items() if key != "id"}


def a_history(**other: Any) -> History:
    """Return a history of one case."""
    facts = {"type": "fault", "subject": " 宽带断网 ", "body": "灯不亮。", "channel": "phone"}
    opened_at = {"opened_at": BEFORE_SPRING_FESTIVAL}
    return History(**{**facts, **opened_at, "customer_id": 0, **other})


def a_customer() -> int:
    """Return the customer whose cases are taken in."""
    given.centre()
    return recognise_customer.at(BEFORE_SPRING_FESTIVAL)(actor=SYSTEM, name="王建国", phone=PHONES[0]).pk


def step(do: str, *, hours: int = 1, **other: Any) -> Step:
    """Return one thing that happened so many hours after the opening."""
    return Step(**{"at": BEFORE_SPRING_FESTIVAL + timedelta(hours=hours), "do": do, "body": "您好。", **other})


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"type": "unheard"}, "invalid"),
        ({"subject": " "}, "invalid"),
        ({"body": "\x00"}, "invalid"),
        ({"channel": "pigeon"}, "invalid"),
        ({"category": "投诉"}, "invalid"),
        ({"team_id": 10**9}, "invalid"),
        ({"steps": [step("sing")]}, "unknown_step"),
        ({"steps": [step("reply", body=" ")]}, "invalid"),
        ({"steps": [step("reply", hours=-1)]}, "backwards"),
        ({"steps": [step("resolve", hours=2), step("close")]}, "backwards"),
        ({"steps": [step("close")]}, "impossible_step"),
        ({"steps": [step("resolve"), step("reply_wait")]}, "impossible_step"),
        ({"steps": [step("resolve"), step("close"), step("customer", hours=24 * 365)]}, "impossible_step"),
        ({"steps": [step("resolve"), step("close"), step("assign")]}, "impossible_step"),
    ],
)
def test_a_history_that_no_case_can_have_lets_none_in_and_is_named(time_machine, wrong, code):
    time_machine.move_to(BEFORE_SPRING_FESTIVAL, tick=False)
    customer = a_customer()
    good = a_history(customer_id=customer, steps=[step("reply_resolve")])
    with nothing_changes(), pytest.raises(Invalid) as refused:
        import_histories(actor=SYSTEM, histories=[good, a_history(**{"customer_id": customer, **wrong})])
    assert (refused.value.code, refused.value.facts["place"]) == (code, 1)


@pytest.mark.parametrize("who", [Actor.customer(), Actor(kind="staff", id=1, permissions=frozenset({"cases.open"}))])
def test_only_who_may_import_takes_histories_in(who):
    customer = a_customer()
    with nothing_changes(), pytest.raises(Refused):
        import_histories(actor=who, histories=[a_history(customer_id=customer)])


def test_a_supervisor_may_import_and_what_happened_is_not_laid_at_their_door():
    history = a_history(customer_id=a_customer(), steps=[step("reply_resolve", day_only=True)])
    [case_id] = import_histories(actor=given.supervisor(), histories=[history])
    told = JournalEntry.objects.filter(subject="case", subject_id=case_id, actor_kind="staff")
    assert set(told.values_list("actor_id", flat=True)) == {None}
    assert [one.day_only for one in Message.objects.filter(case_id=case_id).order_by("pk")] == [False, True]


def test_nothing_is_taken_in_of_nothing():
    given.centre()
    with nothing_changes():
        assert import_histories(actor=SYSTEM, histories=[]) == []


def test_many_histories_cost_as_many_statements_as_one(time_machine, django_assert_max_num_queries):
    time_machine.move_to(BEFORE_SPRING_FESTIVAL, tick=False)
    customer = a_customer()
    histories = [a_history(customer_id=customer, steps=[step("reply"), step("note"), step("reply_resolve")])] * 30
    import_histories(actor=SYSTEM, histories=histories)
    with django_assert_max_num_queries(16):
        import_histories(actor=SYSTEM, histories=histories)
