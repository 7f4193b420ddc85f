"""Standard phrases in a real browser: by button, slash and shortcut, and a use is counted when they are sent."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests import given
from tests.domain.knowledge.given_phrases import PROMISE, for_all
from tests.journeys.in_process import Open
from tests.journeys.test_speech_journey import ready, until

from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.rules import NO_PROMISE
from fuwutai.domain.knowledge.models import Phrase, PhraseUse

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("beside_the_browser")]

CHECKING = "马上为您核实，请稍候。"
CLOSING = "感谢您的支持，{客户称呼}！"


def at_work(opened: Open) -> tuple[Case, Page, list[Phrase]]:
    case = given.an_open_case()
    made = [
        for_all(title="核实", body=CHECKING, shortcut="hs"),
        for_all(title="结束", body=CLOSING, shortcut="js"),
        for_all(title="承诺", body=PROMISE, shortcut="cn"),
    ]
    page = opened(f"/desk/cases/{case.pk}", given.LIN)
    ready(page)
    return case, page, made


def ids_in(page: Page) -> str:
    return page.input_value("[data-phrases-ids]")


def test_phrases_come_by_button_slash_and_shortcut_and_are_counted_when_sent(opened: Open) -> None:
    case, page, (checking, closing, _promise) = at_work(opened)
    text = page.locator("#composer-body")
    page.locator("a.only-reply[data-key=p]").click()
    page.locator("#phrases-q").press_sequentially("核实")
    page.locator("#phrases-q").press("Enter")
    expect(text).to_have_value(CHECKING)
    expect(text).to_be_focused()
    text.press("Enter")
    text.press_sequentially("/结")
    options = page.locator("#composer-phrases [role=option]")
    expect(options).to_have_count(1)
    text.press("Enter")
    expect(text).to_have_value(f"{CHECKING}\n感谢您的支持，王建国！")
    expect(options).to_have_count(0)
    text.press_sequentially(" ;hs ")
    expect(text).to_have_value(f"{CHECKING}\n感谢您的支持，王建国！ {CHECKING}")
    text.press_sequentially(";js")
    text.press("Tab")
    expect(text).to_have_value(f"{CHECKING}\n感谢您的支持，王建国！ {CHECKING}感谢您的支持，王建国！")
    assert ids_in(page) == f"{checking.pk},{closing.pk}" and not PhraseUse.objects.exists()
    page.click("[data-composer-send=reply]")
    expect(page.locator("#composer-body")).to_have_value("")
    until(lambda: PhraseUse.objects.count() == 2, page)
    assert set(PhraseUse.objects.values_list("changed", flat=True)) == {False} and ids_in(page) == ""
    assert Message.objects.filter(case=case, body__startswith=CHECKING).count() == 1


def test_what_is_open_is_chosen_for_writing_and_is_not_sent_before(opened: Open) -> None:
    case, page, (_checking, _closing, promise) = at_work(opened)
    Case.objects.filter(pk=case.pk).update(due_at=NO_PROMISE)
    text = page.locator("#composer-body")
    text.press_sequentially("您好。;cn ")
    expect(text).to_have_value(f"您好。您的工单{case.number}我们会在{{承诺时间}}前答复。")
    page.reload()
    ready(page)
    assert ids_in(page) == str(promise.pk)
    page.click("[data-composer-send=reply]")
    expect(page.locator("#composer-error [role=alert]")).to_contain_text("{承诺时间}")
    text.fill(text.input_value().replace("{承诺时间}", "明天"))
    page.click("[data-composer-send=reply]")
    expect(page.locator("#composer-body")).to_have_value("")
    until(lambda: PhraseUse.objects.count() == 1, page)


def test_arrows_go_through_the_list_and_a_word_that_is_no_shortcut_stays(opened: Open) -> None:
    _case, page, _made = at_work(opened)
    text = page.locator("#composer-body")
    text.press_sequentially("a ;nothing b;hs 好；hs ")
    expect(text).to_have_value(f"a ;nothing b;hs 好{CHECKING}")
    text.fill("")
    text.press_sequentially("/")
    options = page.locator("#composer-phrases [role=option]")
    expect(options).to_have_count(3)
    text.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    text.press("Escape")
    expect(options).to_have_count(0)
    assert text.input_value() == "/"
    page.locator("h1").first.click()
    page.keyboard.press("p")
    search = page.locator("#phrases-q")
    expect(search).to_be_focused()
    search.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(text).to_have_value(re.compile("^/(感谢|马上)"))


def test_the_form_of_a_phrase_takes_variables_by_a_press_and_shows_how_it_reads(opened: Open) -> None:
    given.centre()
    page = opened("/desk/phrases/new", given.LIN)
    page.wait_for_load_state()
    page.fill("#id_body", "您好，")
    page.click("[data-phrase-variables] summary")
    page.locator("[data-phrase-variable]").first.click()
    assert page.input_value("#id_body") == "您好，{客户称呼}"
    expect(page.locator("[data-phrase-preview]")).to_have_text("您好，王建国")
