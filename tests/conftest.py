"""What every test starts from: nothing remembered by the process from the test before."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils import translation
from tests.forgetting import forget_everything
from tests.slapd import Slapd, running

import fuwutai
from fuwutai.cli.legs import slapd
from fuwutai.kernel import memo, rate_limit

OWN_SETTINGS = ("FUWUTAI_DATABASE_URL", "FUWUTAI_REDIS_URL", "FUWUTAI_HOSTS", "FUWUTAI_HTTPS")


def chromium() -> str | None:
    """Return the Chromium that the browser tests drive, or None."""
    names = (os.environ.get("FUWUTAI_TEST_CHROMIUM", ""), "chromium", "google-chrome", "/usr/bin/chromium")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known by which a test says which clauses it proves; `./fuwutai test` keeps the results."""
    config.addinivalue_line("markers", "proves(clause, ...): shows that the system does what these clauses ask for")


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """Write into the report which clauses a test proves; its parameters do not count as tests of their own."""
    for mark in item.iter_markers("proves"):
        item.user_properties += [("proves", clause) for clause in mark.args]
    if item.user_properties:
        item.user_properties.append(("test", item.nodeid.partition("[")[0]))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, with the reason, what was picked by hand but cannot run here; whole legs are picked by marks.

    What asks no database is the same on every one, so the second one leaves it to the first.
    """
    if os.environ.get("FUWUTAI_TEST_ONLY_DATA"):
        left = [item for item in items if not _asks_a_database(item)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if _asks_a_database(item)]
    absent = {
        "postgres": None
        if connection.vendor == "postgresql"
        else "needs FUWUTAI_DATABASE_URL=postgresql://…",
        "redis": None if os.environ.get("FUWUTAI_TEST_REDIS") else "needs FUWUTAI_TEST_REDIS=redis://…",
        "browser": None if chromium() else "needs Chromium",
        "directory": None if slapd() else "needs slapd",
    }
    for item in items:
        for mark, why in absent.items():
            if why and item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=why))


def _asks_a_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Empty the caches of the process: each test has a database of its own, and no memo ages while it runs."""
    monkeypatch.setattr(memo, "FRESH_SECONDS", 3_600.0)
    forget_everything()
    rate_limit.forget_all()
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def directory_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slapd]:
    """Return a real directory server with people; for tests that are marked `directory`."""
    with running(tmp_path_factory.mktemp("slapd")) as server:
        yield server


@pytest.fixture(scope="session")
def program_environment() -> dict[str, str]:
    """Return the environment of a `fuwutai` process that has nothing to do with the settings of this run."""
    left_out = (*OWN_SETTINGS, "FUWUTAI_DATA", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {
        **kept,
        "PYTHONPATH": str(Path(fuwutai.__file__).parents[1]),
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }
