"""Looks at imports and files: who may, what is shown, and that nothing is written."""

import csv
import io
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from tests import given
from tests.domain.imports.given_files import a_csv, a_row, json_lines
from tests.rows import nothing_changes

from fuwutai.domain.imports import pages
from fuwutai.domain.imports.commands import export_rejects, start_run, work_on_run
from fuwutai.domain.imports.mapping import Mapping, plain_mapping
from fuwutai.domain.imports.models import ImportRun
from fuwutai.domain.imports.pages import read_file
from fuwutai.domain.imports.queries import (
    check_file,
    dry_run,
    preview,
    refusals,
    refusals_as_csv,
    run_of_file,
    visible_run,
    visible_runs,
)
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
SHANGHAI = ZoneInfo("Asia/Shanghai")
BAD = {"phone": "不详", "opened_at": "昨天"}


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    given.centre()
    monkeypatch.setattr(pages, "ROWS_A_PAGE", 2)


def an_import(file: io.BytesIO, mapping: Mapping | None = None) -> ImportRun:
    run = start_run(actor=SYSTEM, file=read_file(file), file_name="a.csv", mapping=mapping)
    while work_on_run(actor=SYSTEM, run_id=run.pk):
        pass
    return run


def test_imports_are_seen_by_who_may_import():
    run = an_import(a_csv(a_row()))
    assert visible_run(given.supervisor(), run.pk) == run
    for stranger in (given.agent(), Actor.customer()):
        assert not visible_runs(stranger).exists()
        with pytest.raises(NotFound):
            visible_run(stranger, run.pk)
        with pytest.raises(NotFound):
            list(refusals(stranger, run.pk))


def test_an_import_is_found_again_by_its_very_file_and_mapping():
    file, mapping = a_csv(a_row()), plain_mapping(a_row())
    run = an_import(file)
    assert run_of_file(SYSTEM, file) == run_of_file(SYSTEM, file, mapping) == run
    assert run_of_file(SYSTEM, file, Mapping(columns=mapping.columns, source="crm")) is None
    assert run_of_file(SYSTEM, a_csv(a_row(2))) is None
    again = an_import(file)
    assert run_of_file(SYSTEM, file) == again


def test_refused_rows_come_out_as_a_table_with_their_own_columns():
    rows = [a_row(1), a_row(2, **BAD), a_row(3, body='两行\n"引号"', phone="\x00")]
    run = an_import(json_lines(*rows, "{no json"))
    with translation.override("en"):
        lines = "".join(refusals_as_csv(given.supervisor(), run.pk))
    first, second, third = csv.DictReader(io.StringIO(lines, newline=""))
    assert (first["row"], first["code"]) == ("2", "bad_time")
    assert "昨天" in first["message"] and "不详" in first["message"]
    assert {name: first[name] for name in rows[1]} == rows[1]
    assert (second["code"], second["phone"], second["body"]) == ("bad_character", "\\x00", rows[2]["body"])
    assert (third["row"], third["code"], third["external_id"]) == ("4", "bad_json", "{no json")


def test_nothing_in_a_refused_row_is_carried_out_as_a_formula():
    run = an_import(a_csv(a_row(1, phone="不详", body='=HYPERLINK("http://a.example")')))
    [row] = csv.DictReader(io.StringIO("".join(refusals_as_csv(given.supervisor(), run.pk)), newline=""))
    assert row["body"] == '\'=HYPERLINK("http://a.example")'


def test_refusals_are_told_in_the_reader_s_language():
    run = an_import(a_csv(a_row(1, phone="不详")))
    with translation.override("en"):
        [told] = refusals(SYSTEM, run.pk)
    assert told.message == "“不详” does not look like a phone number."


def test_taking_refused_rows_out_is_written_down():
    run = an_import(a_csv(a_row(1, phone="不详")))
    export_rejects(actor=given.supervisor(), run_id=run.pk)
    entry = AccessEntry.objects.get(action="export_rejects")
    assert (entry.subject, entry.subject_id, entry.actor_id) == ("import", run.pk, given.staff(given.CHEN).pk)
    with nothing_changes(), pytest.raises(Refused):
        export_rejects(actor=given.agent(), run_id=run.pk)


def test_a_dry_run_counts_what_a_run_does_and_writes_nothing():
    an_import(a_csv(a_row(1)))
    rows = [a_row(1), a_row(2), a_row(3, opened_at="2019-01-01"), a_row(2), a_row(3), a_row(4, **BAD), a_row(5)]
    with nothing_changes():
        counts, told = dry_run(SYSTEM, a_csv(*rows))
        assert [(one.row, one.code) for one in told] == [(5, "differs"), (6, "bad_time")]
    run = an_import(a_csv(*rows))
    run.refresh_from_db()
    for name in ("rows", "created", "already", "rejected", "flagged"):
        assert getattr(counts, name) == getattr(run, name)
    assert (counts.created, counts.already, counts.rejected, counts.flagged) == (3, 2, 2, 1)


def test_a_dry_run_without_a_centre_asks_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        counts, _told = dry_run(SYSTEM, json_lines(a_row(1), {**a_row(2), "late": "x"}), zone_of_new_centre=SHANGHAI)
    assert counts.created == 2


def test_a_preview_shows_the_first_rows_and_what_is_wrong():
    rows = [a_row(number, **(BAD if number == 2 else {})) for number in range(1, 15)]
    with nothing_changes():
        shown = preview(given.supervisor(), a_csv(*rows))
    assert [line.row for line in shown.lines] == list(range(1, 11))
    assert shown.problem is None and shown.columns == tuple(rows[0])
    first, second = shown.lines[:2]
    assert first.draft is not None and first.draft.facts["subject"] == "宽带断网"
    assert second.draft is None and second.refusal is not None and second.refusal.code == "bad_time"


def test_a_preview_guesses_columns_and_says_what_it_cannot_guess():
    guessed = preview(SYSTEM, a_csv({"工单编号": "1", "标题": "断网", "受理时间": "2019-04-25 9:32"}))
    assert guessed.mapping.columns["opened_at"] == "受理时间" and guessed.lines[0].draft
    unknown = preview(SYSTEM, a_csv({"甲": "1", "乙": "2"}))
    assert unknown.problem is not None and unknown.problem.code == "too_few_columns" and not unknown.lines


@pytest.mark.parametrize("look", [preview, dry_run])
def test_looks_are_for_who_may_import_and_at_files_that_can_be_read(look):
    with pytest.raises(Refused):
        look(given.agent(), a_csv(a_row()))
    with pytest.raises(Invalid) as refused:
        look(SYSTEM, io.BytesIO(b"\x1f\x8b"))
    assert refused.value.code == "unreadable"


def test_a_file_is_checked_without_a_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        check_file(a_csv(a_row()))
        with pytest.raises(Invalid):
            check_file(a_csv({"a": "1"}))
