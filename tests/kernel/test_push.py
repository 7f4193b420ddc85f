import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

import fuwutai
from fuwutai.kernel import push

ECHO = """
import sys, time
from pathlib import Path
from fuwutai.kernel import push

def answer(channel, payload):
    if channel == "question":
        push.publish("answer", [payload, {name!r}])

push.listen(answer)
push.{join}
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def heard(monkeypatch):
    """Return what this process hears; nobody listens any more afterwards."""
    monkeypatch.setattr(push, "_listeners", [])
    monkeypatch.setattr(push, "_peers", [])
    lines: list = []
    push.listen(lambda channel, payload: lines.append((channel, payload)))
    return lines


@contextmanager
def another_process(join: str, name: str = "other"):
    """Run a process that answers each question it hears."""
    environment = {**os.environ, "PYTHONPATH": str(Path(fuwutai.__file__).parents[1])}
    script = ECHO.format(join=join, name=name)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen([sys.executable, "-c", script], env=environment, **pipes)
    assert process.stdout.readline() == "ready\n"
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def until(condition, *, doing=lambda: None) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it did not happen within 20 seconds"
        doing()
        time.sleep(0.05)


def ask(number: int):
    return lambda: push.publish("question", number)


def joined(tmp_path: Path) -> str:
    return f"connect(Path({str(tmp_path)!r}))"


def test_what_one_process_announces_the_other_hears(tmp_path, heard):
    stop = push.serve(tmp_path)
    with another_process(joined(tmp_path)):
        until(lambda: ("answer", [1, "other"]) in heard, doing=ask(1))
    stop()


def test_every_process_of_the_host_hears_of_every_other(tmp_path, heard):
    stop = push.serve(tmp_path)
    with another_process(joined(tmp_path), "one"), another_process(joined(tmp_path), "two"):
        both = {("answer", (1, "one")), ("answer", (1, "two"))}
        until(lambda: both <= {(channel, tuple(body)) for channel, body in heard if channel == "answer"}, doing=ask(1))
    stop()


def test_a_web_process_that_restarts_is_found_again(tmp_path, heard):
    stop = push.serve(tmp_path)
    with another_process(joined(tmp_path)):
        until(lambda: ("answer", [1, "other"]) in heard, doing=ask(1))
        stop()
        assert not push.socket_path(tmp_path).exists()
        stop_again = push.serve(tmp_path)
        until(lambda: ("answer", [2, "other"]) in heard, doing=ask(2))
    stop_again()


def test_a_successor_on_the_same_socket_is_not_cut_off_by_its_predecessor(tmp_path, heard):
    stop_first = push.serve(tmp_path)
    stop_second = push.serve(tmp_path)
    stop_first()
    with another_process(joined(tmp_path)):
        until(lambda: ("answer", [1, "other"]) in heard, doing=ask(1))
    stop_second()
    assert not push.socket_path(tmp_path).exists()


def test_only_the_owner_may_use_the_socket(tmp_path, heard):
    stop = push.serve(tmp_path)
    assert push.socket_path(tmp_path).stat().st_mode & 0o777 == 0o600
    stop()


def test_a_path_too_long_for_a_socket_moves_to_the_temporary_directory(tmp_path):
    deep = tmp_path / ("x" * 120)
    assert len(str(push.socket_path(deep))) <= push.MAX_SOCKET_PATH
    assert push.socket_path(deep) == push.socket_path(deep) != push.socket_path(tmp_path / ("y" * 120))


def test_a_peer_that_does_not_read_is_dropped_and_harms_nobody(tmp_path, heard):
    stop = push.serve(tmp_path)
    deaf = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    deaf.connect(str(push.socket_path(tmp_path)))
    until(lambda: len(push._peers) == 1)
    until(lambda: not push._peers, doing=lambda: push.publish("noise", "x" * 500_000))
    push.publish("news", 1)
    assert heard[-1] == ("news", 1)
    deaf.close()
    stop()


def test_damaged_lines_and_failing_listeners_are_logged_and_passed_over(heard, caplog):
    def fail(channel, payload):
        raise RuntimeError

    push._listeners.insert(0, fail)
    push._dispatch("{damaged")
    push.publish("news", 1)
    assert heard == [("news", 1)]
    assert "could not be read" in caplog.text
    assert "a listener failed" in caplog.text


def test_who_stopped_listening_hears_no_more(heard):
    more: list = []
    end = push.listen(lambda channel, payload: more.append(payload))
    push.publish("news", 1)
    end()
    end()
    push.publish("news", 2)
    assert more == [1]


def test_without_redis_announcements_are_lost_quietly(heard, monkeypatch, caplog):
    class Gone:
        def publish(self, channel, line):
            raise ConnectionError

    monkeypatch.setattr(push, "_redis", Gone())
    push.publish("news", 1)
    assert "Redis did not take an announcement" in caplog.text


@pytest.mark.redis
def test_processes_on_several_hosts_hear_each_other_over_redis(heard):
    import redis

    url = os.environ["FUWUTAI_TEST_REDIS"]
    client = redis.Redis.from_url(url, socket_timeout=None)
    subscription = client.pubsub(ignore_subscribe_messages=True)
    subscription.subscribe("fuwutai")
    number = os.getpid()
    answer = f'["answer",[{number},"over redis"]]'
    answers: list[str] = []

    def talk() -> None:
        client.publish("fuwutai", f'["question",{number}]')
        while message := subscription.get_message(timeout=0.2):
            answers.append(message["data"].decode())

    with another_process(f"connect_redis({url!r})", "over redis"):
        until(lambda: answer in answers, doing=talk)
    client.close()
