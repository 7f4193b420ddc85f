"""Attainment at the desk: every figure leads to its cases, says its formula, and what cannot be asked is said so."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import resolve
from tests import given
from tests.domain.evidence.given_promises import random_promises
from tests.rows import nothing_changes

from fuwutai.desk.evidence import what_if
from fuwutai.domain.cases.commands import reply_to_case
from fuwutai.domain.evidence.choices import GROUPS

pytestmark = pytest.mark.django_db

PAGE, CASES, WHAT_IF = "/desk/attainment", "/desk/attainment/cases", "/desk/attainment/what-if"
DAYS = "first=2025-12-24&last=2026-01-19"
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_spring(time_machine, db):
    """Stop the time a week after the promises of these tests began."""
    time_machine.move_to(MONDAY, tick=False)
    given.nobody_is_signed_out()
    return time_machine


def answered(minutes: int, time_machine, phone: str, **facts):
    case = given.a_case(phone=phone, **facts)
    time_machine.shift(timedelta(minutes=minutes))
    reply_to_case(actor=given.agent(), case_id=case.pk, body="您好。")
    return case


def all_rows_behind(browser, address: str) -> list:
    rows = []
    while address:
        context = browser.get(address).context
        rows += context["rows"]
        address = context["next_url"]
    return rows


@pytest.mark.parametrize("address", [PAGE, CASES, WHAT_IF])
@pytest.mark.proves("S4-4.2-7")
def test_only_who_sees_the_overview_sees_attainment(desk, supervisor_desk, admin_desk, address):
    answers = [browser.get(address).status_code for browser in (desk, supervisor_desk, admin_desk)]
    assert answers == [403, 200, 200]


def test_only_they_have_it_in_the_navigation(desk, supervisor_desk):
    shown = [PAGE in [item["url"] for item in browser.get("/desk/").context["nav_items"]] for browser in
             (desk, supervisor_desk)]  # fmt: skip
    assert shown == [False, True]


@pytest.mark.parametrize("by", ["clause", "team", "week", "none"])
@pytest.mark.proves("S4-4.2-7")
def test_every_figure_leads_to_exactly_its_promises(supervisor_desk, by):
    random_promises(11, 130)
    context = supervisor_desk.get(f"{PAGE}?by={by}&{DAYS}").context
    rows = [context["total"], *context["rows"]]
    assert len(rows) > 3 or by == "none"
    for row in rows:
        figures = {one.name: one for one in row["figures"]}
        for name in ("kept", "missed", "open", "cancelled"):
            assert len(all_rows_behind(supervisor_desk, figures[name].url)) == int(figures[name].text), row["label"]
        decided = int(figures["kept"].text) + int(figures["missed"].text)
        assert len(all_rows_behind(supervisor_desk, row["lead"].url)) == decided
        if row["day_only"]:
            behind = all_rows_behind(supervisor_desk, row["day_only"].url)
            assert len(behind) == int(row["day_only"].text) and all(one["day_only"] for one in behind)


def test_a_group_opens_to_its_own_figures_grouped_otherwise(supervisor_desk):
    random_promises(12, 90)
    context = supervisor_desk.get(f"{PAGE}?by=team&{DAYS}").context
    for row in context["rows"]:
        inside = supervisor_desk.get(row["url"]).context
        assert inside["total"]["promises"] == row["promises"] == sum(one["promises"] for one in inside["rows"])
        assert inside["form"].cleaned_data["by"] == "clause"
        (part,) = inside["only"]
        assert part["label"] == row["label"] in given.TEAMS.values()
        assert supervisor_desk.get(part["url"]).context["total"]["promises"] == context["total"]["promises"]


def test_every_figure_says_how_it_is_counted(supervisor_desk):
    given.a_case()
    page = supervisor_desk.get(PAGE)
    text = page.content.decode()
    assert len(page.context["formulas"]) == 9
    for label, formula in page.context["formulas"]:
        assert str(formula) in text and str(label) in text


def test_without_a_word_the_last_thirty_days_count_and_all_days_can_be_asked(signed_in, in_spring):
    given.a_case()
    in_spring.shift(timedelta(days=29, hours=13))  # 23:00 of the thirtieth day
    assert signed_in(given.CHEN).get(PAGE).context["total"]["promises"] == 1
    in_spring.shift(timedelta(hours=2))
    page = signed_in(given.CHEN).get(PAGE)
    assert page.context["total"]["promises"] == 0 and page.context["rows"] == []
    presets = page.context["presets"]
    assert [one["current"] for one in presets] == [False, False, True, False]
    assert signed_in(given.CHEN).get(presets[-1]["url"]).context["total"]["promises"] == 1


def test_as_long_as_nothing_is_decided_no_share_is_shown(supervisor_desk):
    given.a_case()
    context = supervisor_desk.get(PAGE).context
    assert context["total"]["lead"].text == context["rows"][0]["lead"].text == "–"
    assert context["rows"][0]["percent"] is None


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ("clock=teatime", "clock"),
        ("by=mood", "by"),
        ("first=yesterday", "first"),
        ("first=0001-01-01", "first"),
        ("first=2026-03-03&last=2026-03-02", "last"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field_and_kept(supervisor_desk, asked, wrong):
    page = supervisor_desk.get(f"{PAGE}?{asked}")
    assert page.status_code == 422 and list(page.context["form"].errors) == [wrong]
    typed = parse_qs(asked)[wrong][0]
    assert typed in page.content.decode() or wrong in ("clock", "by")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{PAGE}?team=abc", 422),
        (f"{PAGE}?week=2026-W99", 422),
        (f"{PAGE}?rule=1&rule=9999999999999999999999", 422),
        (f"{WHAT_IF}?team=abc", 422),
        (f"{CASES}?only=maybe", 422),
        (f"{CASES}?after=abc", 422),
        (f"{CASES}?clock=teatime", 404),
    ],
)
def test_a_damaged_link_is_refused(supervisor_desk, address, status):
    assert supervisor_desk.get(address).status_code == status


def test_nothing_supposed_asks_for_something(supervisor_desk):
    given.a_case()
    page = supervisor_desk.get(WHAT_IF)
    assert page.status_code == 200 and "found" not in page.context


def test_what_if_shows_both_and_the_promises_that_change_sides(supervisor_desk, in_spring):
    cases = [answered(minutes, in_spring, f"1390000000{nth}") for nth, minutes in enumerate((10, 25, 40))]
    page = supervisor_desk.get(f"{WHAT_IF}?number=20&unit=minutes&{DAYS.replace('01-19', '03-09')}")
    lines = [(line["before"], line["after"], line["difference"]) for line in page.context["lines"]]
    assert lines[0][:2] == ("66.7%", "33.3%") and lines[1:3] == [(2, 1, "−1"), (1, 2, "+1")]
    lost, won = page.context["flips"]
    assert ([row["case"] for row in lost["rows"]], won["rows"]) == ([cases[1]], [])
    page = supervisor_desk.get(f"{WHAT_IF}?number=1&unit=hours")
    lost, won = page.context["flips"]
    assert (lost["rows"], [row["case"] for row in won["rows"]]) == ([], [cases[2]])
    page = supervisor_desk.get(f"{WHAT_IF}?number=1&unit=working_days&calendar=cn")
    assert page.context["lines"][1]["after"] == 3


def test_flips_come_in_pages_and_each_once(supervisor_desk, in_spring, monkeypatch):
    monkeypatch.setattr(what_if, "AT_ONCE", 2)
    cases = [answered(10, in_spring, f"1390000000{nth}") for nth in range(5)]
    address, seen = f"{WHAT_IF}?number=5&unit=minutes", []
    while address:
        lost, _won = supervisor_desk.get(address).context["flips"]
        seen += [row["case"] for row in lost["rows"]]
        address = lost["next_url"]
    assert seen == cases[::-1]
    beyond, _won = supervisor_desk.get(f"{WHAT_IF}?number=5&unit=minutes&lost=77").context["flips"]
    assert len(beyond["rows"]) == 1 and beyond["first_url"]


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ("number=0", "number"),
        ("number=many", "number"),
        ("number=9999999", "number"),
        ("number=1001&unit=working_days", "number"),
        ("number=5&unit=moons", "unit"),
        ("calendar=lunar", "calendar"),
    ],
)
def test_what_cannot_be_supposed_is_said_at_its_field(supervisor_desk, asked, wrong):
    given.a_case()
    page = supervisor_desk.get(f"{WHAT_IF}?{asked}")
    assert page.status_code == 422 and list(page.context["form"].errors) == [wrong]


def test_too_many_promises_are_refused_with_a_way_on(supervisor_desk, monkeypatch):
    given.a_case(), given.a_case(phone="13812345678")
    monkeypatch.setattr("fuwutai.domain.evidence.what_if.MOST_PROMISES", 1)
    page = supervisor_desk.get(f"{WHAT_IF}?number=5")
    assert page.status_code == 422 and page.context["form"].non_field_errors()


def test_figures_change_nothing_and_keep_their_budgets(supervisor_desk, django_assert_max_num_queries):
    random_promises(13, 150)
    team = given.team().pk
    addresses = [f"{PAGE}?by={by}&{DAYS}&team={team}" for by in GROUPS]
    addresses += [f"{CASES}?only=missed&{DAYS}&team={team}", f"{CASES}?first=&last=", f"{PAGE}?first=&last="]
    for address in addresses:
        supervisor_desk.get(address)
        with nothing_changes(), django_assert_max_num_queries(resolve(urlsplit(address).path).func.statements):
            page = supervisor_desk.get(address)
        assert page.status_code == 200


def test_what_if_keeps_its_budget(supervisor_desk, in_spring, django_assert_max_num_queries):
    for nth in range(4):
        answered(20 * nth + 5, in_spring, f"1390000000{nth}")
    address = f"{WHAT_IF}?number=30&calendar=always&team={given.team().pk}"
    supervisor_desk.get(address)
    with nothing_changes(), django_assert_max_num_queries(resolve(WHAT_IF).func.statements):
        page = supervisor_desk.get(address)
    assert page.context["found"].before.promises == 4
