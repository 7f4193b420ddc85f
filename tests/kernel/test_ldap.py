"""The way out to directories, against a real slapd: what is encrypted, checked, refused, and how long it takes."""

import socket
import ssl
import threading
import time

import pytest
from tests.slapd import PASSWORD, PEOPLE, READER, READER_PASSWORD, ROOT, other_authority

from fuwutai.kernel import ldap
from fuwutai.kernel.ldap import Place, connected, escaped
from fuwutai.kernel.outgoing import CallFailed

pytestmark = pytest.mark.directory

LIN = f"uid=linxiaoyu,{PEOPLE}"


def place(server, **instead):
    return Place(**{"url": server.encrypted, "authorities": server.authority, "allow_private": True, **instead})


def failure(where):
    with pytest.raises(CallFailed) as failed, connected(where) as opened:
        opened.bind(READER, READER_PASSWORD)
    return failed.value.code


@pytest.fixture
def opened(directory_server):
    with connected(place(directory_server)) as one:
        assert one.bind(READER, READER_PASSWORD)
        yield one


def found(opened, name):
    return [one.dn for one in opened.search(ROOT, f"(uid={escaped(name)})", ["uid"], 5).entries]


def test_a_right_password_is_taken_and_a_wrong_one_not(directory_server):
    ways = [{}, {"url": directory_server.plain, "uses_starttls": True}]
    for way in ways:
        with connected(place(directory_server, **way)) as one:
            assert [one.bind(LIN, PASSWORD), one.bind(LIN, "wrong"), one.bind(LIN, PASSWORD)] == [True, False, True]


def test_an_empty_password_never_leaves_although_the_server_would_take_it(directory_server, opened):
    bind = b"\x02\x01\x03\x04" + bytes([len(LIN)]) + LIN.encode() + b"\x80\x00"  # LDAP 3, the name, an empty password
    body = b"\x02\x01\x01\x60" + bytes([len(bind)]) + bind
    trusting = ssl.create_default_context(cadata=directory_server.authority)
    with (
        socket.create_connection(("127.0.0.1", directory_server.tls_port), timeout=5) as bare,
        trusting.wrap_socket(bare, server_hostname="localhost") as line,
    ):
        line.sendall(b"\x30" + bytes([len(body)]) + body)
        assert b"\x0a\x01\x00" in line.recv(100)  # its answer: success
    assert not any(opened.bind(LIN, password) for password in ("", "\0", "\0x"))
    assert not opened.bind("", PASSWORD)
    assert found(opened, "linxiaoyu") == [LIN]  # nobody else has signed in meanwhile
    assert not opened.bind(LIN, "\u00ad")  # to some a mark that stands for nothing


def test_what_is_typed_is_a_value_and_never_a_part_of_the_filter(opened):
    assert found(opened, "linxiaoyu") == [LIN]
    assert found(opened, "a*b") == [f"uid=a*b,{PEOPLE}"]
    for name in ("*", "lin*", "x)(uid=*", "linxiaoyu)(objectClass=*", "\\2a", "x\0", "", "a~=b", "林"):
        assert found(opened, name) == [], name
    assert escaped("a*(林)\\\0") == r"a\2a\28\e6\9e\97\29\5c\00"


def test_a_search_says_when_there_is_more_than_asked_for(opened):
    two = opened.search(ROOT, "(uid=*)", ["uid"], 2)
    assert (len(two.entries), two.is_cut) == (2, True)
    with pytest.raises(CallFailed) as absent:
        opened.search("ou=nowhere,dc=example,dc=cn", "(uid=*)", ["uid"], 2)
    with pytest.raises(CallFailed) as broken:
        opened.search(ROOT, "(uid=", ["uid"], 2)
    assert (absent.value.code, broken.value.code) == ("no_base", "not_searched")


@pytest.mark.parametrize(
    ("instead", "code"),
    [
        ({"authorities": ""}, "not_trusted"),
        ({"authorities": other_authority()}, "not_trusted"),
        ({"authorities": "no certificate"}, "not_trusted"),
        ({"url": "ldaps://127.0.0.1:{tls}"}, "not_trusted"),  # the certificate is made out to localhost
        ({"url": "ldap://127.0.0.1:{plain}", "uses_starttls": True}, "not_trusted"),
        ({"url": "ldap://localhost:{plain}"}, "wants_tls"),
        ({"url": "ldaps://localhost:{plain}"}, "no_tls"),
        ({"url": "http://localhost:{plain}"}, "wants_tls"),
        ({"url": "ldaps://localhost:1"}, "no_answer"),
        ({"url": "ldaps://nobody.invalid"}, "no_answer"),
        ({"allow_private": False}, "call_forbidden"),
    ],
)
def test_no_password_goes_where_it_is_not_safe(directory_server, instead, code):
    if "url" in instead:
        ports = {"tls": directory_server.tls_port, "plain": directory_server.plain_port}
        instead = {**instead, "url": instead["url"].format(**ports)}
    assert failure(place(directory_server, **instead)) == code


def test_without_encryption_a_directory_is_asked_only_where_that_is_allowed(directory_server):
    with connected(place(directory_server, url=directory_server.plain, allow_plain=True)) as one:
        assert one.bind(READER, READER_PASSWORD)


@pytest.mark.parametrize("way", ["ldaps://localhost:{port}", "ldap://localhost:{port}"])
def test_a_server_that_says_nothing_is_given_up_after_seconds(directory_server, monkeypatch, way):
    monkeypatch.setattr(ldap, "ANSWER_SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url, begun = way.format(port=silent.getsockname()[1]), time.monotonic()
        assert failure(place(directory_server, url=url, uses_starttls=url.startswith("ldap:"))) == "no_answer"
    assert time.monotonic() - begun < 4


def test_an_answer_that_makes_no_sense_is_none(directory_server, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as odd:

        def speak():
            line, _where = odd.accept()
            with line:
                line.recv(100)
                line.sendall(b"0\x0c\x02\x01\x01a\x07\n\x01\xff\x04\x00\x04\x00")

        speaker = threading.Thread(target=speak)
        speaker.start()
        url = f"ldap://localhost:{odd.getsockname()[1]}"
        assert failure(place(directory_server, url=url, allow_plain=True)) == "no_answer"
        speaker.join()
