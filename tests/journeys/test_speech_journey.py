"""Words that are not said yet, in a real browser: they keep themselves, can be taken back, and name colleagues."""

import re
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, Route, expect
from tests import given
from tests.journeys.in_process import MONDAY, Open

from fuwutai.domain.cases.commands import save_draft
from fuwutai.domain.cases.models import Case, Draft, HeldReply, Message
from fuwutai.kernel.worker import drain

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("beside_the_browser")]

WORDS = "您好，线路已修复，请再试一次。"


def until(done: Callable[[], bool], page: Page) -> None:
    """Wait until something is so in the database."""
    deadline = time.monotonic() + 15
    while not done():
        assert time.monotonic() < deadline, "it did not come to be so"
        page.wait_for_timeout(100)


def case_page(opened: Open, who: str = given.LIN) -> tuple[Case, Page]:
    case = given.an_open_case()
    page = opened(f"/desk/cases/{case.pk}", who)
    ready(page)
    return case, page


def ready(page: Page) -> None:
    """Wait for the script of the composer."""
    expect(page.locator("[data-composer]")).to_have_attribute("data-ready", "1")


def test_what_is_typed_is_there_on_another_computer(opened: Open) -> None:
    case, page = case_page(opened)
    page.fill("#composer-body", WORDS)
    until(lambda: Draft.objects.filter(body__isnull=False).count() == 1, page)
    expect(page.locator("[data-composer-draft]")).to_contain_text("10:00")
    elsewhere = opened(f"/desk/cases/{case.pk}", given.LIN)
    assert elsewhere.input_value("#composer-body") == WORDS
    page.reload()
    ready(page)
    assert page.input_value("#composer-body") == WORDS


def test_words_typed_the_moment_before_leaving_are_kept(opened: Open) -> None:
    _case, page = case_page(opened)
    page.fill("#composer-body", WORDS)
    page.goto("/desk/")
    until(lambda: Draft.objects.count() == 1, page)
    assert Draft.objects.get().body == WORDS


def test_without_the_network_words_stay_in_the_browser_and_go_up_later(opened: Open) -> None:
    _case, page = case_page(opened)

    def lost(route: Route) -> None:
        route.abort()

    page.route(re.compile("/draft$"), lost)
    page.fill("#composer-body", WORDS)
    page.wait_for_timeout(2_000)
    assert not Draft.objects.exists()
    page.unroute(re.compile("/draft$"), lost)
    page.reload()
    ready(page)
    assert page.input_value("#composer-body") == WORDS
    until(lambda: Draft.objects.count() == 1, page)
    assert Draft.objects.get().body == WORDS


def test_newer_words_of_another_computer_win_and_the_others_are_offered(opened: Open, time_machine) -> None:
    case, page = case_page(opened)
    page.route(re.compile("/draft$"), lambda route: route.abort())
    page.fill("#composer-body", "这台电脑写的")
    page.wait_for_timeout(2_000)
    time_machine.move_to(MONDAY + timedelta(minutes=5), tick=False)
    save_draft(actor=given.agent(), case_id=case.pk, kind="reply", body="另一台电脑写的")
    page.reload()
    ready(page)
    assert page.input_value("#composer-body") == "另一台电脑写的"
    page.click("[data-draft-other]")
    assert page.input_value("#composer-body") == "这台电脑写的"
    page.click("[data-draft-other]")
    assert page.input_value("#composer-body") == "另一台电脑写的"


def test_a_reply_is_undone_and_its_words_are_in_the_composer_again(opened: Open) -> None:
    given.seconds_to_undo(30)
    _case, page = case_page(opened)
    page.fill("#composer-body", WORDS)
    until(lambda: Draft.objects.count() == 1, page)
    page.click("[data-composer-send=reply]")
    waits = page.locator(".msg--waiting")
    expect(waits).to_contain_text(WORDS)
    expect(waits.locator("[data-sends-at]")).to_have_text(re.compile(r"\d+"))
    assert page.input_value("#composer-body") == "" and not Draft.objects.exists()
    waits.locator("button").first.click()
    expect(page.locator("#composer-body")).to_have_value(WORDS)
    expect(waits).to_have_count(0)
    assert HeldReply.objects.get().state == "withdrawn"
    assert not Message.objects.filter(body=WORDS).exists()


def test_a_reply_that_nobody_takes_back_moves_into_the_thread_by_itself(opened: Open, time_machine) -> None:
    given.seconds_to_undo(3)
    _case, page = case_page(opened)
    page.fill("#composer-body", WORDS)
    page.click("[data-composer-send=reply]")
    expect(page.locator(".msg--waiting")).to_contain_text(WORDS)
    time_machine.move_to(MONDAY + timedelta(seconds=3), tick=False)
    drain()
    expect(page.locator(".msg--waiting")).to_have_count(0)
    expect(page.locator(".msg--agent").last).to_contain_text(WORDS)
    assert page.input_value("#composer-body") == ""


def test_a_colleague_is_named_from_the_keyboard(opened: Open) -> None:
    _case, page = case_page(opened)
    page.click(".composer__tab--note")
    page.locator("#composer-body").press_sequentially("请 @国")
    expect(page.locator("#composer-names [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    assert page.input_value("#composer-body") == "请 @陈国强 "
    expect(page.locator("#composer-names")).to_be_hidden()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg--note mark.mention")).to_have_text("@陈国强")
