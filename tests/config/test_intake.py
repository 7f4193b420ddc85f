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


LARGE = b"x" * (intake.LARGEST_BODY_BYTES + 1)


def on(path, *pieces):
    caller = Caller(*pieces).complete()
    caller.scope["path"] = path
    return caller


def test_more_is_let_in_where_files_are_taken_and_nowhere_else():
    for path in (
        "/desk/cases/7/files", "/desk/cases/7/reply", "/submit", "/cases/261121-0042-7/write", "/api/v1/cases/7/files",
    ):  # fmt: skip
        assert taken_in(on(path, LARGE))[1] == LARGE
    for path in ("/desk/cases/7/take", "/desk/cases/7/files/9/drop", "/submit/", "/track", "/api/v1/cases"):
        caller = on(path, LARGE)
        assert taken_in(caller) is None
        assert caller.answers[0]["status"] == 413


def test_a_file_beyond_the_largest_is_refused_there_too(monkeypatch):
    monkeypatch.setattr(intake, "LARGEST_WITH_FILES_BYTES", len(LARGE))
    caller = on("/submit", LARGE, b"1")
    assert taken_in(caller) is None
    assert caller.answers[0]["status"] == 413


def test_too_many_large_requests_at_once_are_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(intake, "_large_now", intake.MOST_LARGE_AT_ONCE)
    caller = on("/submit", LARGE)
    assert taken_in(caller) is None
    assert caller.answers[0]["status"] == 503
    assert dict(caller.answers[0]["headers"])[b"retry-after"] == b"5"
    assert taken_in(on("/submit", b"small"))[1] == b"small"


def test_the_place_of_a_large_request_is_free_again_whatever_became_of_it():
    taken_in(on("/submit", LARGE))
    left = on("/submit", LARGE)
    left.messages[-1]["more_body"] = True  # whoever sent it leaves
    assert taken_in(left) is None
    assert intake._large_now == 0
