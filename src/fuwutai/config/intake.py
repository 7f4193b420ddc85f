"""Take in a whole request before a thread is spent on it.

A slow sender would otherwise hold one of the few threads, and a form cut off by a lost connection would reach
the page as if it were complete.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

LARGEST_BODY_BYTES = 6 * 1024 * 1024


async def serve_whole(app: App, scope: Scope, receive: Receive, send: Send) -> None:
    """Call the application with the complete body; answer 413 to too much and nothing to who left."""
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
        if size > LARGEST_BODY_BYTES:
            await _too_large(send)
            return
    # A header with an underscore would reach Django under the name of one that the proxy is trusted to set.
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    await app({**scope, "headers": headers}, _Replay(b"".join(parts), receive), send)


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


async def _too_large(send: Send) -> None:
    text = "请求内容过大。 The request is too large.".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text})
