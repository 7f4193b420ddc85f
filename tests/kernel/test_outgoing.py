"""Calls to others go to public addresses only, and take in no more than is sensible."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from fuwutai.kernel.outgoing import CallFailed, CallForbidden, Gate, fetch, guarded_session, is_public


class Answering(BaseHTTPRequestHandler):
    """Answer, lead elsewhere, or answer for ever, as the address says; remember what was asked."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(302 if self.path == "/elsewhere" else 200)
        if self.path == "/elsewhere":
            self.send_header("Location", "/there")
        self.end_headers()
        self.wfile.write(b"x" * (4000 if self.path == "/long" else 2))

    def log_message(self, *args: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def server() -> Iterator[str]:
    """Return the address of a server on this machine."""
    Answering.asked.clear()
    running = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "nonsense",
    ],
)  # fmt: skip
def test_what_only_this_network_reaches_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "114.114.114.114", "2400:3200::1", "::ffff:1.1.1.1"])
def test_what_anybody_reaches_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1", "[::1]", "[::ffff:7f00:1]"]
)
def test_no_way_of_writing_this_machine_reaches_it(server, host):
    with pytest.raises(CallForbidden):
        fetch("GET", f"http://{host}:{server.rpartition(':')[2]}/")
    assert Answering.asked == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://1.1.1.1/", "gopher://1.1.1.1/", "http:///x", "", "http://me:secret@1.1.1.1/"]
)
def test_only_plain_web_addresses_are_called(url):
    with pytest.raises(CallForbidden):
        fetch("GET", url)


def test_a_name_with_one_private_address_is_not_called(server, monkeypatch):
    port = int(server.rpartition(":")[2])
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in ("1.1.1.1", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **more: both)
    with pytest.raises(CallForbidden):
        fetch("GET", f"http://example.com:{port}/")
    assert Answering.asked == []


def test_a_name_that_changes_its_address_is_asked_once_and_held_to_it(server, monkeypatch):
    port = int(server.rpartition(":")[2])
    answers = iter(["1.1.1.1", "127.0.0.1", "127.0.0.1"])

    def changing(*args: object, **more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    called: list[tuple[str, int]] = []

    def connecting(where: tuple[str, int], **more: object) -> socket.socket:
        called.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    monkeypatch.setattr(socket, "create_connection", connecting)
    with pytest.raises(CallFailed):
        fetch("GET", f"http://example.com:{port}/")
    assert called == [("1.1.1.1", port)]
    assert Answering.asked == []


def test_an_address_an_administrator_vouched_for_may_be_inside(server):
    answer = fetch("GET", f"{server}/", allow_private=True)
    assert (answer.status_code, answer.content) == (200, b"xx")


def test_a_redirect_is_not_followed(server):
    assert fetch("GET", f"{server}/elsewhere", allow_private=True).status_code == 302
    with guarded_session(allow_private=True) as session:
        assert session.get(f"{server}/elsewhere").status_code == 302
    assert Answering.asked == ["/elsewhere", "/elsewhere"]


def test_an_answer_without_end_is_cut_off(server):
    with pytest.raises(CallFailed) as failed:
        fetch("GET", f"{server}/long", allow_private=True, most_bytes=3999)
    assert not isinstance(failed.value, CallForbidden)
    assert len(fetch("GET", f"{server}/long", allow_private=True, most_bytes=4000).content) == 4000


def test_no_proxy_of_the_environment_sees_the_call(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert fetch("GET", f"{server}/", allow_private=True).status_code == 200


def test_a_gate_lets_so_many_through_at_once_and_refuses_the_others_after_a_moment():
    gate = Gate(2)
    with gate.passed(), pytest.raises(ValueError), gate.passed():
        with pytest.raises(CallFailed) as refused, gate.passed():
            pytest.fail("there was no place")
        assert refused.value.code == "too_many_at_once"
        raise ValueError
    with gate.passed(), gate.passed():
        pass
