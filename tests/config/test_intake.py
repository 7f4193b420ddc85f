"""A request reaches the pages whole or not at all."""

import asyncio

from fuwutai.config import intake


class Caller:
    """Send the given pieces, and keep what is answered."""

    def __init__(self, *pieces, headers=()):
        self.messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        self.scope = {"type": "http", "headers": list(headers)}
        self.answers = []

    def complete(self):
        self.messages[-1]["more_body"] = False
        return self

    async def receive(self):
        return self.messages.pop(0) if self.messages else {"type": "http.disconnect"}

    async def send(self, message):
        self.answers.append(message)


def taken_in(caller):
    """Return what the application got to see: headers and body, or None if it was not called."""
    seen = []

    async def application(scope, receive, send):
        message = await receive()
        seen.append((scope["headers"], message["body"], message["more_body"]))

    asyncio.run(intake.serve_whole(application, caller.scope, caller.receive, caller.send))
    return seen[0] if seen else None


def test_pieces_arrive_as_one_body():
    assert taken_in(Caller(b"subject=", b"%E5%AE%BD", b"").complete()) == ([], b"subject=%E5%AE%BD", False)


def test_a_form_cut_off_by_a_lost_connection_never_reaches_a_page():
    caller = Caller(b"subject=half of what was")
    assert taken_in(caller) is None
    assert caller.answers == []


def test_too_much_is_refused_before_it_is_all_read(monkeypatch):
    monkeypatch.setattr(intake, "LARGEST_BODY_BYTES", 10)
    caller = Caller(b"12345678", b"90123", b"never read").complete()
    assert taken_in(caller) is None
    assert caller.answers[0]["status"] == 413
    assert len(caller.messages) == 1


def test_a_header_that_imitates_one_of_the_proxy_is_left_out():
    headers = [(b"x_forwarded_proto", b"https"), (b"x-forwarded-for", b"192.0.2.7")]
    kept, _body, _more = taken_in(Caller(b"", headers=headers).complete())
    assert kept == [(b"x-forwarded-for", b"192.0.2.7")]
