"""The streams on the wire: server-sent events as a plain ASGI application."""

import asyncio
import contextlib
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, NamedTuple
from urllib.parse import parse_qs

from django.conf import settings

from fuwutai.live import listeners
from fuwutai.live.hub import RESYNC, Hub, Stream
from fuwutai.live.listeners import CustomerOf, Topics, in_thread

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HEARTBEAT_SECONDS = 15.0
CHECK_SECONDS = 60.0
SEND_PATIENCE_SECONDS = 30.0
GREETING = b"retry: 2000\nid: 0\n\n"
HEARTBEAT = b": here\n\n"
CASE_STREAM = re.compile(r"/live/case/([A-Za-z0-9-]{1,40})")


class Door(NamedTuple):
    """What the caller may listen to now, and the answer to whom that is nothing."""

    check: Callable[[], Topics | None]
    refusal: int


async def serve(hub: Hub, customer_of: CustomerOf, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request below /live/ with a stream, or with the status that says why not."""
    if scope["method"] != "GET":
        return await _refuse(send, 405)
    door = _door(scope, customer_of)
    if door is None:
        return await _refuse(send, 404)
    topics = await in_thread(door.check)
    if topics is None:
        return await _refuse(send, door.refusal)
    stream = Stream(_session_key(scope), topics)
    if not hub.attach(stream):
        return await _refuse(send, 503 if hub.closed else 429)
    try:
        await _talk(hub, stream, door, scope, receive, send)
    finally:
        hub.detach(stream)
    return None


def _door(scope: Scope, customer_of: CustomerOf) -> Door | None:
    key = _session_key(scope)
    if scope["path"] == "/live/desk":
        wanted = parse_qs(scope["query_string"].decode("latin-1")).get("case", [""])[0]
        case_id = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
        return Door(lambda: listeners.staff_topics(key, case_id) if key else None, 401)
    if found := CASE_STREAM.fullmatch(scope["path"]):
        number = found[1]
        return Door(lambda: listeners.customer_topics(key, number, customer_of) if key else None, 404)
    return None


async def _talk(hub: Hub, stream: Stream, door: Door, scope: Scope, receive: Receive, send: Send) -> None:
    reconnected = b"last-event-id" in dict(scope["headers"])
    headers = [
        (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"x-accel-buffering", b"no"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await _write(send, GREETING + (RESYNC if reconnected else b""))
    gone = asyncio.ensure_future(_until_gone(receive))
    pump = asyncio.ensure_future(_pump(hub, stream, door, send))
    try:
        await asyncio.wait({gone, pump}, return_when=asyncio.FIRST_COMPLETED)
        if pump.done():
            pump.result()
            await send({"type": "http.response.body", "body": b""})
    finally:
        for task in (gone, pump):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError, TimeoutError):
                await task


async def _pump(hub: Hub, stream: Stream, door: Door, send: Send) -> None:
    """Send what comes until the stream is ended, its reader loses access, or takes too long to read."""
    next_check = time.monotonic() + CHECK_SECONDS
    while True:
        try:
            message = await asyncio.wait_for(stream.queue.get(), HEARTBEAT_SECONDS)
        except TimeoutError:
            message = HEARTBEAT
        if message is None:
            return
        if time.monotonic() >= next_check:
            topics = await in_thread(door.check)
            if topics is None:
                return
            hub.change_topics(stream, topics)
            next_check = time.monotonic() + CHECK_SECONDS
        await _write(send, message)


async def _write(send: Send, data: bytes) -> None:
    await asyncio.wait_for(send({"type": "http.response.body", "body": data, "more_body": True}), SEND_PATIENCE_SECONDS)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"cache-control", b"no-store"), (b"content-length", b"0")]
    if status == 405:
        headers.append((b"allow", b"GET"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _session_key(scope: Scope) -> str:
    """Return the session of the request's cookie, or "" where there is none."""
    header = b"; ".join(value for name, value in scope["headers"] if name == b"cookie").decode("latin-1")
    try:
        cookie = SimpleCookie(header).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return cookie.value if cookie else ""
