"""The nightly look through the chain: the same answer as the command line, kept, and told where it is broken."""

import pytest
from tests import given
from tests.kernel.chained import fresh_data
from tests.rows import nothing_changes

from fuwutai.domain.compliance.commands import check_chain, note_chain_check
from fuwutai.domain.compliance.findings import broken_chain, chain_checks
from fuwutai.domain.compliance.jobs import check
from fuwutai.domain.compliance.models import ChainCheck
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel import chain, worker
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.models import AccessEntry, JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db
_data = pytest.fixture(autouse=True, name="data")(fresh_data)


@pytest.fixture
def sealed(data):
    """Seal what a day of work leaves behind."""
    given.an_open_case()
    chain.seal_all()


def test_a_whole_chain_is_noted_and_nobody_is_told(sealed):
    check({})
    kept = ChainCheck.objects.get()
    told = chain.verify()
    assert (kept.broken_why, kept.sealed) == ("", told.sealed)
    assert kept.sealed > 5 and broken_chain() == ""
    assert not Notice.objects.filter(code="compliance.chain_broken").exists()


def test_a_changed_row_is_noted_with_its_place_and_those_who_watch_are_told(sealed):
    first = JournalEntry.objects.order_by("pk").first()
    JournalEntry.objects.filter(pk=first.pk).update(command="tampered")
    check({"staff_id": given.administrator().id})
    (kept,) = chain_checks(given.administrator())
    assert (kept.broken_table, kept.broken_seq, kept.broken_why) == ("kernel_journalentry", 1, "changed")
    assert kept.by_id == given.administrator().id and broken_chain() == "changed"
    notice = Notice.objects.get(code="compliance.chain_broken")
    assert (notice.staff_id, notice.data) == (given.administrator().id, {"why": "changed"})


def test_a_head_file_that_cannot_be_read_is_noted(sealed, data):
    (data / "audit.head").write_text("{")
    check({})
    assert ChainCheck.objects.get().broken_why == "unreadable"


def test_a_person_asks_and_the_worker_looks_once(sealed):
    he = given.administrator()
    check_chain(actor=he)
    check_chain(actor=he)
    assert OutboxRow.objects.filter(name="compliance.check_chain").count() == 1
    worker.drain()
    assert ChainCheck.objects.get().by_id == he.id


@pytest.mark.parametrize("who", [given.LIN, given.CHEN])
def test_others_may_not_ask_and_see_nothing(who):
    actor = given.actor(who)
    assert chain_checks(actor) == []
    with nothing_changes():
        with pytest.raises(Refused):
            check_chain(actor=actor)
        with pytest.raises(Refused):
            note_chain_check(actor=actor, result=None, took_ms=1, staff_id=None)


def test_a_changed_look_is_noticed_like_a_changed_event(sealed):
    entry = record_access(given.agent(), "view_case", subject="case", subject_id=1)
    chain.seal_all()
    AccessEntry.objects.filter(pk=entry.pk).update(subject_id=2)
    check({})
    assert ChainCheck.objects.get().broken_table == "kernel_accessentry"
