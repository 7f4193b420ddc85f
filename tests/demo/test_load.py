"""The demo centre is set up whole through commands."""

from datetime import UTC, date, datetime

import pytest

from fuwutai.demo import load
from fuwutai.domain.accounts.queries import centre
from fuwutai.domain.cases.models import Case, Macro, SavedView
from fuwutai.domain.customers.models import Organisation
from fuwutai.kernel import outbox, worker
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.models import JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_demo_opens_with_the_last_day_and_the_worker_plays_the_rest(language, monkeypatch):
    monkeypatch.setattr(load, "CASES", 40)
    load.plan.cache_clear()
    accounts = load.begin(language=language, as_of=date(2026, 11, 19))
    assert {account["role"] for account in accounts} == {"agent", "supervisor", "administrator"}
    at_once = Case.objects.count()
    assert 0 < at_once < 40
    worker.drain(limit=200)
    load.plan.cache_clear()
    assert Case.objects.filter(merged_into=None).count() == 40
    assert list(outbox.parked()) == []
    assert not OutboxRow.objects.filter(name="demo.play_case").exists()
    assert len(set(Case.objects.values_list("status", flat=True))) >= 3
    assert centre().is_demo
    assert SavedView.objects.filter(for_all=True).count() == 3 and Macro.objects.count() == 2
    assert Organisation.objects.count() == 1 and not OutboxRow.objects.filter(name="demo.know_customers").exists()


def test_the_same_day_gives_the_same_history(monkeypatch):
    monkeypatch.setattr(load, "CASES", 12)
    load.plan.cache_clear()
    load.begin(language="zh", as_of=date(2026, 11, 19))
    worker.drain(limit=200)
    load.plan.cache_clear()
    seen = [
        (entry.at.isoformat(), entry.code) for entry in JournalEntry.objects.filter(subject="case").order_by("at", "id")
    ]
    planned = load.timeline(load.scenario("zh"), load._moment(load.scenario("zh"), date(2026, 11, 19)), load.SEED, 12)
    opened = sorted(case.opened_at.isoformat() for case in planned)
    assert [at for at, code in seen if code == "cases.case_opened"] == opened


def test_only_the_platform_itself_plays_the_demo():
    with pytest.raises(Refused):
        load.fill_in(actor=Actor.customer(), language="zh", as_of=datetime(2026, 11, 19, tzinfo=UTC), count=3)
    assert not OutboxRow.objects.exists()
