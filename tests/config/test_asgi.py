"""The shell around pages and streams."""

import asyncio

from a2wsgi import WSGIMiddleware

from fuwutai.config import asgi
from fuwutai.kernel import push


class Line:
    """The two ends of one ASGI conversation."""

    def __init__(self):
        self.incoming = asyncio.Queue()
        self.answers = []

    async def receive(self):
        return await self.incoming.get()

    async def send(self, message):
        self.answers.append(message)

    async def until(self, kind):
        while not any(message["type"] == kind for message in self.answers):
            await asyncio.sleep(0.001)


def during_life(scenario, monkeypatch, stopped):
    """Run a scenario between start-up and shutdown."""
    monkeypatch.setattr(push, "serve", lambda data: lambda: stopped.append(data))

    async def main():
        line = Line()
        life = asyncio.ensure_future(asgi.application({"type": "lifespan"}, line.receive, line.send))
        line.incoming.put_nowait({"type": "lifespan.startup"})
        await line.until("lifespan.startup.complete")
        found = await scenario()
        line.incoming.put_nowait({"type": "lifespan.shutdown"})
        await life
        assert line.answers[-1]["type"] == "lifespan.shutdown.complete"
        return found

    return asyncio.run(asyncio.wait_for(main(), 20))


async def asked(path, **more):
    line = Line()
    line.incoming.put_nowait({"type": "http.request", "body": b"", "more_body": False})
    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": b"", "http_version": "1.1",
        "headers": [(b"host", b"localhost")], "server": ("localhost", 80), "client": ("127.0.0.1", 9), **more,
    }  # fmt: skip
    await asgi.application(scope, line.receive, line.send)
    return line.answers[0]["status"], b"".join(message.get("body", b"") for message in line.answers)


def test_pages_are_answered_by_the_wsgi_application(monkeypatch):
    def pages(environ, start_response):
        start_response("200 OK", [])
        return [environ["PATH_INFO"].encode()]

    monkeypatch.setattr(asgi, "_pages", WSGIMiddleware(pages))
    assert during_life(lambda: asked("/track"), monkeypatch, []) == (200, b"/track")


def test_streams_are_answered_beside_it(monkeypatch):
    assert during_life(lambda: asked("/live/elsewhere"), monkeypatch, []) == (404, b"")


def test_the_end_closes_streams_and_the_socket_of_announcements(monkeypatch):
    stopped = []

    async def hub():
        return asgi._hub

    former = during_life(hub, monkeypatch, stopped)
    assert former.closed and len(stopped) == 1
