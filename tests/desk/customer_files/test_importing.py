"""Customers from a file at the desk: a preview, the import with its report, and the refused rows."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.customers.given_duplicates import somebody
from tests.rows import nothing_changes

from fuwutai.desk.customer_files import importing
from fuwutai.domain.customers.models import Customer
from fuwutai.domain.imports.commands import work_on_run
from fuwutai.domain.imports.models import ImportRun
from fuwutai.domain.imports.pages import read_file
from fuwutai.kernel import command, turns
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

IMPORT = "/desk/customer-files/import"
TABLE = (
    "客户姓名,联系电话,电子邮箱,身份证号,单位,爱好\n"
    "王建国,139 1234 5678,wang@example.cn,,华信软件有限公司,下棋\n"
    "李丽,13800138000,li.li@example.cn,,,\n"
    ",13700137000,,,,\n"
    "张三,12,,,,\n"
    "赵六,13600136000,,110101199003071234,,\n"
)


def table(text: str = TABLE, encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile("客户.csv", text.encode(encoding))


def started(browser, text: str = TABLE) -> ImportRun:
    step = browser.post(IMPORT, {"file": table(text)}).context["step"]
    sent = {"file": table(text), "sha256": step["sha256"], "token": step["token"], "start": "1"}
    answer = browser.post(IMPORT, sent)
    run = ImportRun.objects.order_by("-pk").first()
    assert (answer.status_code, answer.url) == (303, f"/desk/customer-files/imports/{run.pk}")
    assert browser.post(IMPORT, sent | {"file": table(text)}).url == answer.url
    return run


def finished(run: ImportRun) -> None:
    while work_on_run(actor=Actor.system("imports"), run_id=run.pk):
        pass


def test_only_who_may_import_customers_opens_the_room(desk, supervisor_desk, admin_desk):
    run = started(admin_desk)
    for address in (IMPORT, f"/desk/customer-files/imports/{run.pk}"):
        assert [browser.get(address).status_code for browser in (desk, supervisor_desk, admin_desk)] == [403, 403, 200]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_preview_says_what_a_file_would_do_and_writes_nothing(admin_desk, encoding):
    somebody("李丽", phone="13800138000")
    page = admin_desk.post(IMPORT, {"file": table(encoding=encoding)})
    found = page.context["step"]["found"]
    assert page.status_code == 200
    assert (found.rows, found.created, found.already, found.filled, found.rejected) == (5, 1, 1, 1, 3)
    assert found.left_out == ("爱好",)
    assert [row for row, _why in page.context["step"]["reasons"]] == [3, 4, 5]
    assert Customer.objects.count() == 1 and not ImportRun.objects.exists()


@pytest.mark.proves("S2-4.4.2-2")
def test_the_report_of_an_import_adds_up(admin_desk):
    somebody("李丽", phone="13800138000")
    run = started(admin_desk)
    finished(run)
    page = admin_desk.get(f"/desk/customer-files/imports/{run.pk}")
    assert [figure["count"] for figure in page.context["figures"]] == [5, 1, 1, 1, 3]
    assert len(page.context["rejects"]) == 3
    made = Customer.objects.order_by("-pk").first()
    assert (made.name, made.created_by_id) == ("王建国", given.staff(given.HE).pk)
    assert admin_desk.get("/desk/imports").context["rows"] == []  # a room of cases


def test_the_refused_rows_are_taken_out_with_code_and_message_and_that_is_logged(admin_desk):
    run = started(admin_desk)
    finished(run)
    answer = admin_desk.post(f"/desk/customer-files/imports/{run.pk}/rejects")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "row,code,message,客户姓名,联系电话,电子邮箱,身份证号,单位,爱好"
    assert [line.split(",")[:2] for line in lines[1:]] == [["3", "missing"], ["4", "bad_phone"], ["5", "bad_id_card"]]
    assert AccessEntry.objects.filter(action="export_rejects", subject_id=run.pk).exists()


def test_a_second_import_of_the_file_changes_nothing(admin_desk):
    finished(started(admin_desk))
    before = list(Customer.objects.order_by("pk").values())
    run = started(admin_desk, TABLE + "\n")
    finished(run)
    run.refresh_from_db()
    assert (run.created, run.already, run.flagged, run.rejected) == (0, 2, 0, 3)
    assert list(Customer.objects.order_by("pk").values()) == before


@pytest.mark.parametrize(
    "file", [None, SimpleUploadedFile("a.csv", b""), SimpleUploadedFile("a.csv", "电话\n139".encode())]
)
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_file_that_cannot_be_read_is_refused_in_words(admin_desk, file, headers):
    if file is not None:
        file.seek(0)
    answer = admin_desk.post(IMPORT, {"file": file} if file else {}, headers=headers)
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_another_file_than_the_one_looked_at_is_looked_at_first(admin_desk):
    step = admin_desk.post(IMPORT, {"file": table()}).context["step"]
    sent = {"file": table(TABLE + "陈晨,,,,,\n"), "sha256": step["sha256"], "start": "1"}
    answer = admin_desk.post(IMPORT, sent)
    assert answer.status_code == 200 and answer.context["step"]["found"].rows == 6
    assert not ImportRun.objects.exists()


def test_an_import_is_stopped_and_goes_on(admin_desk):
    run = started(admin_desk)
    address = f"/desk/customer-files/imports/{run.pk}"
    assert admin_desk.post(f"{address}/stop").status_code == 303
    finished(run)
    assert not Customer.objects.exists()
    assert admin_desk.post(f"{address}/resume").status_code == 303
    finished(run)
    assert Customer.objects.count() == 2


def test_the_pages_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    run = started(admin_desk)
    finished(run)
    for address in (IMPORT, f"/desk/customer-files/imports/{run.pk}"):
        keeps_its_budget(admin_desk, address, django_assert_max_num_queries)


@pytest.mark.parametrize("more", [{}, {"start": "1", "token": "x" * 20}], ids=["look", "start"])
def test_a_table_of_thousands_of_columns_is_refused_and_nothing_changes(admin_desk, more):
    text = "name" + ",a" * 18_000 + "\n1\n"
    admin_desk.get(IMPORT)
    with nothing_changes():
        digest = hashlib.sha256(text.encode()).hexdigest()
        answer = admin_desk.post(IMPORT, {"file": table(text), "sha256": digest, **more})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["file"]


@pytest.mark.parametrize("more", [{}, {"start": "1", "token": "x" * 20}], ids=["look", "start"])
def test_while_somebody_else_s_file_is_read_one_is_told_to_come_back(admin_desk, monkeypatch, more):
    monkeypatch.setattr(turns, "WAITED_SECONDS", 0)
    admin_desk.get(IMPORT)
    with nothing_changes(), turns.reading_alone():
        digest = hashlib.sha256(TABLE.encode()).hexdigest()
        answer = admin_desk.post(IMPORT, {"file": table(), "sha256": digest, **more})
    assert (answer.status_code, answer["Retry-After"]) == (429, str(turns.COME_BACK_SECONDS))


def test_the_file_is_read_before_anything_is_written(admin_desk, monkeypatch):
    def read_outside_of_a_command(*args, **more):
        assert command._running.get() is None
        return read_file(*args, **more)

    monkeypatch.setattr(importing, "read_file", read_outside_of_a_command)
    assert started(admin_desk).rows == 5
