"""The logs as a file: what the list shows, logged with its size, harmless in a spreadsheet."""

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook
from tests import given

from fuwutai.domain.customers.commands import reveal_contacts
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    made = given.an_open_case()
    reveal_contacts(actor=given.agent(), customer_id=made.customer_id, reason="=HYPERLINK(1)")
    return made


def content(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_taking_the_logs_out_is_logged_with_the_number_of_entries(admin_desk, case, kind):
    answer = admin_desk.post(f"/desk/audit/export?case={case.number}", {"format": kind})
    body = content(answer)
    entry = AccessEntry.objects.get(action="export_audit")
    lines = body.decode().splitlines() if kind == "csv" else rows_of(body)
    assert (entry.rows, entry.place, entry.subject_id) == (len(lines) - 1, "desk:audit_export", case.pk)
    assert entry.rows > 3


def rows_of(body: bytes) -> list[tuple[object, ...]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    return [tuple(row) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]


def test_no_cell_of_the_csv_is_a_formula(admin_desk, case):
    body = content(admin_desk.post("/desk/audit/export?code=reveal_contacts", {"format": "csv"})).decode()
    assert body.startswith("\ufeff") and "'=HYPERLINK(1)" in body and ",=HYPERLINK" not in body


def test_no_cell_of_the_workbook_is_a_formula(admin_desk, case):
    body = content(admin_desk.post("/desk/audit/export?code=reveal_contacts", {"format": "xlsx"}))
    assert any("'=HYPERLINK(1)" in row for row in rows_of(body))
    sheet = zipfile.ZipFile(io.BytesIO(body)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet and 't="inlineStr"' in sheet


def test_all_entries_are_taken_however_many_there_are(admin_desk, case, monkeypatch):
    monkeypatch.setattr("fuwutai.domain.compliance.entries.EXPORTED_AT_ONCE", 4)
    body = content(admin_desk.post("/desk/audit/export", {"format": "csv"})).decode().splitlines()
    marks = [line.rpartition(",")[2] for line in body[1:]]
    entry = AccessEntry.objects.get(action="export_audit")
    assert len(marks) == len(set(marks)) == entry.rows


def test_what_cannot_be_asked_is_not_taken_out(admin_desk, case):
    assert admin_desk.post("/desk/audit/export?case=GD-1").status_code == 422
    assert not AccessEntry.objects.filter(action="export_audit").exists()


def test_it_is_asked_for_by_a_form_only(admin_desk):
    assert admin_desk.get("/desk/audit/export").status_code == 405
