"""Standard phrases that a test begins with."""

from typing import Any

from tests import given

from fuwutai.domain.knowledge.commands import save_folder, save_phrase
from fuwutai.domain.knowledge.models import Phrase, PhraseFolder

GREETING = "{客户称呼}，{时段问候}！我是{客服姓名}，很高兴为您服务。"
PROMISE = "您的工单{工单号}我们会在{承诺时间}前答复。"


def phrase(actor: Any = None, **said: Any) -> Phrase:
    """Return a phrase that Lin has for herself; say what differs, and who writes it."""
    wanted = {"title": "开场", "body": GREETING, **said}
    return save_phrase(actor=actor or given.agent(), **wanted)


def for_all(**said: Any) -> Phrase:
    """Return a phrase that the supervisor wrote for everybody."""
    return phrase(given.supervisor(), for_all=True, **said)


def for_team(code: str = "broadband", **said: Any) -> Phrase:
    """Return a phrase that the supervisor wrote for a team."""
    return phrase(given.supervisor(), team_id=given.team(code).pk, **said)


def folder(name: str = "开场与问候") -> PhraseFolder:
    """Return a folder that the supervisor made."""
    return save_folder(actor=given.supervisor(), name=name)
