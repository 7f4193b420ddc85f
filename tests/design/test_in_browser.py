"""The components under a real Chromium: they fit, they obey the policy, the scripts do what they promise."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright
from tests.design import stage

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
CHROMIUM = "/usr/bin/chromium"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SEND = "[data-composer-send={}]"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with override_settings(ROOT_URLCONF="tests.design.stage"), stage.served() as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(address: str, browser: Browser) -> Iterator[Open]:
    """Open a page of the stage; at the end nothing may have been refused or have failed."""
    wrong: list[str] = []
    contexts = []

    def opened(where: str, width: int = 1440, scripts: bool = True, **chosen: str) -> Page:
        size = {"width": width, "height": 900}
        context = browser.new_context(viewport=size, java_script_enabled=scripts, reduced_motion="reduce")
        contexts.append(context)
        context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in chosen.items()]
        )
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(address + where)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_style_guide_fits_every_width(open_page: Open, theme: str, language: str) -> None:
    page = open_page("/guide", theme=theme, language=language)
    for width in (390, 640, 768, 1040, 1180, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(OVERFLOW) == 0, width


def test_large_text_still_fits_a_telephone(open_page: Open) -> None:
    assert open_page("/guide", width=390, text_size="large").evaluate(OVERFLOW) == 0
    assert open_page("/letter", width=390, text_size="large").evaluate(OVERFLOW) == 0


def test_reply_and_note_look_different_and_name_what_their_button_does(open_page: Open) -> None:
    page = open_page("/guide", scripts=False)
    ground = "getComputedStyle(document.querySelector('.composer__box')).backgroundColor"
    assert page.is_visible(SEND.format("reply")) and not page.is_visible(SEND.format("note"))
    page.click(".composer__tab--note")
    assert page.is_visible(SEND.format("note")) and not page.is_visible(SEND.format("reply"))
    assert page.is_visible(".composer__strip.only-note")
    scripted = open_page("/guide")
    before = scripted.evaluate(ground)
    scripted.click(".composer__tab--note")
    assert scripted.evaluate(ground) != before


def test_words_that_began_as_a_note_ask_once_more_before_a_customer_reads_them(open_page: Open) -> None:
    page = open_page("/guide")
    page.keyboard.press("n")
    page.keyboard.type("for colleagues only")
    page.click(".composer__tab--reply")
    page.keyboard.press("Control+Enter")
    assert page.is_visible("[data-composer-confirm]")
    page.click("[data-composer-confirm] [data-dialog-close]")
    assert page.input_value("#composer-body") == "for colleagues only"


def test_a_draft_survives_a_reload_and_dies_when_it_was_said(open_page: Open) -> None:
    page = open_page("/guide")
    page.fill("#composer-body", "half a sentence")
    page.reload()
    assert page.input_value("#composer-body") == "half a sentence"
    page.fill("#composer-body", page.inner_text(".msg--agent .msg__body"))
    page.reload()
    assert page.input_value("#composer-body") == ""


def test_keys_walk_the_list_and_rest_inside_fields(open_page: Open) -> None:
    page = open_page("/guide")
    focused = "document.activeElement.textContent"
    page.keyboard.press("j")
    first = page.evaluate(focused)
    page.keyboard.press("j")
    assert page.evaluate(focused) != first
    page.keyboard.press("k")
    assert page.evaluate(focused) == first
    page.keyboard.press("/")
    page.keyboard.type("jk?")
    assert page.input_value("[name=q]") == "jk?"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.is_visible("#keys-help")
    page.keyboard.press("Escape")
    assert not page.is_visible("#keys-help")


def test_one_popover_is_open_at_a_time_and_stays_inside_the_window(open_page: Open) -> None:
    page = open_page("/guide", width=390)
    page.click("#overlays summary >> nth=0")
    page.click("#overlays summary >> nth=1")
    assert page.locator("details[data-pop][open]").count() == 1
    box: Any = page.locator("details[data-pop][open] .pop__panel").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.keyboard.press("Escape")
    assert page.locator("details[data-pop][open]").count() == 0


def test_the_theme_changes_at_once(open_page: Open) -> None:
    page = open_page("/guide", theme="light")
    page.click(".topbar__user")
    page.click("button[value=dark]")
    assert page.get_attribute("html", "data-theme") == "dark"
    assert page.get_attribute("button[value=dark]", "aria-pressed") == "true"


def test_a_clock_turns_red_when_its_moment_passes(open_page: Open) -> None:
    page = open_page("/guide")
    chip = page.locator(".clock--amber[data-clock]").first
    chip.evaluate(
        "e => { e.id = 'late'; e.setAttribute('data-due-at', new Date(Date.now() - 1000).toISOString()) }"
    )
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert "clock--red" in (page.get_attribute("#late", "class") or "")
    assert "Overdue" in page.inner_text("#late .clock__chip .sr-only")


def test_an_announced_topic_refreshes_the_desk(open_page: Open) -> None:
    page = open_page("/queue")
    page.wait_for_selector("#plain:text('fresh')")
    assert page.get_attribute("[data-live-state]", "data-state") == "connected"


def test_an_announced_topic_refreshes_the_portal_and_is_spoken(open_page: Open) -> None:
    page = open_page("/letter")
    page.wait_for_selector("#part:text('fresh')")
    assert page.inner_text("[data-announcer]") == "There is news"
