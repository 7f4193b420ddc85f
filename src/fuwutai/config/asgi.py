"""The ASGI shell: live streams as coroutines, every page as WSGI in a small fixed pool of threads.

Django under ASGI makes a thread, and with it a database connection, for each request; a fixed pool keeps
a few warm ones instead.
"""

import asyncio
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings

from fuwutai.config.intake import Receive, Scope, Send, serve_whole
from fuwutai.config.wsgi import application as wsgi_application
from fuwutai.kernel import push
from fuwutai.live import sse
from fuwutai.live.hub import Hub
from fuwutai.live.listeners import topics_of_cases
from fuwutai.portal.access import customer_of

PAGE_THREADS = 6
QUEUED_CHUNKS = 512
"""Pieces of an answer that may wait for a slow reader without holding its thread."""

_pages: Any = WSGIMiddleware(cast(Any, wsgi_application), workers=PAGE_THREADS, send_queue_size=QUEUED_CHUNKS)
_hub: Hub | None = None


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one connection."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith("/live/") and _hub is not None:
        await sse.serve(_hub, customer_of, scope, receive, send)
    elif scope["type"] == "http":
        await serve_whole(_pages, scope, receive, send)


def close_streams() -> None:
    """End all live streams; the server calls this before it waits for open answers."""
    if _hub is not None:
        _hub.close()


async def _lifespan(receive: Receive, send: Send) -> None:
    global _hub
    await receive()
    try:
        stop_push = _join_push()
        _hub = Hub(topics_of_cases)
        stop_listening = push.listen(_hub.announced)
    except Exception as problem:
        await send({"type": "lifespan.startup.failed", "message": str(problem)})
        raise
    running = asyncio.ensure_future(_hub.run())
    await send({"type": "lifespan.startup.complete"})
    await receive()
    close_streams()
    running.cancel()
    stop_listening()
    stop_push()
    await send({"type": "lifespan.shutdown.complete"})


def _join_push() -> Any:
    if settings.FUWUTAI_REDIS_URL:
        push.connect_redis(settings.FUWUTAI_REDIS_URL)
        return lambda: None
    return push.serve(settings.FUWUTAI_DATA)
