"""What a person does with parked jobs."""

import pytest

from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused
from fuwutai.kernel.models import JournalEntry, OutboxRow
from fuwutai.kernel.repairs import discard_parked_job, retry_parked_job

pytestmark = pytest.mark.django_db

MECHANIC = Actor(kind="staff", id=1, permissions=frozenset({"operations.repair"}))
AGENT = Actor(kind="staff", id=2, permissions=frozenset({"cases.view"}))


def a_row(state: str = "parked") -> OutboxRow:
    return OutboxRow.objects.create(
        name="kernel.seal", state=state, attempts=8, run_at=clock.now(), created_at=clock.now()
    )


def test_a_retried_job_is_ready_at_once_with_all_its_attempts():
    row = a_row()
    retry_parked_job(actor=MECHANIC, row_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.run_at <= clock.now()) == ("ready", 0, True)
    assert JournalEntry.objects.get().code == "kernel.job_retried"


def test_a_discarded_job_is_gone_and_its_end_is_in_the_journal():
    row = a_row()
    discard_parked_job(actor=MECHANIC, row_id=row.pk)
    assert not OutboxRow.objects.exists()
    assert (JournalEntry.objects.get().code, JournalEntry.objects.get().actor_id) == ("kernel.job_discarded", 1)


@pytest.mark.parametrize("repair", [retry_parked_job, discard_parked_job])
@pytest.mark.parametrize(("actor", "state", "refusal"), [(AGENT, "parked", Refused), (MECHANIC, "running", NotFound)])
def test_a_refused_repair_changes_nothing(repair, actor, state, refusal):
    row = a_row(state)
    with pytest.raises(refusal):
        repair(actor=actor, row_id=row.pk)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (state, 8)
    assert not JournalEntry.objects.exists()
