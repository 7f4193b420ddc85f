"""Personal data from look to erasure: masked, revealed for a reason, masked again, taken out, erased, audited."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import given
from tests.journeys.in_process import Open

from fuwutai.desk.customers.erasing import the_word
from fuwutai.domain.customers.commands import register_customer
from fuwutai.domain.customers.models import Contact, Customer
from fuwutai.kernel import chain
from fuwutai.kernel.models import AccessEntry

pytestmark = [pytest.mark.usefixtures("beside_the_browser"), pytest.mark.django_db(transaction=True)]

PHONE, MASKED = "13912345678", "139****5678"
WORDS = "请拨打我爱人的电话 13887654321，谢谢。"


def looks(action: str) -> list[tuple[str, int | None]]:
    rows = AccessEntry.objects.filter(action=action).order_by("pk")
    return list(rows.values_list("reason", "rows"))


def no_wider_than_the_screen(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_numbers_are_masked_revealed_for_a_reason_and_masked_again(opened: Open, time_machine: Any) -> None:
    case = given.a_case(body=WORDS)
    lin = opened(f"/desk/cases/{case.pk}", given.LIN, width=390)
    customer, thread = lin.locator("#case-customer"), lin.locator("#case-thread")
    expect(customer).to_contain_text(MASKED)
    expect(thread).to_contain_text("138****4321")
    no_wider_than_the_screen(lin)
    lin.locator("#case-customer summary").first.click()
    lin.fill("#reveal-reason", "约定今天回电")
    lin.locator("#case-customer form[action$='/reveal'] [type=submit]").click()
    expect(customer).to_contain_text(PHONE)
    expect(thread).to_contain_text("13887654321")
    assert looks("reveal_contacts") == [("约定今天回电", None)]

    zhao = opened("/desk/", given.CHEN)
    zhao.goto(f"/desk/cases/{case.pk}")
    expect(zhao.locator("#case-customer")).to_contain_text(MASKED)

    lin.locator("form[action$='/end-reveal'] [type=submit]").click()
    expect(customer).to_contain_text(MASKED)
    lin.reload()
    expect(thread).to_contain_text("138****4321")
    assert PHONE not in lin.content() and "13887654321" not in lin.content()


def test_customers_are_taken_out_masked_and_each_time_is_written_down(opened: Open, tmp_path: Path) -> None:
    given.an_open_case()
    chen = opened("/desk/customer-files", given.CHEN)
    with chen.expect_download() as download:
        chen.locator("form[action$='/export'] [type=submit]").click()
    table = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    assert MASKED in table and PHONE not in table and "王建国" in table
    assert looks("export_customers") == [("", 1)]


def test_a_customer_is_erased_by_a_typed_word_and_nothing_is_left(opened: Open) -> None:
    given.centre()
    known = register_customer(actor=given.agent(), name="孙小梅", phone=PHONE)
    he = opened(f"/desk/customers/{known.pk}/erase", given.HE)
    he.fill("[name=reason]", "客户来信要求")
    he.fill("[name=word]", "不对")
    he.locator("main form [type=submit]").click()
    expect(he.locator("[name=word]")).to_have_attribute("aria-invalid", "true")
    assert Contact.objects.filter(customer=known).exists()
    he.fill("[name=word]", the_word())
    he.locator("main form [type=submit]").click()
    expect(he).to_have_url(re.compile(rf"/desk/customers/{known.pk}$"))
    assert "孙小梅" not in he.content()
    assert not Contact.objects.exists()
    known.refresh_from_db()
    assert Customer.objects.get(pk=known.pk).erased_at is not None

    he.goto("/desk/audit")
    expect(he.locator("main")).to_contain_text("永久清除了客户资料")
    chain.seal_all()
    assert chain.verify().first_broken is None
