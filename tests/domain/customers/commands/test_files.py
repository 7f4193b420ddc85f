"""Customers of a file: new ones come in, known ones are recognised and only filled in, shared numbers stay shared."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import given
from tests.domain.customers.given_duplicates import SYSTEM, somebody
from tests.rows import nothing_changes

from fuwutai.domain.customers.commands import export_customers, recognise_customer, take_in_customers
from fuwutai.domain.customers.files import CREATED, FILLED_IN, KNOWN, CustomerRow, code_of, problems_of
from fuwutai.domain.customers.models import (
    Contact,
    Customer,
    CustomerChange,
    CustomerNote,
    MatchKey,
    Member,
    Organisation,
)
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.models import AccessEntry, JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db

FIRST, LANDLINE = "13912345678", "021-64381234"
CARD, OTHER_CARD = "110101199003071233", "310104198506154526"


def take_in(*rows: dict[str, str]) -> list[str]:
    return take_in_customers(actor=SYSTEM, rows=[CustomerRow(**row) for row in rows])


def test_a_newcomer_comes_with_everything_that_the_row_says():
    staff = given.staff(given.HE)
    row = CustomerRow(
        name=" 王建国 ", type="business", phone=FIRST, phone2=LANDLINE, email="Wang@Example.cn", id_card=CARD,
        account="A01",
        address="上海市徐汇区漕溪路100弄", organisation=" 华信  软件 ", tier="VIP", stage="use", language="zh-hans",
        note="每月对账",
    )  # fmt: skip
    assert take_in_customers(actor=SYSTEM, rows=[row], staff_id=staff.pk) == [CREATED]
    made = Customer.objects.get()
    assert (made.name, made.type, made.tier) == ("王建国", "business", "vip")
    assert (made.stage, made.language) == ("use", "zh-hans")
    assert (made.address, made.created_by_id) == ("上海市徐汇区漕溪路100弄", staff.pk)
    assert {(one.kind, one.value) for one in made.contacts.all()} == {
        ("phone", FIRST), ("phone", "02164381234"), ("email", "wang@example.cn"), ("id_card", CARD),
        ("account", "A01"),
    }  # fmt: skip
    assert Member.objects.get(customer=made).organisation.name == "华信 软件"
    assert CustomerNote.objects.get(customer=made).body == "每月对账"


@pytest.mark.proves("S1-1.2-3")
def test_who_is_known_is_recognised_keeps_everything_and_gets_what_was_missing():
    known = somebody("王建国", phone=FIRST)
    Customer.objects.filter(pk=known.pk).update(tier="vip")
    outcomes = take_in(
        {"name": "Wang Jianguo", "phone": "139 1234 5678", "tier": "standard", "email": "wang@example.cn"},
        {"name": "王建国", "phone": FIRST, "email": "other@example.cn"},
    )
    assert outcomes == [FILLED_IN, KNOWN]
    stored = Customer.objects.get()
    assert (stored.name, stored.tier) == ("王建国", "vip")
    assert {one.value for one in stored.contacts.all()} == {FIRST, "wang@example.cn"}


def test_what_is_filled_in_is_kept_in_the_history_of_the_customer():
    known = somebody("王建国", phone=FIRST)
    take_in({"name": "王建国", "phone": FIRST, "address": "漕溪路100弄", "stage": "use"})
    changes = CustomerChange.objects.filter(customer=known).order_by("field")
    assert [(one.field, one.before, one.after) for one in changes] == [
        ("address", None, "漕溪路100弄"), ("stage", None, "use"),
    ]  # fmt: skip
    entry = JournalEntry.objects.get(code="customers.profile_changed")
    assert entry.data["fields"] == ["stage", "address"]


def test_a_number_of_somebody_with_another_name_is_shared_by_both():
    father = somebody("王建国", phone=LANDLINE)
    assert take_in({"name": "王小明", "phone": FIRST, "phone2": LANDLINE}) == [CREATED]
    son = Customer.objects.exclude(pk=father.pk).get()
    assert set(Contact.objects.filter(shared=True).values_list("customer_id", flat=True)) == {father.pk, son.pk}
    for customer in (father, son):
        assert recognise_customer(actor=Actor.customer(), name=customer.name, phone=LANDLINE) == customer


@pytest.mark.parametrize(("card", "outcome"), [(CARD, KNOWN), (OTHER_CARD, CREATED)])
def test_the_identity_number_goes_before_the_telephone(card, outcome):
    somebody("王建国", phone=FIRST, id_card=CARD)
    assert take_in({"name": "王建国", "phone": FIRST, "id_card": card}) == [outcome]


def test_rows_about_one_person_in_one_file_are_one_customer():
    rows = (
        {"name": "王建国", "phone": FIRST},
        {"name": "王建国", "phone": FIRST, "email": "wang@example.cn"},
        {"name": "王建国", "email": "wang@example.cn", "organisation": "华信"},
    )
    assert take_in(*rows) == [CREATED, FILLED_IN, FILLED_IN]
    made = Customer.objects.get()
    assert {one.kind for one in made.contacts.all()} == {"phone", "email"}
    assert Organisation.objects.get().members.get().customer_id == made.pk


def test_a_second_time_changes_nothing():
    rows = (
        {"name": "王建国", "phone": FIRST, "organisation": "华信", "tier": "vip", "note": "每月对账"},
        {"name": "王小明", "phone": FIRST},
        {"name": "李丽", "email": "li@example.cn", "address": "漕溪路100弄"},
    )
    assert take_in(*rows) == [CREATED] * 3
    with nothing_changes():
        assert take_in(*rows) == [KNOWN] * 3


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        ({"name": " "}, [("missing", "name")]),
        ({"name": "王", "phone": "12", "email": "x"}, [("bad_phone", "phone"), ("bad_email", "email")]),
        ({"name": "王", "id_card": "110101199003071234"}, [("bad_id_card", "id_card")]),
        ({"name": "王", "tier": "金卡"}, [("unknown_value", "tier")]),
        ({"name": "王" * 81}, [("too_long", "name")]),
        ({"name": "王\x00"}, [("bad_character", "name")]),
        ({"name": "王", "note": "\ud800"}, [("bad_character", "note")]),
    ],
)
def test_everything_wrong_with_a_row_is_named_and_nobody_comes_in(row, problems):
    assert problems_of(CustomerRow(**row)) == problems
    with nothing_changes(), pytest.raises(Invalid):
        take_in({"name": "李丽"}, row)


def test_a_code_is_known_by_itself_and_by_its_name():
    assert code_of("tier", " vip ") == code_of("tier", "VIP") == "vip"
    assert code_of("type", "Business") == "business" and code_of("type", "?") is None


def test_many_rows_cost_as_many_statements_as_few_and_promise_no_job_for_each():
    rows = [{"name": f"客户{n}", "phone": str(13900000000 + n), "organisation": "华信"} for n in range(300)]
    with CaptureQueriesContext(connection) as few:
        take_in(*rows[:20])
    with CaptureQueriesContext(connection) as many:
        take_in(*rows[20:])
    # SQLite takes 999 values a statement, so that rows go in by several
    stored = sum(one["sql"].startswith("INSERT") for one in many.captured_queries)
    assert len(many) - stored <= len(few) + 6  # a few more batches, not one for each row
    assert not OutboxRow.objects.filter(name__startswith="customers").exists()
    assert not MatchKey.objects.exists()


@pytest.mark.parametrize("who", [given.agent, given.supervisor, Actor.customer])
def test_only_who_may_import_customers_takes_them_in(who):
    actor = who()
    with nothing_changes(), pytest.raises(Refused):
        take_in_customers(actor=actor, rows=[CustomerRow(name="王建国")])


def test_taking_customers_out_is_written_down_before():
    somebody("王建国", phone=FIRST)
    assert export_customers(actor=given.supervisor(), full=True, reason="年度审计") == 1
    entry = AccessEntry.objects.get(action="export_customers")
    told = JournalEntry.objects.get(code="customers.customers_exported")
    assert (entry.reason, entry.rows) == ("年度审计", 1)
    assert (told.data["access_entry_id"], told.data["full"]) == (entry.pk, True)


@pytest.mark.parametrize(
    ("who", "full", "reason", "error"),
    [
        (given.agent, False, "", Refused),
        (given.supervisor, True, "", Invalid),
        (given.supervisor, True, "x" * 201, Invalid),
        (given.supervisor, False, "\x00", Invalid),
    ],
)
def test_an_export_that_is_refused_leaves_no_trace(who, full, reason, error):
    actor = who()
    with nothing_changes(), pytest.raises(error):
        export_customers(actor=actor, full=full, reason=reason)
