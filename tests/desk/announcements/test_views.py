"""The announcements at the desk: what one is to read, and who has read it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from tests import given
from tests.domain.standards.given_announcements import announced, confirmed, reminders
from tests.domain.standards.given_manuals import NEW_TEXT, a_manual, a_rule_of, a_worded_draft, an_approved_version
from tests.rows import nothing_changes

from fuwutai.domain.standards.commands import announce_version, approve_version, propose_rule, submit_version
from fuwutai.domain.standards.models import Announcement, Reading

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai
LIST = "/desk/announcements"
LIN, ZHAO, CHEN, HE = given.LIN, given.ZHAO, given.CHEN, given.HE


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def a_change(**differs) -> Announcement:
    """Return the announcement of a second version, which words one clause anew and is yet to take effect."""
    version = an_approved_version(effective_from=MONDAY + timedelta(days=30))
    return announce_version(actor=given.administrator(), version_id=version.pk, **differs)


def a_change_of_a_figure(**differs) -> Announcement:
    """Return the announcement of a version that words one clause anew and changes a figure."""
    manual = a_manual()
    rule, draft = a_rule_of(manual), a_worded_draft(manual)
    chen = given.supervisor()
    propose_rule(actor=chen, version_id=draft.pk, action="revise", rule_id=rule.pk, value={"minutes": 5})
    submit_version(actor=chen, version_id=draft.pk)
    approve_version(actor=given.administrator(), version_id=draft.pk)
    return announce_version(actor=chen, version_id=draft.pk, **differs)


def codes(page, part: str) -> list[str]:
    return [row["notified"].version.manual_code for row in page.context[part]]


def test_nothing_announced_is_said_and_asks_for_nothing(desk):
    page = desk.get(LIST)
    text = page.content.decode()
    assert page.context["to_read"] == page.context["read"] == page.context["others"] == []
    assert 'class="state' in text and "/confirm" not in text


def test_a_person_sees_what_is_to_be_read_and_what_she_has_read(desk):
    confirmed(announced(code="M1"), LIN)
    announced(code="M2")
    announced(code="M3", roles=["supervisor"])
    page = desk.get(LIST)
    assert [codes(page, part) for part in ("to_read", "read", "others")] == [["M2"], ["M1"], []]
    assert "meter" not in page.content.decode()


def test_who_drafts_sees_the_rest_and_how_many_have_read(supervisor_desk):
    confirmed(announced(code="M1", roles=["agent"]), LIN)
    announced(code="M2")
    page = supervisor_desk.get(LIST)
    assert [codes(page, part) for part in ("to_read", "read", "others")] == [["M2"], [], ["M1"]]
    text = page.content.decode()
    assert 'value="50"' in text and 'value="0"' in text


def test_who_approves_sees_which_changes_nobody_was_told_of(supervisor_desk, desk):
    version = an_approved_version()
    address = f"/desk/manual-versions/{version.pk}/announce"
    assert address in supervisor_desk.get(LIST).content.decode()
    assert address not in desk.get(LIST).content.decode()
    announce_version(actor=given.administrator(), version_id=version.pk)
    assert address not in supervisor_desk.get(LIST).content.decode()


def test_an_announcement_shows_its_words_what_changes_and_asks_for_the_confirmation(desk):
    row = a_change(text="电话铃响三声内接听。\n请注意。")
    page = desk.get(f"{LIST}/{row.pk}")
    text = page.content.decode()
    assert "请注意。" in text and row.version.reason in text and "M1-1.1-1" in text
    assert [code for code, _before, _after in page.context["comparison"].clauses] == ["M1-1.1-1"]
    assert page.context["comparison"].clauses[0][2].texts == NEW_TEXT
    assert f'action="{LIST}/{row.pk}/confirm"' in text


def test_a_figure_that_changes_is_shown_as_it_was_and_as_it_will_be(desk):
    row = a_change_of_a_figure()
    page = desk.get(f"{LIST}/{row.pk}")
    [(_kind, _clause, before, after)] = page.context["comparison"].rules
    assert (before.value.minutes, after.value.minutes) == (10, 5)
    assert "10 分" in page.content.decode() and "5 分" in page.content.decode()


def test_an_agent_does_not_see_who_else_has_read(desk):
    row = a_change()
    confirmed(row, ZHAO)
    page = desk.get(f"{LIST}/{row.pk}")
    assert "readers" not in page.context and "赵敏" not in page.content.decode()


@pytest.mark.proves("S3-8.2.4-1")
def test_who_drafts_sees_each_reader_and_the_reminders(supervisor_desk):
    reminders()
    row = a_change(roles=["agent"], team_ids=[given.team().pk, given.team("mobile").pk])
    confirmed(row, ZHAO)
    page = supervisor_desk.get(f"{LIST}/{row.pk}")
    found = [(one["reader"].name, one["reader"].confirmed_at) for one in page.context["readers"]]
    assert found == [("林小雨", None), ("赵敏", MONDAY)]
    text = page.content.decode()
    assert page.context["for_whom"].endswith("宽带报障、移动业务") and page.context["for_whom"] in text
    assert f"{LIST}/{row.pk}/confirm" not in text


def test_a_whole_manual_lists_no_changes_and_leads_to_it(desk):
    row = announced()
    page = desk.get(f"{LIST}/{row.pk}")
    assert page.context["comparison"] is None
    assert "/desk/manuals/M1" in page.content.decode()


def test_confirming_keeps_it_and_leads_to_what_is_left(desk):
    row = announced()
    answer = desk.post(f"{LIST}/{row.pk}/confirm")
    assert (answer.status_code, answer["Location"]) == (303, LIST)
    assert Reading.objects.get().staff == given.staff()
    text = desk.get(f"{LIST}/{row.pk}").content.decode()
    assert f"{LIST}/{row.pk}/confirm" not in text and "tone-green" in text


def test_pressing_twice_is_no_error(desk):
    row = announced()
    assert [desk.post(f"{LIST}/{row.pk}/confirm").status_code for _ in range(2)] == [303, 303]
    assert Reading.objects.count() == 1


def test_what_was_announced_to_others_is_read_and_not_confirmed(desk):
    row = announced(roles=["supervisor"])
    assert f"{LIST}/{row.pk}/confirm" not in desk.get(f"{LIST}/{row.pk}").content.decode()
    assert desk.post(f"{LIST}/{row.pk}/confirm").status_code == 403
    assert not Reading.objects.exists()


def test_looking_confirms_nothing(desk):
    row = announced()
    with nothing_changes():
        assert desk.get(LIST).status_code == desk.get(f"{LIST}/{row.pk}").status_code == 200
        assert desk.get(f"{LIST}/{row.pk}/confirm").status_code == 405


def test_what_is_not_there_is_not_found(desk):
    for answer in (desk.get(f"{LIST}/987654321"), desk.post(f"{LIST}/987654321/confirm")):
        assert answer.status_code == 404


def test_strangers_are_asked_to_sign_in(client):
    row = announced()
    for address in (LIST, f"{LIST}/{row.pk}"):
        assert urlsplit(client.get(address)["Location"]).path == "/desk/sign-in"


def test_pages_and_actions_keep_their_budgets(desk, supervisor_desk, django_assert_max_num_queries):
    reminders()
    confirmed(announced(code="M2"), LIN, ZHAO, CHEN)
    row = a_change_of_a_figure(team_ids=[given.team().pk])
    for browser in (desk, supervisor_desk):
        for address in (LIST, f"{LIST}/{row.pk}"):
            browser.get(address)
            assert resolve(address).func.statements <= 12
            with django_assert_max_num_queries(resolve(address).func.statements):
                browser.get(address)
    address = f"{LIST}/{row.pk}/confirm"
    with django_assert_max_num_queries(resolve(address).func.statements):
        assert desk.post(address).status_code == 303


def test_what_a_later_version_replaced_is_asked_for_no_more_and_says_so(desk, supervisor_desk, monday):
    reminders()
    row = announced()
    an_approved_version(row.version.manual, effective_from=MONDAY + timedelta(minutes=9))
    assert codes(desk.get(LIST), "to_read") == ["M1"]
    monday.shift(timedelta(minutes=9))
    page = desk.get(LIST)
    assert [codes(page, part) for part in ("to_read", "missed", "others")] == [[], ["M1"], []]
    own = desk.get(f"{LIST}/{row.pk}").content.decode()
    assert "新版本已取代这一版" in own and "/confirm" in own
    counted = supervisor_desk.get(f"{LIST}/{row.pk}").content.decode()
    assert "不再提醒：已有新版本取代" in counted
    assert desk.post(f"{LIST}/{row.pk}/confirm").status_code == 303
    assert codes(desk.get(LIST), "read") == ["M1"]
