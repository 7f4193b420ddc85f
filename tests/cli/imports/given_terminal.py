"""A terminal in this process: the imports speak to the database of the test."""

from pathlib import Path
from types import ModuleType

import pytest
from django.utils import translation

from fuwutai.cli.imports import runs
from fuwutai.domain.imports import pages


def in_this_process(monkeypatch: pytest.MonkeyPatch, data: Path, module: ModuleType) -> None:
    """Let an import find program and database as they are here, a page being two rows."""
    monkeypatch.setattr(module, "setup_django", lambda data: translation.activate("en"))
    monkeypatch.setattr(module, "migrate_database", lambda data: None)
    monkeypatch.setattr(runs, "is_set_up", lambda data: True)
    monkeypatch.setattr(runs.gc, "freeze", lambda: None)
    monkeypatch.setattr(runs.gc, "set_threshold", lambda *sizes: None)
    monkeypatch.setattr(pages, "ROWS_A_PAGE", 2)
    monkeypatch.setenv("FUWUTAI_DATA", str(data))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
