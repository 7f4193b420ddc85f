"""Who may listen to what: read from the session at the start of a stream and again every minute."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest

from fuwutai.domain.accounts import queries as accounts
from fuwutai.domain.accounts.doors import session_serves
from fuwutai.domain.cases import queries as cases
from fuwutai.kernel.actors import Actor
from fuwutai.live.hub import EVERYTHING

P = ParamSpec("P")
R = TypeVar("R")

Topics = dict[str, str]
CustomerOf = Callable[[HttpRequest], Actor]

# a fixed pool: each thread keeps one connection, so their number is known
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live")


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Return what a function that reads the database returns, without holding up the streams."""

    def call() -> R:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_threads, call)


async def topics_of_cases(case_ids: list[int]) -> Mapping[int, set[str]]:
    """Return the topics under which each case is known now. Cost: 1 statement."""
    return await in_thread(cases.live_topics, case_ids)


def staff_topics(session_key: str, case_id: int | None) -> Topics | None:
    """Return what a signed-in person listens to, or None for a stranger.

    A case is among it only while the person may see it; otherwise the rest is listened to all the same.
    """
    actor = _staff_actor(session_key)
    if actor is None:
        return None
    topics = {f"staff:{actor.id}": "mine"}
    if actor.reach in ("team", "unit", "all"):
        heard = actor.sight if actor.may("complaints.view") else actor.team_ids
        topics |= {f"team:{team_id}": f"team:{team_id}" for team_id in heard}
        if actor.may("customers.restricted"):
            topics |= {f"team:{team_id}:restricted": f"team:{team_id}" for team_id in heard}
    if cases.sees_every_case(actor):
        topics[EVERYTHING] = EVERYTHING
    if case_id is not None and cases.visible_cases(actor).filter(pk=case_id).exists():
        topics[f"case:{case_id}"] = f"case:{case_id}"
    return topics


def customer_topics(session_key: str, number: str, customer_of: CustomerOf) -> Topics | None:
    """Return what somebody from outside listens to: one case that this browser was granted, or None."""
    request = HttpRequest()
    request.session = _session(session_key)
    case = cases.case_by_number(customer_of(request), number)
    return {f"case:{case.pk}": "case"} if case else None


def _staff_actor(session_key: str) -> Actor | None:
    request = HttpRequest()
    request.session = _session(session_key)
    user, outside = get_user(request), bool(request.session.get("outside_factor"))
    if not user.is_authenticated or not session_serves(session_key, has_outside_factor=outside):
        return None
    return accounts.actor_for(user.pk)


def _session(session_key: str) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(session_key)
