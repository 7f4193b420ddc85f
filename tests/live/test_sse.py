"""The streams on the wire."""

import asyncio
import json

import pytest

from fuwutai.kernel.actors import Actor
from fuwutai.live import hub as hub_module
from fuwutai.live import listeners, sse
from fuwutai.live.hub import Hub


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Answer from a table instead of the database, and do not wait."""

    async def here(function, *args):
        return function(*args)

    monkeypatch.setattr(sse, "in_thread", here)
    monkeypatch.setattr(hub_module, "BURST_SECONDS", 0.0)
    monkeypatch.setattr(sse, "HEARTBEAT_SECONDS", 0.02)


@pytest.fixture
def allowed(monkeypatch):
    """Return the table of who may listen to what: session → topics."""
    table = {"lin": {"team:1": "team:1"}}
    monkeypatch.setattr(listeners, "staff_topics", lambda key, case_id: table.get(key))
    monkeypatch.setattr(listeners, "customer_topics", lambda key, number, customer_of: table.get((key, number)))
    return table


class Browser:
    """The other end of one request."""

    def __init__(self, path="/live/desk", session="", method="GET", headers=()):
        path, _mark, query = path.partition("?")
        cookies = [(b"cookie", f"theme=dark; fuwutai={session}".encode())] if session else []
        self.scope = {
            "type": "http", "method": method, "path": path, "query_string": query.encode(),
            "headers": [*cookies, *headers],
        }  # fmt: skip
        self.status = None
        self.text = b""
        self.complete = False
        self.left = asyncio.Event()

    async def receive(self):
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.text += message["body"]
            self.complete = not message.get("more_body", False)

    def events(self):
        return [json.loads(line[6:]) for line in self.text.decode().splitlines() if line.startswith('data: {"topic')]


def with_server(scenario):
    """Run a scenario beside a hub for which case 5 is team 1's and case 6 is team 2's."""

    async def main():
        async def resolve(case_ids):
            return {case_id: {f"team:{case_id - 4}"} for case_id in case_ids}

        hub = Hub(resolve)
        running = asyncio.ensure_future(hub.run())

        def open_stream(browser):
            return asyncio.ensure_future(
                sse.serve(hub, lambda request: Actor.customer(), browser.scope, browser.receive, browser.send)
            )

        try:
            return await asyncio.wait_for(scenario(hub, open_stream), 10)
        finally:
            running.cancel()

    return asyncio.run(main())


async def until(condition):
    while not condition():
        await asyncio.sleep(0.001)


@pytest.mark.parametrize(
    ("browser", "status"),
    [
        ({}, 401),
        ({"session": "stranger"}, 401),
        ({"path": "/live/case/20261121-00017", "session": "lin"}, 404),
        ({"path": "/live/case/20261121-00017"}, 404),
        ({"path": "/live/elsewhere", "session": "lin"}, 404),
        ({"session": "lin", "method": "POST"}, 405),
    ],
)
def test_who_may_not_listen_gets_a_status_and_no_stream(allowed, browser, status):
    async def scenario(hub, open_stream):
        caller = Browser(**browser)
        await open_stream(caller)
        return caller

    caller = with_server(scenario)
    assert (caller.status, caller.text, caller.complete) == (status, b"", True)


def test_a_stream_carries_the_own_teams_case_and_never_the_other_teams(allowed):
    async def scenario(hub, open_stream):
        lin = Browser(session="lin")
        task = open_stream(lin)
        await until(lambda: lin.text)
        hub.announced("journal", [["case", 6, "x", 1], ["case", 5, "x", 4]])
        await until(lin.events)
        lin.left.set()
        await task
        return lin

    lin = with_server(scenario)
    assert lin.events() == [{"topic": "team:1", "case": 5, "seq": 4}]
    assert lin.headers[b"content-type"].startswith(b"text/event-stream")
    assert lin.headers[b"cache-control"] == b"no-store"


def test_a_customer_listens_with_the_case_number(allowed):
    allowed["wang", "20261121-00017"] = {"team:1": "case"}

    async def scenario(hub, open_stream):
        wang = Browser("/live/case/20261121-00017", session="wang")
        task = open_stream(wang)
        await until(lambda: wang.text)
        hub.announced("journal", [["case", 5, "x", 4]])
        await until(wang.events)
        wang.left.set()
        await task
        return wang.events()

    assert with_server(scenario) == [{"topic": "case", "case": 5, "seq": 4}]


def test_a_quiet_stream_is_kept_awake(allowed):
    async def scenario(hub, open_stream):
        lin = Browser(session="lin")
        task = open_stream(lin)
        await until(lambda: lin.text.count(sse.HEARTBEAT) >= 2)
        lin.left.set()
        await task
        return lin.text

    assert with_server(scenario).startswith(b"retry: 2000\nid: 0\n\n")


def test_a_browser_that_comes_back_is_told_to_start_over(allowed):
    async def scenario(hub, open_stream):
        lin = Browser(session="lin", headers=[(b"last-event-id", b"7")])
        task = open_stream(lin)
        await until(lambda: lin.text)
        lin.left.set()
        await task
        return lin.text

    assert b"event: resync\n" in with_server(scenario)


def test_rights_are_checked_again_on_an_open_stream(allowed, monkeypatch):
    monkeypatch.setattr(sse, "CHECK_SECONDS", 0.01)

    async def scenario(hub, open_stream):
        lin = Browser(session="lin")
        task = open_stream(lin)
        await until(lambda: lin.text)
        del allowed["lin"]
        await task
        return lin

    assert with_server(scenario).complete


def test_shutting_down_ends_open_streams_and_refuses_new_ones(allowed):
    async def scenario(hub, open_stream):
        lin, late = Browser(session="lin"), Browser(session="lin")
        task = open_stream(lin)
        await until(lambda: lin.text)
        hub.close()
        await task
        await open_stream(late)
        return lin.complete, late.status

    assert with_server(scenario) == (True, 503)


def test_a_browser_that_leaves_is_forgotten(allowed):
    async def scenario(hub, open_stream):
        lin = Browser(session="lin")
        task = open_stream(lin)
        await until(lambda: lin.text)
        lin.left.set()
        await task
        return len(hub._streams)

    assert with_server(scenario) == 0


def test_a_reader_who_takes_nothing_off_the_line_is_given_up(allowed, monkeypatch):
    monkeypatch.setattr(sse, "SEND_PATIENCE_SECONDS", 0.05)

    class Stuck(Browser):
        async def send(self, message):
            if message.get("body", b"").startswith(b": "):
                await asyncio.sleep(60)
            await super().send(message)

    async def scenario(hub, open_stream):
        with pytest.raises(TimeoutError):
            await open_stream(Stuck(session="lin"))
        return len(hub._streams)

    assert with_server(scenario) == 0


def test_too_many_streams_of_one_session_are_refused(allowed):
    async def scenario(hub, open_stream):
        browsers = [Browser(session="lin") for _number in range(hub_module.STREAMS_PER_SESSION)]
        tasks = [open_stream(browser) for browser in browsers]
        await until(lambda: all(browser.text for browser in browsers))
        sixth = Browser(session="lin")
        await open_stream(sixth)
        for browser in browsers:
            browser.left.set()
        await asyncio.gather(*tasks)
        return sixth.status

    assert with_server(scenario) == 429
