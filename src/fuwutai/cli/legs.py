"""The legs of `fuwutai test`: what each runs, where it can run, and how it went."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

CLONE_MARK = hashlib.sha256(str(Path(__file__).resolve()).encode()).hexdigest()[:8]
"""One database for each clone: two may run at once, and what a killed run left behind is used again."""
NO_TESTS = 5
"""Exit code of pytest when nothing was selected."""


@dataclass(frozen=True)
class Leg:
    """One command with its environment; `absent` says why it cannot run here."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    absent: str = ""

    @property
    def is_pytest(self) -> bool:
        """Return whether the leg counts tests; any other leg counts as one check."""
        return "pytest" in self.command


@dataclass(frozen=True)
class Result:
    """How a leg went."""

    leg: Leg
    passed: int
    failed: int
    skipped: int
    seconds: float
    output: str
    ok: bool


def all_legs() -> list[Leg]:
    """Return every leg, longest first, so that two lanes end at about the same time."""
    return [
        _postgres(),
        *_sqlite(),
        _browser(),
        *_checks(),
        _redis(),
    ]


def selected_leg(arguments: Sequence[str]) -> Leg:
    """Return the one leg that runs what somebody picked, on SQLite."""
    return Leg("sqlite", (sys.executable, "-m", "pytest", *arguments))


def report_of(leg: Leg, scratch: Path) -> Path:
    """Return where a leg of pytest leaves its report."""
    return scratch / f"{leg.name}.xml"


def run(leg: Leg, root: Path, scratch: Path, *, live: bool = False) -> Result:
    """Run a leg and count; its output is kept, or shown as it comes when `live`."""
    counts = report_of(leg, scratch)
    command = [*leg.command, f"--junitxml={counts}"] if leg.is_pytest else list(leg.command)
    data = scratch / f"{leg.name}-data"
    environment = {**_clean_environment(), "FUWUTAI_DATA": str(data), **leg.environment}
    started = time.monotonic()
    ended = subprocess.run(
        command,
        cwd=root,
        env=environment,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        stdout=None if live else subprocess.PIPE,
        stderr=None if live else subprocess.STDOUT,
    )
    seconds = time.monotonic() - started
    ok = ended.returncode == 0 or (leg.is_pytest and not live and ended.returncode == NO_TESTS)
    passed, failed, skipped = _counted(counts) if leg.is_pytest else (int(ok), int(not ok), 0)
    if not ok and not failed:
        failed = 1  # it broke before it could count
    return Result(leg, passed, failed, skipped, seconds, ended.stdout or "", ok)


def _checks() -> list[Leg]:
    python = sys.executable
    tools = Path(python).parent
    settings = {"DJANGO_SETTINGS_MODULE": "fuwutai.config.settings_test"}
    return [
        Leg("mypy", (str(tools / "mypy"),)),
        Leg("imports", (str(tools / "lint-imports"), "--no-cache")),
        Leg("templates", (str(tools / "djlint"), "--lint", "--quiet", "src/fuwutai")),
        Leg("reference", (python, "-m", "fuwutai", "reference", "--check")),
        Leg("messages", (python, "-m", "fuwutai", "messages", "--check")),
        Leg("migrations", (python, "-m", "django", "makemigrations", "--check", "--dry-run"), settings),
        Leg("ruff", (str(tools / "ruff"), "check", "--no-fix")),
    ]


def _pytest(name: str, marks: str, environment: dict[str, str] | None = None, absent: str = "") -> Leg:
    return Leg(name, (sys.executable, "-m", "pytest", "-m", marks), environment or {}, absent)


def _sqlite() -> list[Leg]:
    """Return the leg on SQLite, which talks to a directory too; without slapd that part is a leg that is absent."""
    marks = "not browser and not postgres and not redis"
    if slapd() is not None:
        return [_pytest("sqlite", marks)]
    why = "no slapd was found; on Debian: apt-get install -y --no-install-recommends slapd"
    return [_pytest("sqlite", f"{marks} and not directory"), _pytest("directory", "", absent=why)]


def slapd() -> str | None:
    """Return the directory server that the tests start, or None; on Debian it lies where only root looks."""
    names = (os.environ.get("FUWUTAI_TEST_SLAPD", ""), "slapd", "/usr/sbin/slapd")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def _postgres() -> Leg:
    import psycopg

    why = "PostgreSQL answers nowhere; set FUWUTAI_TEST_POSTGRES=postgresql://user@host:5432/postgres"
    given = os.environ.get("FUWUTAI_TEST_POSTGRES")
    usual = [f"postgresql://{user}@127.0.0.1:5432/postgres" for user in ("root", "postgres")]
    for url in [given] if given else usual:
        try:
            with psycopg.connect(url, connect_timeout=3) as connection:
                row = connection.execute(
                    "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
                ).fetchone()
        except psycopg.Error:
            continue
        if row and row[0]:
            own = f"{url.rpartition('/')[0]}/fuwutai_{CLONE_MARK}"  # the runner puts test_ before it
            only_data = {"FUWUTAI_DATABASE_URL": own, "FUWUTAI_TEST_ONLY_DATA": "1"}
            return _pytest("postgresql", "not browser and not redis and not processes and not directory", only_data)
        why = f"the user of {url} may not create a database"
    return _pytest("postgresql", "", absent=why)


def _redis() -> Leg:
    import redis

    url = os.environ.get("FUWUTAI_TEST_REDIS") or "redis://127.0.0.1:6379/15"
    try:
        redis.Redis.from_url(url, socket_connect_timeout=2).ping()
    except redis.RedisError:
        return _pytest("redis", "", absent="Redis answers nowhere; set FUWUTAI_TEST_REDIS=redis://host:6379/15")
    return _pytest("redis", "redis", {"FUWUTAI_TEST_REDIS": url})


def _browser() -> Leg:
    names = ("chromium", "chromium-browser", "google-chrome", "/usr/bin/chromium")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        return _pytest(
            "browser",
            "",
            absent="no Chromium was found; on Debian: apt-get install -y chromium fonts-noto-cjk",
        )
    return _pytest("browser", "browser", {"FUWUTAI_TEST_CHROMIUM": found})


def _clean_environment() -> dict[str, str]:
    ours = (
        "FUWUTAI_DATABASE_URL",
        "FUWUTAI_REDIS_URL",
        "FUWUTAI_HOSTS",
        "FUWUTAI_HTTPS",
        "DJANGO_SETTINGS_MODULE",
    )
    return {name: value for name, value in os.environ.items() if name not in ours} | {
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }


def _counted(file: Path) -> tuple[int, int, int]:
    if not file.is_file():
        return 0, 0, 0
    suites = ElementTree.parse(file).getroot().iter("testsuite")
    total = failed = skipped = 0
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return max(0, total - failed - skipped), failed, skipped
