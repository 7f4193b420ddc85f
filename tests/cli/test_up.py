"""`fuwutai up` as a person meets it: real processes on an empty centre in a directory of their own."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from fuwutai.cli import up as up_module

pytestmark = pytest.mark.processes
PATIENCE_SECONDS = 60


class Running:
    """One `fuwutai up --empty`."""

    def __init__(self, data, environment, *more):
        self.data = data
        (data / "up.json").unlink(missing_ok=True)  # left by a start that was killed
        command = [sys.executable, "-m", "fuwutai", "up", "--data", str(data), "--port", "0", *more]
        self.errors = (data.parent / f"{data.name}.err").open("w+")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.errors, env=environment, text=True)

    def wait(self):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (self.data / "up.json").exists():
            assert self.process.poll() is None and time.monotonic() < deadline, self.said()
            time.sleep(0.05)
        self.facts = json.loads((self.data / "up.json").read_text())
        return self

    def get(self, path):
        with urllib.request.urlopen(self.facts["url"] + path, timeout=10) as answer:
            return json.loads(answer.read())

    def child(self, name):
        wanted = f"fuwutai\0{name}\0".encode()
        for entry in Path("/proc").iterdir():
            try:
                status = (entry / "status").read_text()
                if f"PPid:\t{self.process.pid}\n" in status and wanted in (entry / "cmdline").read_bytes():
                    return int(entry.name)
            except OSError:
                continue
        return None

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        out, _nothing = self.process.communicate(timeout=15)
        return self.process.returncode, out

    def said(self):
        self.errors.flush()
        return Path(self.errors.name).read_text()


@pytest.fixture(scope="module")
def centre(tmp_path_factory, program_environment):
    """Return a data directory that was brought to this release once."""
    data = tmp_path_factory.mktemp("up") / "data"
    subprocess.run(
        [sys.executable, "-m", "fuwutai", "migrate", "--data", str(data)], env=program_environment, check=True
    )
    return data


@pytest.fixture
def up(centre, program_environment):
    started = []

    def start(*more, data=centre, wait=True):
        running = Running(data, program_environment, "--empty", *more)
        started.append(running)
        return running.wait() if wait else running

    yield start
    for running in started:
        running.stop()
        running.errors.close()


def ended(command, environment):
    return subprocess.run(
        [sys.executable, "-m", "fuwutai", "up", *command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )


def test_it_announces_itself_and_stops_without_a_trace(up, centre):
    running = up()
    assert set(running.facts) == {"url", "pid"} and running.facts["pid"] == running.process.pid
    assert running.get("/healthz")["status"] == "ok"
    assert set(running.get("/readyz")) == {"status", "checks"}
    code, out = running.stop(signal.SIGINT)
    assert code == 0
    assert running.facts["url"] in out and "/setup" in out
    assert not (centre / "up.json").exists() and not (centre / "push.sock").exists()


def test_it_stops_within_seconds_while_a_request_is_open(up):
    running = up()
    host, port = running.facts["url"].removeprefix("http://").split(":")
    import socket

    with socket.create_connection((host, int(port))) as idle:
        idle.sendall(b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n1")
        started = time.monotonic()
        assert running.stop()[0] == 0
        assert time.monotonic() - started < 8


def test_a_second_start_is_refused_with_the_address_of_the_first(up, centre, program_environment):
    running = up()
    second = ended(["--data", str(centre), "--port", "0"], program_environment)
    assert (second.returncode, second.stdout) == (3, "")
    assert running.facts["url"] in second.stderr and second.stderr.count("\n") == 1
    assert running.get("/healthz")["status"] == "ok"


def test_killed_children_come_back_on_the_same_address(up):
    running = up()
    web, worker = running.child("web"), running.child("worker")
    os.kill(web, signal.SIGKILL)
    os.kill(worker, signal.SIGKILL)
    assert running.get("/healthz")["status"] == "ok", "the listening socket outlives the web process"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while running.child("worker") in (None, worker):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert running.child("web") not in (None, web)
    assert "SIGKILL" in running.said()


def test_children_do_not_outlive_a_killed_supervisor(up, centre):
    running = up()
    children = [running.child("web"), running.child("worker")]
    running.process.kill()
    running.process.wait()
    deadline = time.monotonic() + 5
    while any(
        Path(f"/proc/{pid}/exe").exists() and b"fuwutai" in Path(f"/proc/{pid}/cmdline").read_bytes()
        for pid in children
    ):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert up().get("/healthz")["status"] == "ok"


def test_a_database_of_a_newer_release_is_refused_untouched(tmp_path, centre, program_environment):
    newer = tmp_path / "newer"
    newer.mkdir()
    with (
        sqlite3.connect(centre / "fuwutai.sqlite3") as source,
        sqlite3.connect(newer / "fuwutai.sqlite3") as copy,
    ):
        source.backup(copy)
        copy.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_later', '2030-01-01')")
    source.close()
    copy.close()
    before = (newer / "fuwutai.sqlite3").read_bytes()
    refused = ended(["--data", str(newer), "--port", "0", "--empty"], program_environment)
    assert refused.returncode == 3
    assert "cases.9999_later" in refused.stderr and refused.stderr.count("\n") == 1
    assert (newer / "fuwutai.sqlite3").read_bytes() == before and not (newer / "backups").exists()


def test_an_older_database_is_backed_up_before_it_is_migrated(tmp_path, centre, program_environment):
    older = tmp_path / "older"
    older.mkdir()
    with (
        sqlite3.connect(centre / "fuwutai.sqlite3") as source,
        sqlite3.connect(older / "fuwutai.sqlite3") as copy,
    ):
        source.backup(copy)
        copy.execute("DROP TABLE django_session")
        copy.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    source.close()
    copy.close()
    migrated = subprocess.run(
        [sys.executable, "-m", "fuwutai", "migrate", "--data", str(older)],
        env=program_environment,
        capture_output=True,
        text=True,
    )
    assert migrated.returncode == 0, migrated.stderr
    assert [file.suffix for file in (older / "backups").iterdir()] == [".age"]


def test_a_database_out_of_reach_is_one_sentence(tmp_path, program_environment):
    environment = {**program_environment, "FUWUTAI_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    refused = ended(["--data", str(tmp_path / "d"), "--port", "0"], environment)
    assert refused.returncode == 3
    assert "database cannot be reached" in refused.stderr and refused.stderr.count("\n") == 1


def test_a_reachable_address_needs_the_token_to_make_the_first_administrator(up, tmp_path):
    running = up("--host", "0.0.0.0", data=tmp_path / "open")
    token = (running.data / "setup.token").read_text()
    _code, out = running.stop()
    assert len(token) >= 30 and f"/setup?token={token}" in out


@pytest.mark.parametrize(
    ("host", "given", "names"),
    [
        ("127.0.0.1", None, "localhost,127.0.0.1,[::1],127.0.0.1"),
        ("192.0.2.7", None, "localhost,127.0.0.1,[::1],192.0.2.7"),
        ("2001:db8::1", None, "localhost,127.0.0.1,[::1],[2001:db8::1]"),
        ("0.0.0.0", None, "*"),
        ("0.0.0.0", "desk.example.com", "desk.example.com,localhost,127.0.0.1,[::1]"),
    ],
)
def test_web_answers_under_the_names_given_and_those_it_is_watched_by(monkeypatch, host, given, names):
    monkeypatch.delenv("FUWUTAI_HOSTS", raising=False)
    if given:
        monkeypatch.setenv("FUWUTAI_HOSTS", given)
    assert up_module._host_names(host) == names


@pytest.mark.parametrize(
    ("host", "variable", "guarded"),
    [("127.0.0.1", None, False), ("0.0.0.0", None, True), ("127.0.0.1", "FUWUTAI_HOSTS", True), ("::1", None, False)],
)
def test_the_token_is_asked_for_wherever_others_could_reach_the_page(tmp_path, monkeypatch, host, variable, guarded):
    for name in ("FUWUTAI_HOSTS", "FUWUTAI_HTTPS"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, "desk.example.com")
    token = up_module._guard_setup(tmp_path, host)
    assert bool(token) is guarded is (tmp_path / "setup.token").exists()
    assert up_module._guard_setup(tmp_path, host) == token, "a start after the first keeps the address that was printed"
