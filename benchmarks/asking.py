"""Ask the product inside this process as a signed-in colleague: how long an answer takes and what it costs.

Beside the time by the clock stands what this process worked itself and how long it waited for the database: on a
machine that does something else as well, these say more.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

WARM_UP = 3


@dataclass
class Timed:
    """How long each of several times took, what of it this process worked and the database was waited for, and the most
    statements one of them cost."""

    seconds: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    asked: list[float] = field(default_factory=list)
    statements: int = 0

    def as_dict(self) -> dict[str, float]:
        """Return milliseconds and statements."""
        times = sorted(self.seconds)
        return {
            "p50_ms": round(times[len(times) // 2] * 1e3, 1),
            "p95_ms": round(times[min(len(times) - 1, int(len(times) * 0.95))] * 1e3, 1),
            "own_cpu_ms": round(sorted(self.worked)[len(times) // 2] * 1e3, 1),
            "database_ms": round(sorted(self.asked)[len(times) // 2] * 1e3, 1),
            "statements": self.statements,
            "times": len(times),
        }


class Counted:
    """Counts statements, those apart that only open and end a transaction."""

    number, seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Let one statement through."""
        self.number += not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - began


def timed(ask: Callable[[], Any], times: int) -> dict[str, float]:
    """Return what asking so many times took, after a warm-up."""
    for _turn in range(WARM_UP):
        ask()
    found = Timed()
    for _turn in range(times):
        counted = Counted()
        worked, began = time.process_time(), time.perf_counter()
        with connection.execute_wrapper(counted):
            ask()
        found.seconds.append(time.perf_counter() - began)
        found.worked.append(time.process_time() - worked)
        found.asked.append(counted.seconds)
        found.statements = max(found.statements, counted.number)
    return found.as_dict()


def signed_in(username: str, password: str) -> Any:
    """Return a browser of somebody at the desk; it is answered in this process, which leaves what it has loaded alone
    as the web process does. Raises: SystemExit."""
    from django.conf import settings
    from django.test import Client

    from fuwutai.cli.children import leave_loaded_alone
    from fuwutai.cli.release import collect_static

    collect_static(Path(os.environ["FUWUTAI_DATA"]))
    settings.ALLOWED_HOSTS = ["*"]
    browser = Client()
    answer = browser.post("/desk/sign-in", {"username": username, "password": password})
    if answer.status_code != 303:
        raise SystemExit(f"{username} could not sign in: {answer.status_code}")
    leave_loaded_alone()
    return browser


def page(browser: Any, address: str, holds: str = "") -> Callable[[], Any]:
    """Return the fetching of a page that must hold a text."""

    def ask() -> Any:
        answer = browser.get(address)
        if answer.status_code != 200 or holds.encode() not in answer.content:
            raise SystemExit(f"{address} was answered {answer.status_code} without what it should hold.")
        return answer

    return ask
