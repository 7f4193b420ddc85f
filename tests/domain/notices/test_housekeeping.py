"""The nightly clearing goes on until nothing old is left."""

import pytest

from fuwutai.domain.notices import housekeeping
from fuwutai.kernel.jobs import registered_crons
from fuwutai.kernel.models import OutboxRow


@pytest.mark.django_db
@pytest.mark.parametrize(("gone", "promised"), [(1_000, 1), (1, 1), (0, 0)])
def test_a_batch_promises_the_next_one_until_nothing_is_left(monkeypatch, gone, promised):
    monkeypatch.setattr(housekeeping, "forget_notices", lambda actor: gone)
    housekeeping.forget({})
    assert OutboxRow.objects.filter(name="notices.forget").count() == promised


def test_it_runs_every_night():
    assert registered_crons()["notices.forget"].line == "23 18 * * *"
