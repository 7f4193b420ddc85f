"""Files and redaction in a real browser: chosen, pasted, taken away, sent; marked in a message and taken out of it."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests import given
from tests.domain.files import given_files
from tests.journeys.in_process import Open

from fuwutai.domain.cases.models import Attachment, Case, Message
from fuwutai.kernel.worker import drain

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("beside_the_browser")]

PASTE = """(content) => {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "image.png", {type: "image/png"}));
  const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
  document.querySelector("#composer-body").dispatchEvent(event);
}"""


def until(done: Callable[[], bool], page: Page) -> None:
    """Wait until something is so in the database."""
    deadline = time.monotonic() + 15
    while not done():
        assert time.monotonic() < deadline, "it did not come to be so"
        page.wait_for_timeout(100)


def chosen(page: Page, name: str, content: bytes) -> None:
    expect(page.locator("[data-attach]")).to_have_attribute("data-attach-ready", "1")
    page.set_input_files("[data-attach-input]", {"name": name, "mimeType": "image/png", "buffer": content})


def test_files_go_ahead_stay_over_a_reload_and_are_sent_with_the_words(opened: Open) -> None:
    import base64

    case = given.an_open_case()
    page = opened(f"/desk/cases/{case.pk}", given.LIN)
    chosen(page, "光猫.png", given_files.a_picture())
    chosen(page, "不要.png", given_files.a_picture(colour="blue"))
    page.evaluate(PASTE, base64.b64encode(given_files.a_picture(colour="green")).decode())
    expect(page.locator("[data-file]")).to_have_count(3)
    page.locator("[data-file]", has_text="不要").locator("[data-attach-drop]").click()
    expect(page.locator("[data-file]")).to_have_count(2)
    page.reload()
    expect(page.locator("[data-file]")).to_have_count(2)
    page.fill("#composer-body", "请看附件。")
    page.locator("[data-composer-send=reply]").click()
    until(lambda: Attachment.objects.filter(held_reply__isnull=False).exists() or sent(case) == 2, page)
    expect(page.locator("[data-file]")).to_have_count(0)


def sent(case: Case) -> int:
    return Attachment.objects.filter(case=case, message__isnull=False).count()


def test_a_refused_file_says_why_beside_its_name_and_the_words_stay(opened: Open) -> None:
    case = given.an_open_case()
    page = opened(f"/desk/cases/{case.pk}", given.LIN)
    page.fill("#composer-body", "请看附件。")
    chosen(page, "页.png", b"<html></html>")
    expect(page.locator("[data-attach-list] [role=alert]")).to_be_visible()
    assert page.input_value("#composer-body") == "请看附件。"
    assert not Attachment.objects.exists()


def test_a_picture_under_a_message_is_small_and_opens_as_a_download(opened: Open) -> None:
    case = given.a_case(files=[given_files.kept("光猫.png", given_files.a_picture(size=(1_000, 500)))])
    drain()
    page = opened(f"/desk/cases/{case.pk}", given.LIN)
    picture = page.locator(".msg img[alt='光猫.png']")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 720)
    with page.expect_download() as download:
        page.locator("a.file__name", has_text="光猫.png").click()
    assert download.value.suggested_filename == "光猫.png"


def test_what_is_marked_in_a_message_is_shown_first_and_then_gone(opened: Open) -> None:
    case = given.a_case(body="第一行\r\n🙂 卡号 6222 谢谢")
    page = opened(f"/desk/cases/{case.pk}", given.CHEN)
    expect(page.locator("[data-attach]")).to_have_attribute("data-attach-ready", "1")  # scripts are there
    page.locator(".msg__tools a").first.click()
    text = page.locator("[data-redact-text]")
    expect(text).to_be_visible()
    text.evaluate(
        """(one) => {
          const node = one.firstChild, at = node.data.indexOf("6222"), range = document.createRange();
          range.setStart(node, at); range.setEnd(node, at + 4);
          getSelection().removeAllRanges(); getSelection().addRange(range);
        }"""
    )
    page.locator("[data-redact-mark]").click()
    expect(text).to_contain_text("卡号 ▇▇▇▇ 谢谢")
    page.fill("#case-dialog [name=reason]", "误发")
    page.locator("#case-dialog button[type=submit]").click()
    expect(page.locator("#case-dialog [name=sure]")).to_have_count(1)
    page.locator("#case-dialog button[type=submit]").click()
    expect(page.locator(".msg__body").first).to_contain_text("▇▇▇▇")
    assert Message.objects.get(case=case).body == "第一行\r\n🙂 卡号 ▇▇▇▇ 谢谢"
    expect(page.locator(".cut")).to_contain_text("误发")
