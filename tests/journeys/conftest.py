"""The stage of the journeys: the real program on an empty disk, and a real Chromium in front of it."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests import given
from tests.conftest import chromium
from tests.journeys.in_process import MONDAY, Open

PATIENCE_SECONDS = 180
expect.set_options(timeout=15_000)  # as long as a click may take: the legs of the suite share two cores
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every journey as one that needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


class Site:
    """The running program: where it is and who can sign in."""

    def __init__(self, facts: dict[str, Any], data: Path) -> None:
        self.url: str = facts["url"]
        self.data = data
        self._accounts = {one["role"]: one for one in facts.get("accounts", [])}

    def account(self, role: str) -> tuple[str, str]:
        """Return user name and password of the demo account with a role."""
        return self._accounts[role]["user"], self._accounts[role]["password"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, program_environment: dict[str, str]) -> Iterator[Site]:
    """Start the demo centre once for all journeys."""
    data = tmp_path_factory.mktemp("journeys") / "data"
    command = [sys.executable, "-m", "fuwutai", "up", "--port", "0", "--demo", "zh", "--data", str(data)]
    with (data.parent / "up.err").open("w+") as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, env=program_environment)
        try:
            yield Site(_facts(process, data, errors.name), data)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=15)


def _facts(process: "subprocess.Popen[bytes]", data: Path, errors: str) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (data / "up.json").exists():
        assert process.poll() is None and time.monotonic() < deadline, Path(errors).read_text()
        time.sleep(0.1)
    facts: dict[str, Any] = json.loads((data / "up.json").read_text())
    return facts


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once for the journeys of a file."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        yield started
        started.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Visit]:
    """Return a function that opens a page as a new visitor: `visit("/submit", width=390, scheme="dark")`.

    At the end of the journey no page may have had an error on its console, a script error or a failed answer.
    """
    contexts, faults = [], []

    def opened(path: str, *, width: int = 1440, scheme: str = "light", language: str = "zh-hans") -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 844 if width < 600 else 900},
            color_scheme=scheme,
            has_touch=width < 600,
        )
        contexts.append(context)
        context.add_cookies([{"name": "fuwutai_language", "value": language, "url": site.url}])
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda said: faults.append(f"{page.url}: {said.text}") if said.type == "error" else None,
        )
        page.on("response", lambda got: faults.append(f"{got.status} {got.url}") if got.status >= 500 else None)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="module")
def beside_the_browser(django_db_setup: None) -> Iterator[None]:
    """Let this thread ask the database, though the driver of the browser keeps a loop in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def opened(live_server: Any, browser: Browser, time_machine: Any) -> Iterator[Open]:
    """Return a function that opens a page of the desk as one of the cast; no page may have had a script error."""
    time_machine.move_to(MONDAY, tick=False)
    contexts, faults = [], []

    def sign_in(path: str, username: str, *, width: int = 1440, language: str = "zh-hans") -> Page:
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 900})
        contexts.append(context)
        context.add_cookies([{"name": "fuwutai_language", "value": language, "url": live_server.url}])
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.goto(f"/desk/sign-in?next={path}")
        page.fill("[name=username]", username)
        page.fill("[name=password]", given.PASSWORD)
        page.click("main [type=submit]")
        expect(page).to_have_url(re.compile(re.escape(path) + "$"))
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert faults == []
