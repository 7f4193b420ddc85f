"""One customer in one view, and what the case page says of the customer."""

from datetime import time, timedelta

import pytest
import time_machine
from django.urls import resolve
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.customers.scenarios_profile import a_customer, a_field, an_organisation

from fuwutai.desk.customers import page
from fuwutai.domain.cases.commands import reply_to_case
from fuwutai.domain.customers import commands
from fuwutai.domain.customers.commands import Profile
from fuwutai.domain.customers.models import Customer
from fuwutai.kernel import clock
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

ADDRESS = "上海市浦东新区人民路8号"
NIGHT = "2026-03-09T15:00:00Z"  # 23:00 in Shanghai


def a_whole_file() -> Customer:
    """Return a customer of whom everything is known."""
    customer = a_customer()
    lin, chen = given.agent(), given.supervisor()
    there = {"actor": lin, "customer_id": customer.pk}
    profile = Profile(
        name="王建国", type="business", stage="use", address=ADDRESS, manner="称王总，讲四川话", language="zh-hans",
        channel="phone", owner_id=given.staff().pk,
    )  # fmt: skip
    commands.change_profile(actor=chen, customer_id=customer.pk, profile=profile)
    commands.add_member(**there, organisation_id=an_organisation().pk, post="物业经理")
    commands.note_consent(**there, purpose="survey", given=True, how="phone")
    commands.add_customer_note(**there, body="周末不接电话", pinned=True)
    commands.start_special_handling(
        actor=chen, customer_id=customer.pk, kind="special_need", note="听力不便，请用文字沟通"
    )
    commands.set_tier(actor=chen, customer_id=customer.pk, tier="vip")
    a_field()
    commands.set_custom_values(**there, values={"meter": "8800123456"})
    return customer


def address(customer: Customer, then: str = "") -> str:
    return f"/desk/customers/{customer.pk}{then}"


@pytest.mark.proves("S3-7.4.5-1")
def test_the_page_shows_everything_in_one_view_with_contacts_address_and_sensitive_fields_masked(desk):
    customer = a_whole_file()
    given.a_case(type="complaint", subject="收费有误")
    said = desk.get(address(customer)).content.decode()
    shown = [
        "王建国", "139****5678", "上海市浦东新*", "称王总，讲四川话", "惠民物业", "物业经理", "周末不接电话",
        "听力不便，请用文字沟通", "宽带断网", "收费有误", "林小雨", "100%", "电表号",
    ]  # fmt: skip
    assert [one for one in shown if one not in said] == []
    assert [one for one in ("13912345678", "人民路", "8800123456") if one in said] == []


def test_who_gave_a_reason_sees_it_in_full_for_a_while_and_can_hide_it_again(desk):
    customer = a_whole_file()
    assert desk.post(address(customer, "/reveal"), {"reason": ""}).status_code == 422
    assert desk.post(address(customer, "/reveal"), {"reason": "寄送资料"}).status_code == 303
    said = desk.get(address(customer)).content.decode()
    assert all(one in said for one in ("13912345678", ADDRESS, "8800123456"))
    desk.post(address(customer, "/reveal/end"))
    assert "13912345678" not in desk.get(address(customer)).content.decode()


def test_each_look_at_a_file_is_in_the_access_log(desk):
    customer = a_customer()
    desk.get(address(customer))
    entry = AccessEntry.objects.get(action="view_customer")
    assert (entry.subject_id, entry.actor_id, entry.place) == (customer.pk, given.staff().pk, "desk:customer")


def test_the_last_thirty_days_are_told_by_channel(desk):
    with time_machine.travel(clock.now() - timedelta(days=40), tick=False):
        old = given.a_case(subject="旧事")
        reply_to_case(actor=given.agent(), case_id=old.pk, body="已处理。", then="stay")
    given.an_open_case(channel="phone")
    shown = desk.get(address(old.customer))
    rows = {one.channel: (one.opened, one.words, one.replies) for _label, one in shown.context["recent"]}
    assert rows == {"phone": (1, 1, 1)}
    assert "旧事" in shown.content.decode()


def test_the_page_says_when_the_customer_wants_to_be_left_alone(desk):
    customer = a_customer()
    quiet = Profile(name="王建国", quiet_from=time(22), quiet_until=time(8))
    commands.change_profile(actor=given.agent(), customer_id=customer.pk, profile=quiet)
    with time_machine.travel(NIGHT, tick=False):
        assert page.customer_file(given.agent(), customer.pk).is_quiet_now
    with time_machine.travel("2026-03-09T02:00:00Z", tick=False):
        assert not page.customer_file(given.agent(), customer.pk).is_quiet_now


@pytest.mark.parametrize("then", ["", "/changes", "/change", "/fields"])
def test_the_pages_of_a_customer_keep_their_budgets(desk, django_assert_max_num_queries, then):
    keeps_its_budget(desk, address(a_whole_file(), then), django_assert_max_num_queries)


def test_who_was_merged_into_another_leads_there(desk):
    kept = a_customer()
    absorbed = a_customer(phone="13812345678", name="王先生", subject="另一件事")
    Customer.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    answer = desk.get(address(absorbed))
    assert (answer.status_code, answer["Location"]) == (302, address(kept))
    said = desk.get(address(kept)).content.decode()
    assert "另一件事" in said and "138****5678" in said


def test_a_customer_of_other_teams_is_not_found(signed_in):
    customer = a_customer()
    assert signed_in(given.ZHAO).get(address(customer)).status_code == 404


def test_what_was_changed_stands_with_who_changed_it_and_masked(desk):
    customer = a_whole_file()
    said = desk.get(address(customer, "/changes")).content.decode()
    assert all(one in said for one in ("林小雨", "陈国强", "上海市浦东新*", "惠民物业"))
    assert "人民路" not in said and "8800123456" not in said


@pytest.mark.proves("S0-3.2-3")
def test_each_case_of_the_customer_shows_marks_guidance_and_how_to_address_them(
    desk, django_assert_max_num_queries
):
    a_whole_file()
    case = given.a_case(subject="新的事")
    url = f"/desk/cases/{case.pk}/customer"
    assert f'hx-get="{url}"' in desk.get(f"/desk/cases/{case.pk}").content.decode()
    said = desk.get(url).content.decode()
    wanted = ("称王总，讲四川话", "听力不便，请用文字沟通", "周末不接电话", address(case.customer))
    assert [one for one in wanted if one not in said] == []
    keeps_its_budget(desk, url, django_assert_max_num_queries)


@pytest.mark.proves("S0-5.2-1")
def test_all_four_kinds_of_special_handling_are_marked_on_a_case(desk):
    case = given.a_case()
    for kind in ("high_value", "special_need", "high_sensitivity", "special_scenario"):
        commands.start_special_handling(
            actor=given.supervisor(), customer_id=case.customer_id, kind=kind, note=f"须知 {kind}"
        )
    shown = desk.get(f"/desk/cases/{case.pk}/customer")
    assert len(shown.context["care"]) == 4 and shown.content.decode().count("须知") == 4


def test_a_case_is_opened_for_the_customer_of_the_page(desk):
    customer = a_whole_file()
    url = f"/desk/cases/new?customer={customer.pk}"
    assert url.replace("&", "&amp;") in desk.get(address(customer)).content.decode()
    shown = desk.get(url)
    assert "王建国" in shown.content.decode() and "13912345678" not in shown.content.decode()
    form = shown.context["form"]
    told = {"customer": customer.pk, "token": form["token"].value(), "type": "fault", "priority": "routine",
            "subject": "又断网", "body": "又断网了。"}  # fmt: skip
    refused = desk.post("/desk/cases/new", told | {"subject": ""})
    assert refused.status_code == 422 and "王建国" in refused.content.decode()
    assert desk.post("/desk/cases/new", told).status_code == 303
    assert customer.pk == page.cases_of(given.agent(), {customer.pk}, 1)[0].customer_id


def test_no_case_is_opened_for_a_customer_out_of_sight(signed_in):
    customer = a_customer()
    browser = signed_in(given.ZHAO)
    shown = browser.get(f"/desk/cases/new?customer={customer.pk}")
    assert "王建国" not in shown.content.decode()
    told = {"customer": customer.pk, "token": "t", "type": "fault", "priority": "routine", "subject": "断网"}
    told["body"] = "断网"
    assert browser.post("/desk/cases/new", told).status_code == 404


def test_the_address_is_the_view():
    assert resolve("/desk/customers/5").func == page.customer
