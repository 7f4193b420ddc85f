"""An agent's day in a real browser, on cases that citizens really wrote to a hotline: more than twenty verbs."""

import csv
import gzip
import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from tests import given
from tests.domain.files import given_files
from tests.journeys.in_process import Open

from fuwutai.domain.cases.commands import write_as_customer
from fuwutai.domain.cases.models import Attachment, Case, HeldReply, Message, Task, TimeSpent
from fuwutai.domain.imports.commands import start_run, work_on_run
from fuwutai.domain.imports.mapping import mapping_in
from fuwutai.domain.imports.pages import read_file
from fuwutai.kernel.worker import drain

HOTLINE = Path(__file__).resolve().parents[3] / "shared" / "data" / "gov_hotline" / "messages_with_votes.csv.gz"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("beside_the_browser"),
    pytest.mark.skipif(not HOTLINE.exists(), reason="reference data is not beside this copy"),
]
ROWS = 40
MAP = """
source = "hotline"
key = "留言编号"
[columns]
external_id = "留言编号"
customer_name = "留言用户"
customer_account = "留言用户"
subject = "留言主题"
body = "留言详情"
opened_at = "留言时间"
[constants]
type = "request"
channel = "other"
status = "new"
team = "broadband"
[times]
formats = ["%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d", "%Y-%m-%d"]
time_zone = "Asia/Shanghai"
"""


def hotline() -> list[Case]:
    """Take in the first messages of the hotline as open cases."""
    with gzip.open(HOTLINE, "rt", encoding="utf-8-sig", newline="") as table:
        rows = [row for row, _number in zip(csv.reader(table), range(ROWS + 1), strict=False)]
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    boss, file = given.administrator(), read_file(io.BytesIO(text.getvalue().encode()))
    run = start_run(actor=boss, file=file, file_name="hotline.csv", mapping=mapping_in(MAP))
    while work_on_run(actor=boss, run_id=run.pk):
        pass
    drain()
    return list(Case.objects.order_by("id"))


class Desk:
    """The page of a case, and what is pressed on it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, case: Case) -> "Desk":
        """Go to a case, and wait until its scripts are there."""
        self.page.goto(f"/desk/cases/{case.pk}")
        expect(self.page.locator("[data-composer]")).to_have_attribute("data-ready", "1")
        return self

    def menu(self, key: str, text: str) -> None:
        """Choose an entry of a menu that a key opens."""
        self.page.locator(f"summary[data-key={key}]").click()
        self.page.locator("details[open] .menu__item", has_text=text).first.click()

    def press(self, key: str, text: str) -> None:
        """Choose an entry of a menu that does something at once, and wait until it is done."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.menu(key, text)

    @property
    def dialog(self) -> Locator:
        """Return the dialog that is open."""
        return self.page.locator("#case-dialog[open], dialog[open]").first

    def confirm(self, text: str = "") -> None:
        """Press the button of the dialog."""
        buttons = self.dialog.locator("form .btn--primary, form [type=submit].btn--danger")
        (buttons.filter(has_text=text) if text else buttons).first.click()
        expect(self.page.locator("#case-dialog")).to_be_empty()
        expect(self.page.locator("#case-dialog[open]")).to_have_count(0)

    def card(self, title: str) -> Locator:
        """Open a card beside the case, and return it."""
        card = self.page.locator("aside details", has=self.page.locator("summary", has_text=title)).first
        if card.get_attribute("open") is None:
            card.locator("summary").first.click()
        return card

    def write(self, words: str, tab: str = "reply") -> None:
        """Write a reply or a note."""
        self.page.locator(f".composer__tab--{tab}").click()
        self.page.fill("#composer-body", words)


@pytest.fixture
def desk(opened: Open) -> Iterator[tuple[Desk, list[Case]]]:
    """Return an agent's desk, and the cases of the hotline; the worker is at hand between two presses."""
    given.seconds_to_undo(0)
    given.centre()
    cases = hotline()
    assert len(cases) == ROWS
    yield Desk(opened("/desk/", given.LIN)), cases


def of(case: Case) -> int:
    return case.customer_id


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_a_day_of_an_agent_on_the_hotline(desk: tuple[Desk, list[Case]]) -> None:
    at, (case, _second, third, *_rest) = desk
    page = at.page

    page.fill("[type=search][name=q]", case.number)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/desk/cases/{case.pk}$"))

    at.open(case)
    page.locator("form[action$='/take'] [type=submit]").click()
    expect(page.locator("form[action$='/take']")).to_have_count(0)
    assert fresh(case).assignee_id == fresh(case).responsible_id == given.agent().id

    at.menu("m", "复述需求")
    at.dialog.locator("[name=need]").fill("希望道路命名方案公示期延长，并在小区张贴。")
    at.dialog.locator("[name=need_confirmed]").check()
    at.confirm()
    assert fresh(case).need_confirmed_at

    page.keyboard.press("e")
    at.dialog.locator("[name=urgency]").select_option("high")
    at.confirm()
    assert fresh(case).urgency == "high"

    at.menu("m", "标签")
    at.dialog.locator("[name=names]").fill("道路命名")
    at.dialog.locator("form [type=submit]", has_text="添加").first.click()
    expect(at.dialog).to_contain_text("道路命名")
    page.keyboard.press("Escape")
    assert fresh(case).tags == ["道路命名"]

    at.press("m", "关注")
    assert fresh(case).watchers == 1

    at.open(case)
    tasks = at.card("任务")
    tasks.locator("[name=title]").last.fill("向民政局核实命名依据")
    tasks.locator("[type=submit]", has_text="添加").first.click()
    expect(tasks).to_contain_text("向民政局核实命名依据")
    tasks.locator("form[action$='/finish'] [type=submit], [formaction$='/finish']").first.click()
    expect(tasks.locator("form[action$='/finish'] [type=submit], [formaction$='/finish']")).to_have_count(0)
    assert Task.objects.get(case=case).state == "done"

    time = at.card("工时")
    time.locator("[name=minutes]").first.fill("15")
    time.locator("[type=submit]", has_text="登记").first.click()
    expect(time).to_contain_text("15")
    assert TimeSpent.objects.get(case=case).minutes == 15

    at.write("@", "note")
    page.fill("#composer-body", "请 @陈国强 看一下这张工单")
    page.locator("[data-composer-send=note]").click()
    expect(page.locator(".msg--note")).to_contain_text("请 @陈国强")

    at.write("您好，正在向民政局核实，两天内答复您。")
    page.set_input_files(
        "[data-attach-input]", {"name": "公示.png", "mimeType": "image/png", "buffer": given_files.a_picture()}
    )
    expect(page.locator("[data-file]")).to_have_count(1)
    page.locator("[data-composer-send=reply]").click()
    expect(page.locator(".msg--agent").last).to_contain_text("正在向民政局核实")
    assert Attachment.objects.get(case=case).message is not None

    at.press("s", "等待第三方")
    expect(page.locator("#case-title")).to_contain_text("第三方")
    at.press("s", "结束等待")
    expect(page.locator("#case-title")).to_contain_text("处理中")

    at.press("m", "客户来电催办")
    assert fresh(case).urges == 1

    at.menu("m", "暂缓")
    at.dialog.locator("[name=preset]").first.check()
    at.confirm()
    assert fresh(case).snoozed_until
    at.press("m", "取消暂缓")
    assert fresh(case).snoozed_until is None

    at.menu("m", "关联")
    at.dialog.locator("[name=number]").fill(third.number)
    at.dialog.locator("[name=way]").first.check()
    at.confirm("确认关联")
    assert fresh(case).links == 1

    at.menu("s", "填写结果")
    at.dialog.locator("[name=resolution]").select_option(index=1)
    at.dialog.locator("[name=cause]").select_option(index=1)
    at.dialog.locator("[name=body]").fill("公示期已延长十五天，并已在小区张贴。")
    at.confirm()
    expect(page.locator("#case-title")).to_contain_text("已解决")

    page.keyboard.press("b")
    at.dialog.locator("[name=outcome][value=not_reached], [name=outcome]").last.check()
    at.dialog.locator("form [type=submit]").first.click()
    expect(page.locator("#case-dialog[open]")).to_have_count(0)

    assert fresh(case).status == "resolved"
    at.open(case)
    at.menu("s", "客户已确认")
    at.dialog.locator("[name=rating][value=declined]").check()
    at.confirm()
    assert (fresh(case).status, fresh(case).rating) == ("closed", "declined")
    assert Message.objects.filter(case=case).count() >= 4
    assert not HeldReply.objects.filter(case=case, state="held").exists()


def test_mergers_splits_and_macros_on_the_hotline(desk: tuple[Desk, list[Case]]) -> None:
    at, cases = desk
    second, third = next(pair for pair in pairwise(sorted(cases, key=of)) if of(pair[0]) == of(pair[1]))
    page = at.page

    at.open(third)
    at.menu("m", "合并")
    at.dialog.locator("[name=number]").fill(second.number)
    at.dialog.locator(".btn--primary", has_text="预览结果").click()
    expect(at.dialog).to_contain_text("合并后")
    at.confirm("确认合并")
    assert fresh(third).merged_into_id == second.pk

    page.goto(f"/desk/cases/{third.pk}")
    page.get_by_role("link", name="撤销合并").first.click()
    expect(at.dialog).to_be_visible()
    at.confirm("撤销合并")
    assert fresh(third).merged_into_id is None

    write_as_customer(actor=given.agent(), case_id=second.pk, body="另外小区停车位不够。", channel="phone")
    at.open(second)
    at.menu("m", "拆分")
    at.dialog.locator("[name=words]:enabled").first.check()
    at.dialog.locator("[name=subject]").fill("另一件事：停车位")
    at.confirm("确认拆分")
    assert Case.objects.filter(follows=second).count() == 1

    page.goto("/desk/macros/new")
    page.fill("[name=name]", "加急并备注")
    page.locator("[name=steps-0-do]").select_option("set_priority")
    page.locator("[name=steps-0-priority]").select_option("urgent")
    page.locator("main form .btn--primary[type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/desk/macros"))
    at.open(second)
    at.menu("m", "宏")
    at.dialog.get_by_text("加急并备注").first.click()
    expect(at.dialog).to_contain_text("加急")
    at.confirm()
    assert fresh(second).priority == "urgent"
