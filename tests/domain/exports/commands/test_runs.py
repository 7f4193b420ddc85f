"""Asking for a file, giving it up and fetching it: by whom, once, written down."""

import pytest
from tests import given
from tests.budgets import budget
from tests.domain.exports.given_exports import an_export, work
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import save_role
from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.domain.exports.choices import DONE, RUNNING, STOPPED
from fuwutai.domain.exports.commands import fetch_export, start_export, stop_export
from fuwutai.domain.exports.models import ExportPage, ExportRun
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db


def test_an_export_keeps_which_cases_are_in_the_list_now_and_is_written_down():
    given.a_case()
    boss = given.supervisor()
    with budget(start_export):
        run = an_export(boss, what="电话:13912345678", full=True, reason="年度审计")
    given.a_case(subject="后来的")
    assert (run.state, run.wanted, "13912345678" in run.words) == (RUNNING, 1, False)
    assert AccessEntry.objects.get(action="export_cases").rows == 1
    work()
    run.refresh_from_db()
    assert (run.state, run.rows) == (DONE, 1)


def test_who_may_not_take_cases_out_starts_nothing_and_full_data_needs_a_reason():
    given.a_case()
    for actor in (given.agent(), Actor.system("api"), Actor.customer()):
        with nothing_changes(), pytest.raises(Refused):
            an_export(actor)
    with nothing_changes(), pytest.raises(Invalid):
        an_export(given.supervisor(), full=True, reason=" ")


def test_three_files_at_once_are_enough_for_one_person():
    for _nth in range(3):
        an_export(given.supervisor())
    with nothing_changes(), pytest.raises(Conflict):
        an_export(given.supervisor())
    assert an_export(given.administrator()).state == RUNNING


def test_a_file_is_given_up_while_it_is_made_and_when_it_is_ready_and_nothing_of_it_stays():
    given.a_case()
    boss = given.supervisor()
    early, ready = an_export(boss), an_export(boss)
    with budget(stop_export):
        stop_export(actor=boss, run_id=early.pk)
    work()
    stop_export(actor=boss, run_id=ready.pk)
    assert set(ExportRun.objects.values_list("state", flat=True)) == {STOPPED}
    assert not ExportPage.objects.exists()
    with nothing_changes(), pytest.raises(Conflict):
        stop_export(actor=boss, run_id=ready.pk)


def test_a_finished_file_is_fetched_by_whoever_asked_and_each_time_is_written_down():
    given.a_case()
    boss = given.supervisor()
    run = an_export(boss)
    with nothing_changes(), pytest.raises(Conflict):
        fetch_export(actor=boss, run_id=run.pk)
    work()
    for _nth in range(2):
        with budget(fetch_export):
            assert fetch_export(actor=boss, run_id=run.pk).pk == run.pk
    assert [one.rows for one in AccessEntry.objects.filter(action="fetch_export")] == [1, 1]


def test_nobody_else_fetches_or_stops_a_file():
    given.a_case()
    run = an_export(given.supervisor())
    work()
    for other in (given.administrator(), given.agent(), Actor.customer()):
        for forbidden in (fetch_export, stop_export):
            with nothing_changes(), pytest.raises(NotFound):
                forbidden(actor=other, run_id=run.pk)


def test_who_may_not_take_cases_out_any_more_does_not_fetch_her_file():
    given.a_case()
    run = an_export(given.supervisor())
    work()
    may = PERMISSIONS["supervisor"] - {"cases.export"}
    save_role(actor=given.administrator(), code="supervisor", permissions=may, reach="unit")
    with nothing_changes(), pytest.raises(NotFound):
        fetch_export(actor=given.supervisor(), run_id=run.pk)
