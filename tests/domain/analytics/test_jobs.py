"""The worker counts some blocks at a time and goes on until nothing is left, whatever else waits."""

import pytest
from tests import given

from fuwutai.domain.analytics import following
from fuwutai.domain.analytics.following import follow_some
from fuwutai.domain.analytics.models import CountedCase
from fuwutai.kernel import chain, outbox
from fuwutai.kernel.jobs import enqueue
from fuwutai.kernel.models import JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db


def test_a_long_backlog_is_counted_job_by_job(monkeypatch):
    given.centre()
    follow_some()
    monkeypatch.setattr(following, "BLOCKS_AT_A_TIME", 1)
    for _nth in range(3):
        given.an_open_case()
        chain.seal(JournalEntry._meta.db_table)
    OutboxRow.objects.all().delete()
    enqueue("analytics.count")
    jobs = 0
    while rows := outbox.claim("tests", limit=1):
        assert outbox.run(rows[0])
        jobs += 1
    assert CountedCase.objects.count() == 3 and jobs >= 4
