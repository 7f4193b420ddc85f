"""Two workers at one file."""

import pytest
from tests import given
from tests.domain.exports.given_exports import an_export, work
from tests.racing import at_once

from fuwutai.domain.exports import rules
from fuwutai.domain.exports.choices import DONE
from fuwutai.domain.exports.commands import make_page
from fuwutai.domain.exports.queries import batches
from fuwutai.kernel.actors import Actor

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_two_workers_make_each_page_once(monkeypatch):
    monkeypatch.setattr(rules, "CASES_A_PAGE", 2)
    wanted = [given.a_case().pk for _nth in range(6)]
    run = an_export(given.supervisor())
    made = at_once(*[lambda: make_page(actor=Actor.system("exports"), run_id=run.pk)] * 2)
    assert made == [None, None]
    work()
    run.refresh_from_db()
    assert (run.state, run.done, run.rows) == (DONE, 6, 6)
    assert [row["id"] for batch in batches(run) for row in batch] == wanted
