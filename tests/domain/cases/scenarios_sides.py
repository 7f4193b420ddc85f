"""What the commands of talks beside a case are measured with, and such talks for other tests."""

from collections.abc import Callable
from typing import Any

from tests import given

from fuwutai.domain.cases import commands
from fuwutai.domain.cases.models import Case, SideTalk
from fuwutai.kernel.actors import Actor

QUESTION = "请问该用户的套餐能否当月变更？"
BY_LINK = Actor.system("tests")


def asking(case: Case, **more: Any) -> dict[str, Any]:
    words = {"subject": "套餐变更", "body": QUESTION, "team_id": given.team("mobile").pk}
    return {"actor": given.agent(), "case_id": case.pk, **words, **more}


def asked(case: Case, **more: Any) -> SideTalk:
    """Return a talk in which Lin asked the mobile team."""
    return commands.open_side_talk(**asking(case, **more)).talk


def asked_outside(case: Case, **more: Any) -> commands.AskedBeside:
    """Return a talk in which Lin asked a contractor, with the secret of its link."""
    outside = {"team_id": None, "with_whom": "李工（维修外包）", "contact": "li@example.cn"}
    return commands.open_side_talk(**asking(case, **outside | more))


def with_a_talk(by: Callable[[], Actor] = given.agent, **more: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"actor": by(), "talk_id": asked(given.an_open_case(), waits=True).pk, **more}


def with_a_link(**more: Any) -> Callable[[], dict[str, Any]]:
    return lambda: {"actor": given.agent(), "talk_id": asked_outside(given.an_open_case()).talk.pk, **more}


def by_link() -> dict[str, Any]:
    secret = asked_outside(given.an_open_case(), waits=True).secret
    return {"actor": BY_LINK, "secret": secret, "body": "可以。"}


def over() -> dict[str, Any]:
    talk = asked(given.an_open_case())
    commands.close_side_talk(actor=given.agent(), talk_id=talk.pk)
    return {"actor": given.agent(), "talk_id": talk.pk}


def words_to_remove() -> dict[str, Any]:
    talk = asked(given.an_open_case())
    return {"actor": given.supervisor(), "talk_id": talk.pk, "side_message_id": talk.messages.get().pk}


def more_words() -> dict[str, Any]:
    return {"actor": given.agent(), "talk_id": asked(given.an_open_case()).pk, "body": "还有一点。", "waits": True}


SCENARIOS: dict[str, Any] = {
    "asking a team beside a case": (
        commands.open_side_talk, lambda: asking(given.an_open_case(), waits=True),
    ),
    "writing more beside a case": (commands.write_side_message, more_words),
    "answering beside a case": (commands.answer_side_talk, with_a_talk(given.agent_elsewhere, body="可以。")),
    "answering by a link": (commands.answer_by_link, by_link),
    "ending a side talk": (commands.close_side_talk, with_a_talk()),
    "taking a side talk up again": (commands.reopen_side_talk, over),
    "making the link of a side talk anew": (commands.make_side_link, with_a_link(days=3)),
    "withdrawing the link of a side talk": (commands.withdraw_side_link, with_a_link()),
    "taking words out of a side talk": (commands.remove_side_message, words_to_remove),
}  # fmt: skip
