"""Customers as a file: who takes out what, masked or for a reason, and that it is written down first."""

import csv
import io

import pytest
from python_calamine import load_workbook
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.customers.given_duplicates import somebody

from fuwutai.domain.customers.commands import merge_customers, set_restricted
from fuwutai.domain.customers.models import Customer
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

PAGE, EXPORT = "/desk/customer-files", "/desk/customer-files/export"


def rows(answer) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_who_may_export_opens_the_room_and_an_agent_does_not(desk, supervisor_desk, django_assert_max_num_queries):
    assert desk.get(PAGE).status_code == desk.post(EXPORT, {"form": "csv"}).status_code == 403
    keeps_its_budget(supervisor_desk, PAGE, django_assert_max_num_queries)
    assert not AccessEntry.objects.filter(action="export_customers").exists()


def test_contacts_and_addresses_leave_masked_and_the_look_is_logged(supervisor_desk):
    somebody("王建国", phone="13912345678", email="wang@example.cn", address="北京市朝阳区建国路88号3栋")
    (row,) = rows(supervisor_desk.post(EXPORT, {"form": "csv"}))
    assert (row["name"], row["phone"], row["email"]) == ("王建国", "139****5678", "w***@example.cn")
    assert "88" not in row["address"]
    entry = AccessEntry.objects.get(action="export_customers")
    assert (entry.rows, entry.place, entry.actor_id) == (1, "desk:customers_export", given.staff(given.CHEN).pk)


def test_full_data_leaves_for_a_reason_only(supervisor_desk):
    somebody("王建国", phone="13912345678")
    answer = supervisor_desk.post(EXPORT, {"form": "csv", "full": "on", "reason": " "})
    assert answer.status_code == 422
    assert not AccessEntry.objects.filter(action="export_customers").exists()
    (row,) = rows(supervisor_desk.post(EXPORT, {"form": "csv", "full": "on", "reason": "年度审计"}))
    assert row["phone"] == "13912345678"
    assert AccessEntry.objects.get(action="export_customers").reason == "年度审计"


def test_a_name_that_begins_like_a_formula_is_harmless_in_both_files(supervisor_desk):
    somebody("=cmd|'/c calc'!A1", phone="13912345678")
    (row,) = rows(supervisor_desk.post(EXPORT, {"form": "csv"}))
    assert row["name"].startswith("'=")
    answer = supervisor_desk.post(EXPORT, {"form": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    assert sheet[0][:2] == ["name", "type"] and sheet[1][0].startswith("'=")


def test_who_was_merged_stands_once_and_the_restricted_are_for_few(signed_in):
    kept = somebody("王建国", phone="13912345678")
    absorbed = somebody("王建国", email="wang@example.cn")
    hidden = somebody("李丽", phone="13800138000")
    merge_customers(actor=given.administrator(), kept_id=kept.pk, absorbed_id=absorbed.pk)
    set_restricted(actor=given.administrator(), customer_id=hidden.pk, restricted=True)
    found = rows(signed_in(given.CHEN).post(EXPORT, {"form": "csv"}))
    assert {row["name"] for row in found} == {"王建国", "李丽"}
    assert [row["email"] for row in found if row["name"] == "王建国"] == ["w***@example.cn"]


def test_a_file_has_no_end_that_the_platform_sets(supervisor_desk):
    given.centre()
    somebody("王建国", phone="13912345678")
    made = Customer.objects.get()
    Customer.objects.bulk_create(Customer(name=f"客户{n}", created_at=made.created_at) for n in range(1_200))
    found = rows(supervisor_desk.post(EXPORT, {"form": "csv"}))
    assert len(found) == 1_201 == AccessEntry.objects.get(action="export_customers").rows
