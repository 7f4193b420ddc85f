"""The commands of notices, mails and wishes keep to the number of statements that they declare."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests import given
from tests.budgets import budget
from tests.domain.notices.given_mail import address, wishes

from fuwutai.domain.notices import commands
from fuwutai.domain.notices.choices import AWAY, MAIL, TEST, WATCHED, WOKEN
from fuwutai.domain.notices.models import Letter, Notice
from fuwutai.domain.notices.rules import Quiet
from fuwutai.domain.notices.ways import shipped
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import Command, registered_commands

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
CHOSEN = {
    "ways": {**shipped("agent").ways, WATCHED: "bell"}, "quiet": Quiet(since=1320, until=420), "digests": (600,),
}  # fmt: skip


def a_letter(state: str = "gathering", way: str = MAIL) -> Letter:
    now = clock.now()
    return Letter.objects.create(staff=address(), way=way, state=state, due_at=now, created_at=now, ended_at=now)


def one(state: str, by: Callable[[], Actor] = lambda: SYSTEM, **more: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"actor": by(), "letter_id": a_letter(state).pk, **more}


def telling() -> dict[str, Any]:
    people = (given.LIN, given.ZHAO, given.CHEN)
    case = given.an_open_case()
    for person, way in zip(people, (MAIL, AWAY, MAIL), strict=True):
        wishes(person, ways={WOKEN: way})
    staff_ids = [given.staff(person).pk for person in people]
    return {
        "actor": SYSTEM, "staff_ids": staff_ids, "code": WOKEN, "about": "tests:1", "rank": 2, "case_id": case.pk,
        "data": {},
    }  # fmt: skip


def claiming() -> dict[str, Any]:
    case, letter = given.an_open_case(), a_letter(way=AWAY)
    Notice.objects.create(
        staff=letter.staff, code=WOKEN, case=case, about="tests:1", created_at=clock.now(), not_before=clock.now(),
        letter=letter,
    )  # fmt: skip
    return {"actor": SYSTEM, "letter_id": letter.pk}


def with_a_notice(**more: Any) -> dict[str, Any]:
    lin = given.agent()
    Notice.objects.create(
        staff_id=lin.id, code=WOKEN, about="tests:1", created_at=clock.now(), not_before=clock.now()
    )
    return {"actor": lin, **more}


def an_old_letter() -> dict[str, Any]:
    Letter.objects.filter(pk=a_letter("sent").pk).update(ended_at=clock.now() - timedelta(days=91))
    return {"actor": SYSTEM}


def with_wishes(actor: Callable[[], Actor], command: Command[..., Any], **more: Any) -> dict[str, Any]:
    command(actor=actor(), **more, **CHOSEN)
    return {"actor": actor(), **more}


def trying() -> dict[str, Any]:
    address(given.HE)
    return {"actor": given.administrator()}


REPAIRS = given.administrator
SCENARIOS: dict[str, tuple[Command[..., Any], Callable[[], dict[str, Any]]]] = {
    "telling three people of a case, by mail": (commands.give_notice, telling),
    "claiming a mail": (commands.claim_letter, claiming),
    "claiming a mail to try it out": (
        commands.claim_letter, lambda: {"actor": SYSTEM, "letter_id": a_letter(way=TEST).pk},
    ),
    "noting that a mail went out": (commands.note_letter_sent, one("sending")),
    "putting a mail off": (commands.put_letter_off, one("sending", trouble="no_server", answer="")),
    "parking a mail": (commands.park_letter, one("sending", trouble="refused", answer="550")),
    "retrying a mail": (commands.retry_letter, one("parked", REPAIRS)),
    "discarding a mail": (commands.discard_letter, one("unsure", REPAIRS)),
    "trying mail out": (commands.send_test_letter, trying),
    "choosing how one is told": (commands.choose_own_ways, lambda: {"actor": given.agent(), **CHOSEN}),
    "being told as the centre has it": (
        commands.follow_centre, lambda: with_wishes(given.agent, commands.choose_own_ways),
    ),
    "choosing how a role is told": (
        commands.choose_ways_of_role, lambda: {"actor": given.administrator(), "role": "agent", **CHOSEN},
    ),
    "telling a role as shipped": (
        commands.follow_shipped,
        lambda: with_wishes(given.administrator, commands.choose_ways_of_role, role="agent"),
    ),
    "reading some": (commands.mark_these_read, lambda: with_a_notice(notice_ids=[1, 2])),
    "reading all of a kind": (commands.mark_all_read, lambda: with_a_notice(until=clock.now(), codes=[WOKEN])),
    "forgetting mails": (commands.forget_letters, an_old_letter),
}  # fmt: skip


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_command_keeps_to_its_budget(name, sink):
    command, arguments = SCENARIOS[name]
    given.centre()
    prepared = arguments()
    with budget(command):
        command(**prepared)


def test_every_command_of_notices_with_a_budget_is_measured():
    elsewhere = {"forget_notices", "mark_read", "settle_matter"}  # beside their own tests
    declared = {
        name
        for name, command in registered_commands().items()
        if command.statements is not None and name.startswith("notices.")
    }
    measured = {command.name for command, _arguments in SCENARIOS.values()}
    assert declared == measured | {f"notices.{name}" for name in elsewhere}
