"""A promise before those who must keep it: explained, warned of, missed, escalated. Time is moved by hand."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from tests import given
from tests.journeys.in_process import MONDAY, Open

from fuwutai.domain.cases.commands import take_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.sla.jobs import sweep
from fuwutai.kernel.worker import drain

pytestmark = [pytest.mark.usefixtures("beside_the_browser"), pytest.mark.django_db(transaction=True)]



def time_passes(time_machine: Any, minutes: int) -> None:
    """Move the time and let the worker do what is due."""
    time_machine.move_to(MONDAY + timedelta(minutes=minutes), tick=False)
    sweep({})
    drain()


def a_case_of_lin() -> Case:
    case = given.a_case()
    take_case(actor=given.agent(), case_id=case.pk)
    return case


def test_a_promise_is_explained_warned_of_missed_and_escalated(opened: Open, time_machine: Any) -> None:
    given.centre()
    case = a_case_of_lin()
    lin = opened(f"/desk/cases/{case.pk}", given.LIN)
    clocks = lin.locator("#case-clocks")
    expect(clocks).to_contain_text("首次响应")
    expect(clocks.locator(".clock--green").first).to_be_visible()
    lin.goto(f"/desk/cases/{case.pk}/deadlines")
    expect(lin.locator("main")).to_contain_text("S4-6.1-1")
    expect(lin.locator("main")).to_contain_text("法定工作日历")

    time_passes(time_machine, 23)  # three quarters of thirty minutes are over
    lin.goto(f"/desk/cases/{case.pk}")
    expect(clocks.locator(".clock--amber").first).to_be_visible()
    lin.goto("/desk/notices")
    expect(lin.locator("main")).to_contain_text(case.number)
    chen = opened("/desk/notices", given.CHEN)
    expect(chen.locator("main")).not_to_contain_text(case.number)

    time_passes(time_machine, 31)
    lin.goto(f"/desk/cases/{case.pk}")
    expect(clocks.locator(".clock--red").first).to_be_visible()
    expect(lin.locator("main")).to_contain_text("首次响应已超时")
    chen.goto("/desk/notices")
    expect(chen.locator("main")).to_contain_text(case.number)
    chen.locator("main button.case-title", has_text=case.number).click()
    expect(chen.locator("#case-clocks .clock--red").first).to_be_visible()

    lin.fill("#composer-body", "您好，线路已修好。")
    lin.select_option("[name=then]", "resolve")
    lin.click("[data-composer-send=reply]")
    expect(lin.locator("#case-clocks")).to_be_visible()
    lin.goto(f"/desk/cases/{case.pk}/deadlines")
    expect(lin.locator("main")).to_contain_text("31 分")


def test_a_chip_in_a_list_says_why_once_it_is_opened_by_key_or_press(opened: Open, time_machine: Any) -> None:
    given.centre()
    case = a_case_of_lin()
    lin = opened("/desk/queues/mine", given.LIN)
    lin.wait_for_load_state("load")
    chip = lin.locator("#queue details.clock").first
    expect(chip.locator("dl")).to_have_count(0)
    chip.locator("summary").focus()
    lin.keyboard.press("Enter")
    expect(chip.locator("dl")).to_contain_text("法定工作日历")
    expect(chip.locator(".pop__panel a")).to_have_attribute("href", re.compile(rf"/desk/cases/{case.pk}/deadlines#"))
    lin.keyboard.press("Escape")
    expect(chip.locator(".pop__panel")).to_be_hidden()
    chip.locator("summary").click()
    expect(chip.locator("dl")).to_be_visible()


def test_the_same_in_english_on_a_telephone(opened: Open, time_machine: Any) -> None:
    given.centre()
    case = a_case_of_lin()
    lin = opened(f"/desk/cases/{case.pk}/deadlines", given.LIN, width=390, language="en")
    expect(lin.locator("main")).to_contain_text("First response")
    time_passes(time_machine, 31)
    lin.reload()
    expect(lin.locator("main")).to_contain_text(re.compile("missed|late", re.IGNORECASE))
    wide = lin.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide == 0
