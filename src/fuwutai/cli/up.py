"""`fuwutai up`: one command that makes a data directory ready and keeps web and worker running.

This process holds the lock of the data directory and the listening socket, and loads no Django.
"""

import argparse
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from fuwutai.cli.children import PARENT, Child, stop_all
from fuwutai.cli.preflight import WILDCARDS, check_directory, claim_directory, is_loopback, open_port, url_of
from fuwutai.cli.readiness import probe
from fuwutai.cli.trouble import ENVIRONMENT, Trouble
from fuwutai.cli.welcome import welcome
from fuwutai.cli.words import words as _
from fuwutai.kernel.durable_file import write_whole

TICK_SECONDS = 0.05
LOOK_SECONDS = 1.0
STOP_PATIENCE_SECONDS = 6.5
FAILURES_IN_A_ROW = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take where to listen and what a new data directory begins with."""
    parser.add_argument("--host", default="127.0.0.1", help=_("address to listen on (default 127.0.0.1)"))
    parser.add_argument("--port", type=_port, default=8000, help=_("port to listen on (default 8000)"))
    content = parser.add_mutually_exclusive_group()
    content.add_argument(
        "--empty", action="store_true", help=_("begin without the demo; a page asks for the centre's name")
    )
    content.add_argument("--demo", choices=["zh", "en"], help=_("language of the demo centre (default zh)"))
    parser.add_argument("--as-of", type=_day, metavar="DATE", help=_("day on which the demo plays (default today)"))


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(_("a port is a number from 0 to 65535"))
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("a day is written like 2026-11-21")) from None


def run(args: argparse.Namespace) -> int:
    """Serve until SIGINT or SIGTERM. Raises: Trouble."""
    data: Path = args.data
    check_directory(data)
    with claim_directory(data), open_port(args.host, args.port) as listener, Stop() as stop:
        (data / "up.json").unlink(missing_ok=True)
        token = _guard_setup(data, args.host)
        os.environ["FUWUTAI_HOSTS"] = _host_names(args.host)
        content = _prepare(args, stop)
        if content is None:
            return 0
        web = Child("web", ["--fd", str(listener.fileno())], pass_fds=[listener.fileno()])
        worker = Child("worker", [])
        up = Supervisor(data, url_of(listener, args.host), content, [web, worker])
        up.setup_token, up.as_json = token, args.json
        try:
            up.run(stop)
        finally:
            (data / "up.json").unlink(missing_ok=True)
            stop_all([web, worker], STOP_PATIENCE_SECONDS)
    print(_("Fuwutai has stopped."), file=sys.stderr)
    return 0


class Stop:
    """Whether somebody asked this process to end; handlers only set a flag, so they interrupt nothing."""

    asked = False

    def __enter__(self) -> "Stop":
        self._earlier = {one: signal.signal(one, self._ask) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        return self

    def __exit__(self, *_problem: object) -> None:
        for one, handler in self._earlier.items():
            signal.signal(one, handler)

    def _ask(self, *_signal: object) -> None:
        self.asked = True


class Supervisor:
    """Web and worker, watched until the end."""

    setup_token = ""
    as_json = False

    def __init__(self, data: Path, url: str, content: dict[str, Any], children: list[Child]) -> None:
        self.data = data
        self.url = url
        self.content = content
        self.children = children
        self.web = children[0]
        self.announced = False
        self._next_look = 0.0

    def run(self, stop: Stop) -> None:
        """Tend the children until asked to stop. Raises: Trouble when web fails again and again."""
        while not stop.asked:
            for child in self.children:
                child.tend()
            if self.web.failures >= FAILURES_IN_A_ROW:
                why = self.web.last_words or _("it left no message")
                raise Trouble(
                    _("The web process failed %(count)s times in a row: %(why)s")
                    % {"count": FAILURES_IN_A_ROW, "why": why}
                )
            if self.web.is_ready and not self.announced and time.monotonic() >= self._next_look:
                self._next_look = time.monotonic() + LOOK_SECONDS
                if probe(self.url, "/readyz"):
                    self._announce()
            time.sleep(TICK_SECONDS)

    def _announce(self) -> None:
        facts: dict[str, Any] = {"url": self.url, "pid": os.getpid()}
        if self.content["accounts"]:
            facts["accounts"] = self.content["accounts"]
        write_whole(self.data / "up.json", json.dumps(facts, ensure_ascii=False).encode() + b"\n")
        if self.as_json:
            print(json.dumps(facts, ensure_ascii=False), flush=True)
        else:
            print(welcome(facts, staff=self.content["staff"], token=self.setup_token), flush=True)
        self.announced = True


def _prepare(args: argparse.Namespace, stop: Stop) -> dict[str, Any] | None:
    """Run `fuwutai prepare`; return what it found, or None when asked to stop meanwhile."""
    command = [sys.executable, "-m", "fuwutai", "prepare"]
    if not args.empty:
        command += ["--demo", args.demo or "zh"]
        if args.as_of:
            command += ["--as-of", args.as_of.isoformat()]
    environment = {**os.environ, PARENT: str(os.getpid())}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment, process_group=0, text=True
    )
    while process.poll() is None:
        if stop.asked:
            process.kill()  # every step of it is a transaction or is done again at the next start
            process.wait()
            return None
        time.sleep(TICK_SECONDS)
    assert process.stdout is not None
    if process.returncode != 0:
        sys.exit(process.returncode if process.returncode > 0 else ENVIRONMENT)
    content: dict[str, Any] = json.load(process.stdout)
    return content


def _guard_setup(data: Path, host: str) -> str:
    """Return the token that the first-administrator page asks for where others could reach it, else ""."""
    file = data / "setup.token"
    behind_proxy = bool(os.environ.get("FUWUTAI_HOSTS") or os.environ.get("FUWUTAI_HTTPS"))
    if is_loopback(host) and not behind_proxy:
        file.unlink(missing_ok=True)
        return ""
    if not file.is_file():
        write_whole(file, secrets.token_urlsafe(24).encode())
    return file.read_text()


def _host_names(host: str) -> str:
    """Return the names under which web answers: those given, and always those by which `up` itself asks."""
    own = ["localhost", "127.0.0.1", "[::1]"]
    if given := os.environ.get("FUWUTAI_HOSTS"):
        return ",".join([given, *own])
    if host in WILDCARDS:
        return "*"
    return ",".join([*own, f"[{host}]" if ":" in host else host])
