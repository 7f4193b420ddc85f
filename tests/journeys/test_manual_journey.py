"""A figure of the manual from its change to its return: edited, approved, in force, explained, rolled back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import given
from tests.journeys.in_process import MONDAY, Open

from fuwutai.domain.packs.commands import load_pack
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.standards.models import ManualVersion, RuleRow
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.worker import drain

pytestmark = [pytest.mark.usefixtures("beside_the_browser"), pytest.mark.django_db(transaction=True)]


def a_centre_with_its_manuals() -> None:
    """Set the centre up with the manuals on the shelf, their figures belonging to them."""
    given.centre()
    RuleRow.objects.all().delete()
    for code in ("general", "service_centre"):
        load_pack(actor=Actor.system("tests"), code=code)


def target_of(case: Any) -> int:
    return Clock.objects.get(case=case, definition="first_response").target_seconds


def no_wider_than_the_screen(page: Page) -> None:
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_a_figure_is_changed_reviewed_approved_obeyed_and_brought_back(opened: Open, time_machine: Any) -> None:
    a_centre_with_its_manuals()
    rule = RuleRow.objects.get(clause_code="S4-6.1-1", kind="sla.first_response")
    time_machine.move_to(MONDAY + timedelta(minutes=1), tick=False)
    old = given.a_case(phone="13800000001")
    assert target_of(old) == 1800

    chen = opened(f"/desk/promises/{rule.pk}/revise", given.CHEN)
    chen.fill("[name=number]", "20")
    chen.fill("[name=title]", "首次响应改为二十分钟")
    chen.fill("[name=reason]", "高峰期客户等待过久")
    chen.get_by_role("button", name="放入草稿").or_(chen.locator("main form [type=submit]").first).first.click()
    expect(chen).to_have_url(re.compile(r"/desk/manual-versions/\d+"))
    expect(chen.locator("main")).to_contain_text("20 分")
    draft = ManualVersion.objects.get(number=2)
    chen.locator(f"form[action$='/manual-versions/{draft.pk}/submit'] [type=submit]").click()
    expect(chen.locator("body")).to_contain_text("审核中")
    expect(chen.locator(f"form[action$='/manual-versions/{draft.pk}/approve']")).to_have_count(0)
    assert rule_in_force("sla.first_response", {}, clock.now()).value.minutes == 30

    he = opened(f"/desk/manual-versions/{draft.pk}", given.HE)
    he.locator(f"form[action$='/manual-versions/{draft.pk}/approve'] [type=submit]").click()
    expect(he.locator("body")).to_contain_text("生效中")

    time_machine.move_to(MONDAY + timedelta(minutes=2), tick=False)
    new = given.a_case(phone="13800000002")
    assert (target_of(old), target_of(new)) == (1800, 1200)
    lin = opened(f"/desk/cases/{new.pk}/deadlines", given.LIN)
    expect(lin.locator("main")).to_contain_text("20 分")
    lin.goto(f"/desk/cases/{old.pk}/deadlines")
    expect(lin.locator("main")).to_contain_text("30 分")
    lin.goto("/desk/clauses/S4-6.1-1")
    expect(lin.locator("main")).to_contain_text("20 分")

    time_machine.move_to(MONDAY + timedelta(minutes=3), tick=False)
    first = ManualVersion.objects.get(manual__code="S4", number=1)
    he.goto(f"/desk/manual-versions/{first.pk}/roll-back")
    he.fill("main form textarea, main form [name=text]", "人手不够，先恢复原标准")
    he.locator(f"form[action$='/manual-versions/{first.pk}/roll-back'] [type=submit]").click()
    expect(he.locator("body")).to_contain_text("生效中")
    time_machine.move_to(MONDAY + timedelta(minutes=4), tick=False)
    assert target_of(given.a_case(phone="13800000003")) == 1800
    assert target_of(new) == 1200


def test_an_announcement_is_read_and_confirmed_on_a_telephone(opened: Open, time_machine: Any) -> None:
    a_centre_with_its_manuals()
    rule = RuleRow.objects.get(clause_code="S4-6.1-1", kind="sla.first_response")
    time_machine.move_to(MONDAY + timedelta(minutes=1), tick=False)
    chen = opened(f"/desk/promises/{rule.pk}/revise", given.CHEN)
    chen.fill("[name=number]", "25")
    chen.fill("[name=title]", "首次响应二十五分钟")
    chen.fill("[name=reason]", "试行")
    chen.locator("main form [type=submit]").first.click()
    draft = ManualVersion.objects.get(number=2)
    chen.locator(f"form[action$='/manual-versions/{draft.pk}/submit'] [type=submit]").click()
    he = opened(f"/desk/manual-versions/{draft.pk}", given.HE)
    he.locator(f"form[action$='/manual-versions/{draft.pk}/approve'] [type=submit]").click()
    expect(he.locator("body")).to_contain_text("生效中")
    he.goto(f"/desk/manual-versions/{draft.pk}/announce")
    he.locator("main form [type=submit]").first.click()
    expect(he).to_have_url(re.compile(r"/desk/announcements/\d+"))
    drain()

    lin = opened("/desk/announcements", given.LIN, width=390)
    no_wider_than_the_screen(lin)
    lin.locator("main a[href*='/desk/announcements/']").first.click()
    expect(lin.locator("main")).to_contain_text("25 分")
    no_wider_than_the_screen(lin)
    lin.locator("main form[action$='/confirm'] [type=submit]").first.click()
    expect(lin.locator("main form[action$='/confirm']")).to_have_count(0)
    he.reload()
    expect(he.locator("main")).to_contain_text(given.staff(given.LIN).display_name)
