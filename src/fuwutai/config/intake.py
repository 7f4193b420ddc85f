"""Take in a whole request before a thread is spent on it.

A slow sender would otherwise hold one of the few threads, and a form cut off by a lost connection would reach
the page as if it were complete.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

LARGEST_BODY_BYTES = 6 * 1024 * 1024
LARGEST_WITH_FILES_BYTES = 26 * 1024 * 1024
"""A file of 25 MB with the form around it."""
TAKES_FILES = re.compile(
    r"/desk/cases/(?:new|\d+/(?:files|reply|note|customer-words))|/submit|/cases/[^/]+/write|/api/v1/cases/\d+/files"
)
MOST_LARGE_AT_ONCE = 4
"""So many requests beyond the ordinary size are in memory at the same time; others are asked to come again."""
COME_BACK_SECONDS = 5
BUSY = "正在接收其他文件，请稍后再试。 Other files are arriving, please try again."
_large_now = 0


async def serve_whole(app: App, scope: Scope, receive: Receive, send: Send) -> None:
    """Call the application with the complete body; answer 413 to too much and nothing to who left.

    Where files are taken more is let in, of few senders at a time: 503 to those who have to wait.
    """
    global _large_now
    parts: list[bytes] = []
    size, more, is_large = 0, True, False
    largest = LARGEST_WITH_FILES_BYTES if TAKES_FILES.fullmatch(scope.get("path", "")) else LARGEST_BODY_BYTES
    try:
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
            if size > largest:
                await _refused(send, 413, "请求内容过大。 The request is too large.")
                return
            if size > LARGEST_BODY_BYTES and not is_large:
                if _large_now >= MOST_LARGE_AT_ONCE:
                    await _refused(send, 503, BUSY)
                    return
                _large_now, is_large = _large_now + 1, True
        await _call(app, scope, parts, receive, send)
    finally:
        _large_now -= is_large


async def _call(app: App, scope: Scope, parts: list[bytes], receive: Receive, send: Send) -> None:
    body = b"".join(parts)
    parts.clear()  # a large body shall not stand in memory twice
    # A header with an underscore would reach Django under the name of one that the proxy is trusted to set.
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    await app({**scope, "headers": headers}, _Replay(body, receive), send)


class _Replay:
    """Hand out the body that was taken in, then whatever else comes."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def __call__(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


async def _refused(send: Send, status: int, words: str) -> None:
    text = words.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    if status == 503:
        headers.append((b"retry-after", str(COME_BACK_SECONDS).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
