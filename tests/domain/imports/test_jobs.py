"""The worker takes a file in page by page; what the rules refuse ends the import visibly."""

import pytest
from tests import given
from tests.domain.imports.given_files import a_csv, a_row

from fuwutai.domain.accounts.models import Membership, Team
from fuwutai.domain.accounts.queries import forget_centre
from fuwutai.domain.cases.models import Case
from fuwutai.domain.imports import pages
from fuwutai.domain.imports.commands import start_run
from fuwutai.domain.imports.models import ImportRun
from fuwutai.domain.imports.pages import read_file
from fuwutai.kernel import outbox
from fuwutai.kernel.models import OutboxRow

pytestmark = pytest.mark.django_db


def work() -> list[bool]:
    done = []
    while rows := outbox.claim("tests"):
        done += [outbox.run(row) for row in rows if row.name == "imports.work"]
    return done


@pytest.fixture(autouse=True)
def background(monkeypatch):
    monkeypatch.setattr(pages, "ROWS_A_PAGE", 2)
    given.centre()
    OutboxRow.objects.all().delete()
    read = read_file(a_csv(*map(a_row, range(5))))
    start_run(actor=given.supervisor(), file=read, file_name="a.csv", in_background=True)


def test_the_worker_goes_on_until_every_row_is_done():
    assert work() == [True, True, True]
    assert (ImportRun.objects.get().state, Case.objects.count()) == ("done", 5)


def test_what_the_rules_refuse_ends_the_import_and_leaves_the_page_for_later():
    Membership.objects.all().delete()
    Team.objects.all().delete()
    forget_centre()
    assert work() == [True]
    run = ImportRun.objects.get()
    assert (run.state, run.problem, run.position, run.pages.count()) == ("failed", "no_team", 0, 3)
    assert not Case.objects.exists()
