"""What the commands of words that are not said yet are measured with."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests import given

from fuwutai.domain.cases import commands
from fuwutai.domain.cases.models import Case, HeldReply
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor

WORDS = "您好，线路已修复。"
PLATFORM = Actor.system("tests")


def about(case: Case, **more: Any) -> dict[str, Any]:
    return {"actor": given.agent(), "case_id": case.pk, **more}


def a_reply(make: Callable[[], Case] = given.an_open_case, then: str = "resolve") -> HeldReply:
    given.seconds_to_undo(5)
    return commands.hold_reply(**about(make(), body=WORDS, then=then))


def of_a_reply(by: Callable[[], Actor] = given.agent, **more: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"held_id": a_reply().pk, "actor": by(), **more}


def moved_draft() -> dict[str, Any]:
    words = about(given.an_open_case(), kind="reply", body=WORDS)
    draft = commands.save_draft(**words)
    assert draft is not None
    return {**words, "kind": "note", "was": "reply", "shared": True, "base": draft.saved_at.isoformat()}


def shared_draft() -> dict[str, Any]:
    draft = commands.save_draft(**about(given.an_open_case(), kind="reply", body=WORDS, shared=True))
    assert draft is not None
    return {"actor": given.supervisor(), "draft_id": draft.pk}


def at_once() -> dict[str, Any]:
    given.seconds_to_undo(0)
    return about(given.a_case(), body=WORDS, then="resolve")


def later() -> dict[str, Any]:
    return about(given.a_waiting_case(), body=WORDS, send_at=clock.now() + timedelta(days=1))


def customer_words_that_stop() -> dict[str, Any]:
    case = a_reply(given.a_waiting_case).case
    return {"actor": given.customer_of(case), "case_id": case.pk, "body": "好的。", "channel": "portal"}


SCENARIOS: dict[str, Any] = {
    "keeping a draft": (commands.save_draft, lambda: about(given.an_open_case(), kind="reply", body=WORDS)),
    "sharing a draft as another kind": (commands.save_draft, moved_draft),
    "taking a draft over": (commands.take_draft_over, shared_draft),
    "discarding what was begun to write": (commands.discard_draft, lambda: about(given.an_open_case(), kind="reply")),
    "holding a reply": (commands.hold_reply, later),
    "a reply without seconds to undo": (commands.hold_reply, at_once),
    "taking a reply back": (commands.withdraw_reply, of_a_reply()),
    "sending a held reply": (commands.send_held_reply, of_a_reply()),
    "stopping a held reply": (commands.stop_held_reply, of_a_reply(lambda: PLATFORM, why="wrong_state")),
    "words that stop a reply": (commands.write_as_customer, customer_words_that_stop),
    "a note that names colleagues": (
        commands.add_note,
        lambda: about(given.a_case(), body="@陈国强 @何静 请看。", ends_draft=True),
    ),
}
