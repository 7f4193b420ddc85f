"""The main job from end to end: a stranger's words become a case, and the case ends when its customer agrees."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect
from tests.journeys.conftest import Site

Visit = Callable[..., Page]
PHONE = "13655550123"
QUESTION = "您好，请问光猫背面的 LOS 灯是红色还是绿色？"
ANSWER = "红色，一直在闪。\n家里座机也打不通。"
SOLUTION = "线路已经修好，请您再试一下。"


def sign_in(page: Page, user: str, password: str) -> None:
    """Sign in at the desk."""
    page.fill("[name=username]", user)
    page.fill("[name=password]", password)
    page.click("main [type=submit]")
    expect(page).not_to_have_url(re.compile("sign-in"))


def submit(page: Page, subject: str) -> str:
    """Fill the portal's form in and return the number that it answers with."""
    page.fill("[name=subject]", subject)
    page.fill("[name=body]", "从昨晚八点起上不了网，重启过两次也没有用。")
    page.fill("[name=name]", "王建国")
    page.fill("[name=phone]", PHONE)
    page.click("form[action='/submit'] [type=submit]")
    return page.locator(".ticket__number").inner_text()


def stay(page: Page) -> None:
    """Mark the page, so that a reload would show."""
    page.evaluate("document.documentElement.dataset.stayed = 'yes'")


def has_stayed(page: Page) -> bool:
    """Return whether the page is still the one that was marked."""
    return bool(page.evaluate("document.documentElement.dataset.stayed === 'yes'"))


def send(desk: Page, body: str, then: str) -> None:
    """Answer the customer from the composer."""
    desk.fill("#composer-body", body)
    desk.select_option("[name=then]", then)
    desk.click("[data-composer-send=reply]")


def test_a_strangers_words_are_answered_and_the_customer_agrees(site: Site, visit: Visit) -> None:
    subject = "宽带断网，光猫亮红灯（全程）"
    desk = visit("/desk/sign-in?next=/desk/queues/unassigned")
    sign_in(desk, *site.account("agent"))
    row = desk.locator("a.case-title", has_text=subject)
    expect(desk.locator("#queue")).to_be_visible()
    expect(row).to_have_count(0)
    stay(desk)

    phone = visit("/submit?type=fault", width=390)
    number = submit(phone, subject)
    assert re.fullmatch(r"\d{6}-\d{4,}-\d", number)
    expect(phone.locator(".ticket__promise")).to_be_visible()

    expect(row).to_be_visible()
    assert has_stayed(desk)
    row.click()
    desk.click("form[action$='/take'] [type=submit]")
    expect(desk.locator("form[action$='/take']")).to_have_count(0)

    stay(phone)
    send(desk, QUESTION, "wait")
    expect(desk.locator("#case-clocks .clock--paused").first).to_be_visible()
    expect(phone.locator(".ask")).to_contain_text(QUESTION)
    assert has_stayed(phone)

    stay(desk)
    phone.fill("[name=body]", ANSWER)
    phone.click("#write [type=submit]")
    expect(phone.locator(".msg--customer").last).to_contain_text("家里座机也打不通")
    expect(desk.locator(".msg--customer").last).to_contain_text("家里座机也打不通")
    expect(desk.locator("#case-clocks .clock--paused")).to_have_count(0)
    assert has_stayed(desk)

    stay(phone)
    send(desk, SOLUTION, "resolve")
    confirm = phone.locator("button[form=confirm]")
    expect(confirm).to_be_visible()
    assert has_stayed(phone)
    confirm.click()
    expect(phone.locator(".step--done")).to_have_count(5)
    expect(desk.locator("form[formaction$='/reopen'], [formaction$='/reopen']")).to_have_count(1)
    assert has_stayed(desk)


def test_a_customer_without_scripts_gets_just_as_far(site: Site, browser: Browser) -> None:
    context = browser.new_context(base_url=site.url, java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto("/")
    page.click("a[href='/submit?type=complaint']")
    number = submit(page, "账单多扣了钱")
    context.clear_cookies()
    page.goto("/")
    page.fill("[name=number]", number.replace("-", " "))
    page.fill("[name=contact]", f"+86 {PHONE}")
    page.click("form[action='/track'] [type=submit]")
    page.fill("[name=body]", "是五月份的账单。")
    page.click("#write [type=submit]")
    expect(page.locator(".msg--customer")).to_have_count(2)
    page.click("a[href='?text=large']")
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    page.click("button[name=language]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("账单多扣了钱")
    context.close()


def test_what_a_customer_typed_survives_a_reload(visit: Visit) -> None:
    page = visit("/submit?type=fault", width=390)
    page.fill("[name=body]", "写到一半的话")
    page.reload()
    expect(page.locator("[name=body]")).to_have_value("写到一半的话")
    submit(page, "写完了")
    page.goto("/submit?type=fault")
    expect(page.locator("[name=body]")).to_have_value("")
