"""The worker makes a file page by page: each case once, as its reader sees it, whatever breaks off meanwhile."""

import pytest
from tests import given
from tests.budgets import budget
from tests.domain.exports.given_exports import an_export, work
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import save_role
from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.domain.cases.commands import assign_case
from fuwutai.domain.exports import rules
from fuwutai.domain.exports.choices import DONE, REFUSED, RUNNING
from fuwutai.domain.exports.commands import make_page
from fuwutai.domain.exports.models import ExportPage
from fuwutai.domain.exports.queries import batches
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel import outbox
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.models import OutboxRow

pytestmark = pytest.mark.django_db
PLATFORM = Actor.system("exports")


@pytest.fixture(autouse=True)
def short_pages(monkeypatch):
    monkeypatch.setattr(rules, "CASES_A_PAGE", 2)


def ids(run) -> list[int]:
    return [row["id"] for batch in batches(run) for row in batch]


def test_a_file_is_made_page_by_page_and_whoever_asked_is_told_once():
    wanted = [given.an_open_case().pk for _nth in range(5)]
    run = an_export(given.supervisor())
    with budget(make_page):
        make_page(actor=PLATFORM, run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, Notice.objects.filter(code="exports.ready").count()) == (RUNNING, 2, 0)
    work()
    make_page(actor=PLATFORM, run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.rows, ids(run)) == (DONE, 5, 5, wanted)
    told = Notice.objects.get(code="exports.ready")
    assert (told.staff_id, told.data) == (run.staff_id, {"run": run.pk, "rows": 5})


def test_a_page_that_broke_off_is_made_again_and_nothing_stands_twice(monkeypatch):
    wanted = [given.a_case().pk for _nth in range(3)]
    run = an_export(given.supervisor())
    monkeypatch.setattr("fuwutai.domain.exports.commands.making.packed", lambda _rows: 1 / 0)
    (row,) = [one for one in outbox.claim("dies") if one.name == "exports.work"]
    assert not outbox.run(row)
    monkeypatch.undo()
    OutboxRow.objects.filter(name="exports.work").update(run_at=run.made_at)
    work()
    run.refresh_from_db()
    assert (run.state, ids(run)) == (DONE, wanted)


def test_what_has_gone_out_of_sight_meanwhile_is_left_out():
    boss = given.supervisor()
    stays, goes = given.a_case(), given.a_case()
    assign_case(actor=boss, case_id=stays.pk, team_id=stays.team_id, staff_id=boss.staff_id)
    run = an_export(boss)
    save_role(actor=given.administrator(), code="supervisor", permissions=PERMISSIONS["supervisor"], reach="own")
    work()
    run.refresh_from_db()
    assert (run.state, run.wanted, run.rows, ids(run)) == (DONE, 2, 1, [stays.pk]) and goes.pk not in ids(run)


def test_who_may_not_take_cases_out_any_more_gets_nothing_of_a_file_that_was_begun():
    given.a_case()
    run = an_export(given.supervisor())
    may = PERMISSIONS["supervisor"] - {"cases.export"}
    save_role(actor=given.administrator(), code="supervisor", permissions=may, reach="unit")
    work()
    run.refresh_from_db()
    assert (run.state, run.rows) == (REFUSED, 0)
    assert not ExportPage.objects.exists() and not Notice.objects.filter(code="exports.ready").exists()


def test_only_the_platform_makes_pages():
    given.a_case()
    run = an_export(given.supervisor())
    for actor in (given.supervisor(), given.administrator(), Actor.customer()):
        with nothing_changes(), pytest.raises(Refused):
            make_page(actor=actor, run_id=run.pk)
