"""A promise before those who must keep it: explained, warned of, missed, escalated. Time is moved by hand."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests import given

from fuwutai.domain.cases.commands import take_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.sla.jobs import sweep
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai
Open = Callable[..., Page]


@pytest.fixture(scope="module", autouse=True)
def beside_the_browser(django_db_setup: None) -> Iterator[None]:
    """Let this thread ask the database, though the driver of the browser keeps a loop in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture
def opened(live_server: Any, browser: Browser, time_machine: Any) -> Iterator[Open]:
    """Return a function that opens a page of the desk as one of the cast; no page may have had a script error."""
    time_machine.move_to(MONDAY, tick=False)
    contexts, faults = [], []

    def sign_in(path: str, username: str, *, width: int = 1440, language: str = "zh-hans") -> Page:
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 900})
        contexts.append(context)
        context.add_cookies([{"name": "fuwutai_language", "value": language, "url": live_server.url}])
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.goto(f"/desk/sign-in?next={path}")
        page.fill("[name=username]", username)
        page.fill("[name=password]", given.PASSWORD)
        page.click("main [type=submit]")
        expect(page).to_have_url(re.compile(re.escape(path) + "$"))
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert faults == []


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
