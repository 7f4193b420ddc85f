"""Every page of the portal on a telephone and on a desk, in both languages, light and dark, in large letters."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

Visit = Callable[..., Page]
TOO_WIDE = "document.documentElement.scrollWidth > window.innerWidth"
SMALL_TARGETS = """
Array.from(document.querySelectorAll("main button, main .btn, main .door, main .choice, main input:not([type=hidden])"))
  .filter(one => one.offsetParent && !one.closest("[aria-hidden]") && !one.closest(".choice"))
  .filter(one => one.getBoundingClientRect().height < 44)
  .map(one => one.outerHTML.slice(0, 80))
"""


def submit(page: Page) -> str:
    """Send a matter in and return the address of its page."""
    page.goto("/submit?type=request")
    page.fill("[name=subject]", "办理移机，旧地址的网络要拆掉，新地址在城东花园小区 12 栋 3 单元 1802 室")
    page.fill("[name=body]", "A-very-long-word-without-any-blank-in-it-" * 6)
    page.fill("[name=name]", "李奶奶")
    page.fill("[name=phone]", "13655550999")
    page.click("form[action='/submit'] [type=submit]")
    page.wait_for_selector(".ticket__number")
    return page.url


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(390, "light", "zh-hans"), (390, "dark", "en"), (1440, "light", "en"), (1440, "dark", "zh-hans")],
)
def test_every_page_fits_and_can_be_pressed(visit: Visit, width: int, scheme: str, language: str) -> None:
    page = visit("/?text=large", width=width, scheme=scheme, language=language)
    case = submit(page)
    for address in ("/", "/submit?type=complaint", "/track", case):
        page.goto(address)
        assert not page.evaluate(TOO_WIDE), f"{address} is wider than the screen"
        assert page.evaluate(SMALL_TARGETS) == [], f"{address} has targets too small for a thumb"


def test_the_keyboard_reaches_the_whole_form_in_order(visit: Visit) -> None:
    page = visit("/submit?type=fault", width=390)
    page.focus("[name=type]:checked")
    order = []
    for _press in range(7):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.name || document.activeElement.type"))
    assert order == ["subject", "body", "files", "name", "phone", "email", "submit"]
