"""A make-believe app whose events, commands, reactions and jobs vanish with the test."""

import pytest
from tests.kernel.things import Things

from fuwutai.kernel import command, events, jobs, reactions


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> Things:
    """Return things to make and change, registered for this test only."""
    monkeypatch.setattr(events, "_registry", dict(events._registry))
    monkeypatch.setattr(command, "_registry", dict(command._registry))
    monkeypatch.setattr(reactions, "_by_code", {code: list(known) for code, known in reactions._by_code.items()})
    monkeypatch.setattr(jobs, "_jobs", {})
    monkeypatch.setattr(jobs, "_crons", {})
    return Things()
