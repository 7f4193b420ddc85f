"""Rows of a file of customers: what an import would do, without doing it."""

import io

import pytest
from tests import given
from tests.domain.customers.given_duplicates import SYSTEM, somebody
from tests.domain.imports.given_files import a_csv
from tests.rows import nothing_changes

from fuwutai.domain.imports import pages
from fuwutai.domain.imports.choices import CUSTOMERS
from fuwutai.domain.imports.commands import start_run, work_on_run
from fuwutai.domain.imports.pages import read_file
from fuwutai.domain.imports.people import CustomerCounts, check_customer_file, dry_run_customers
from fuwutai.kernel.errors import Invalid, Refused

pytestmark = pytest.mark.django_db

ROWS = (
    {"name": "王建国", "phone": "13912345678", "email": ""},
    {"name": "李丽", "phone": "13800138000", "email": "li.li@example.cn"},
    {"name": "王建国", "phone": "13912345678", "email": "wang@example.cn"},
    {"name": "", "phone": "13700137000", "email": ""},
    {"name": "王建国", "phone": "", "email": "wang@example.cn"},
    {"name": "赵六", "phone": "13912345678", "email": ""},
    {"name": "赵六", "phone": "13912345678", "email": ""},
    {"name": "张三", "phone": "12", "email": ""},
)


def test_a_dry_run_says_what_the_import_then_does_over_several_pages(monkeypatch):
    monkeypatch.setattr(pages, "ROWS_A_PAGE", 2)
    somebody("李丽", phone="13800138000")
    he = given.administrator()
    with nothing_changes():
        counts, told = dry_run_customers(he, a_csv(*ROWS))
        refused = [(one.row, one.code) for one in told]
    assert counts == CustomerCounts(rows=8, created=2, already=4, flagged=2, rejected=2)
    assert refused == [(4, "missing"), (8, "bad_phone")]
    run = start_run(actor=SYSTEM, file=read_file(a_csv(*ROWS)), file_name="a.csv", kind=CUSTOMERS)
    while work_on_run(actor=SYSTEM, run_id=run.pk):
        pass
    run.refresh_from_db()
    assert counts == CustomerCounts(**{name: getattr(run, name) for name in CustomerCounts.__slots__})


def test_a_dry_run_is_for_who_may_import_customers_and_of_files_with_names():
    with pytest.raises(Refused):
        dry_run_customers(given.supervisor(), a_csv(*ROWS))
    for file in (io.BytesIO(b"\x1f\x8b"), a_csv({"phone": "139"})):
        for look in (check_customer_file, lambda one: dry_run_customers(SYSTEM, one)):
            with pytest.raises(Invalid):
                look(file)


def test_a_file_is_checked_without_a_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        check_customer_file(a_csv(*ROWS))
