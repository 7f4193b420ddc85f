"""Imports as they are seen: the list, the progress of one, stop and go on, and the refused rows."""

import csv
import io

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import resolve
from tests import given
from tests.desk.imports.sent_files import BAD_PHONE, UNKNOWN_TYPE, table
from tests.rows import nothing_changes

from fuwutai.desk.imports.words import REASONS
from fuwutai.domain.imports.choices import PROBLEMS, STATES
from fuwutai.domain.imports.commands import fail_run, start_run, work_on_run
from fuwutai.domain.imports.mapping import guessed_mapping
from fuwutai.domain.imports.models import ImportRun
from fuwutai.domain.imports.pages import read_file
from fuwutai.domain.imports.queries import RUNS_A_PAGE
from fuwutai.kernel.models import AccessEntry, JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
LIST = "/desk/imports"


@pytest.fixture(autouse=True)
def november(time_machine) -> None:
    time_machine.move_to("2026-11-21T02:00:00Z", tick=False)


def a_run(*rows: str, good: int = 2, done: bool = True) -> ImportRun:
    """Return an import that Chen started, with good rows and those given."""
    text = table(*rows, good=good).read()
    mapping = guessed_mapping(text.decode().partition("\n")[0].split(","))
    by = given.supervisor()
    run = start_run(
        actor=by, file=read_file(ContentFile(text).file), file_name="cases.csv", mapping=mapping, in_background=True
    )
    if done:
        work_on_run(actor=by, run_id=run.pk)
    return ImportRun.objects.get(pk=run.pk)


def address(run: ImportRun, act: str = "") -> str:
    return f"{LIST}/{run.pk}{act}"


def downloaded(browser: Client, run: ImportRun) -> tuple[bytes, list[list[str]]]:
    answer = browser.post(address(run, "/rejects"))
    assert answer.status_code == 200 and answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="rejects-{run.pk}.csv"'
    content = b"".join(answer.streaming_content)
    return content, list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_only_who_may_import_sees_and_changes_imports(desk, supervisor_desk, admin_desk):
    run = a_run(BAD_PHONE, done=False)
    for page in (LIST, address(run)):
        answers = [browser.get(page).status_code for browser in (desk, supervisor_desk, admin_desk)]
        assert answers == [403, 200, 200]
    with nothing_changes():
        sent = [desk.post(address(run, act)).status_code for act in ("/stop", "/resume", "/rejects")]
    assert sent == [403] * 3


def test_an_import_nobody_started_is_not_found(supervisor_desk):
    given.centre()
    with nothing_changes():
        answers = [supervisor_desk.post(f"{LIST}/99/{act}").status_code for act in ("stop", "resume", "rejects")]
    assert answers == [404] * 3 and supervisor_desk.get(f"{LIST}/99").status_code == 404


def test_the_empty_list_says_what_an_import_is_and_leads_to_it(supervisor_desk):
    text = supervisor_desk.get(LIST).content.decode()
    assert "XLSX" in text and "GBK" in text and "/desk/imports/new" in text


def test_the_list_shows_each_import_with_its_figures_the_newest_first(supervisor_desk):
    older, newer = a_run(BAD_PHONE), a_run(done=False)
    page = supervisor_desk.get(LIST)
    assert [row["run"] for row in page.context["rows"]] == [newer, older]
    shown = page.context["rows"][1]["run"]
    assert (shown.rows, shown.created, shown.already, shown.rejected, shown.flagged) == (3, 2, 0, 1, 0)
    text = page.content.decode()
    assert "cases.csv" in text and "陈国强" in text and str(STATES["done"]) in text


def test_the_list_is_paged(supervisor_desk):
    given.centre()
    ImportRun.objects.bulk_create(
        ImportRun(file_name=f"{n}.csv", sha256="", mapping={}, started_at="2026-11-21T02:00:00Z")
        for n in range(RUNS_A_PAGE + 3)
    )
    first = supervisor_desk.get(LIST)
    second = supervisor_desk.get(first.context["next_url"])
    names = [row["run"].file_name for page in (first, second) for row in page.context["rows"]]
    assert names == [f"{n}.csv" for n in reversed(range(RUNS_A_PAGE + 3))]
    assert second.context["next_url"] == "" and second.context["first_url"] == LIST


def test_an_import_asks_for_itself_anew_while_it_goes_on_and_no_longer(supervisor_desk):
    run = a_run(BAD_PHONE, done=False)
    going = supervisor_desk.get(address(run), headers=HTMX).content.decode()
    assert going.lstrip().startswith('<div class="stack stack--l" id="import-run" hx-get')
    assert 'hx-trigger="every 2s"' in going and address(run, "/stop") in going
    work_on_run(actor=given.supervisor(), run_id=run.pk)
    done = supervisor_desk.get(address(run), headers=HTMX)
    text = done.content.decode()
    assert "hx-trigger" not in text and address(run, "/stop") not in text and address(run, "/resume") not in text
    assert [figure["count"] for figure in done.context["figures"]] == [2, 0, 1, 0]


def test_an_import_is_stopped_and_goes_on_where_it_stood(supervisor_desk):
    run = a_run(done=False)
    answer = supervisor_desk.post(address(run, "/stop"))
    assert (answer.status_code, answer["Location"]) == (303, address(run))
    assert work_on_run(actor=given.supervisor(), run_id=run.pk) is False
    assert supervisor_desk.get(address(run)).context["state"]["label"] == STATES["stopped"]
    OutboxRow.objects.all().delete()
    fragment = supervisor_desk.post(address(run, "/resume"), headers=HTMX)
    assert 'id="import-run"' in fragment.content.decode() and "toast" in fragment["HX-Trigger"]
    assert OutboxRow.objects.filter(name="imports.work").count() == 1
    work_on_run(actor=given.supervisor(), run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.created) == ("done", 2)


def test_what_is_done_is_neither_stopped_nor_resumed(supervisor_desk):
    run = a_run()
    with nothing_changes():
        answers = [supervisor_desk.post(address(run, act)).status_code for act in ("/stop", "/resume")]
    assert answers == [409, 409]


def test_a_failed_import_says_where_and_why_and_offers_to_go_on(supervisor_desk):
    run = a_run(done=False)
    fail_run(actor=given.supervisor(), run_id=run.pk, problem="no_rule")
    page = supervisor_desk.get(address(run))
    assert "no_rule" in page.context["failure"] and page.context["failure"] in page.content.decode()
    assert address(run, "/resume") in page.content.decode()


def test_an_import_that_the_worker_gave_up_is_said_so(supervisor_desk):
    run = a_run(done=False)
    assert not supervisor_desk.get(address(run)).context["stuck"]
    OutboxRow.objects.filter(name="imports.work").update(state=OutboxRow.PARKED)
    assert supervisor_desk.get(address(run)).context["stuck"]


def test_the_page_says_why_rows_were_refused_without_what_stands_in_them(supervisor_desk):
    run = a_run(BAD_PHONE, UNKNOWN_TYPE)
    before = AccessEntry.objects.count()
    page = supervisor_desk.get(address(run))
    text = page.content.decode()
    assert [reject["row"] for reject in page.context["rejects"]] == [3, 4]
    assert "联系电话" in text and "类型" in text
    assert not any(value in text for value in ("abc", "报修类", "李明", "13912345679"))
    assert AccessEntry.objects.count() == before


def test_of_many_refused_rows_the_first_are_shown(supervisor_desk):
    run = a_run(*[f"x{n},李,abc,断网,上不了网,2026-03-01 10:00,投诉,," for n in range(53)])
    page = supervisor_desk.get(address(run))
    assert (len(page.context["rejects"]), page.context["not_shown"]) == (50, 3)


def test_each_reason_of_a_refusal_has_words_without_values():
    assert REASONS.keys() == PROBLEMS.keys()
    assert not any("%(value)s" in str(said) for said in REASONS.values())


def test_the_refused_rows_are_taken_out_whole_and_harmless_and_it_is_written_down(supervisor_desk):
    run = a_run(BAD_PHONE, UNKNOWN_TYPE)
    content, (head, *rows) = downloaded(supervisor_desk, run)
    assert content.startswith(b"\xef\xbb\xbf")
    assert head[:5] == ["row", "code", "message", "编号", "姓名"]
    assert [row[:2] for row in rows] == [["3", "bad_phone"], ["4", "unknown_value"]]
    assert rows[0][4] == "'=1+1" and rows[1][-3:] == ["报修类", "", ""] and "报修类" in rows[1][2]
    entry = AccessEntry.objects.get(action="export_rejects")
    assert (entry.subject, entry.subject_id, entry.actor_id) == ("import", run.pk, given.staff(given.CHEN).pk)
    assert JournalEntry.objects.get(code="imports.rejects_exported").data["access_entry_id"] == entry.pk


def test_looking_at_the_address_of_the_file_takes_nothing_out(supervisor_desk):
    run = a_run(BAD_PHONE)
    with nothing_changes():
        assert supervisor_desk.get(address(run, "/rejects")).status_code == 405


def test_the_pages_and_actions_keep_their_budgets(supervisor_desk, django_assert_max_num_queries):
    run, other = a_run(BAD_PHONE, UNKNOWN_TYPE), a_run(good=3, done=False)
    for page in (LIST, address(run), address(other)):
        supervisor_desk.get(page)
        with django_assert_max_num_queries(resolve(page).func.statements):
            supervisor_desk.get(page)
    for act in (address(other, "/stop"), address(other, "/resume"), address(run, "/rejects")):
        with django_assert_max_num_queries(resolve(act).func.statements):
            answer = supervisor_desk.post(act)
            assert answer.status_code == 303 or b"".join(answer.streaming_content)
