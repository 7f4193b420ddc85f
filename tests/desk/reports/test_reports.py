"""Reports at the desk: every figure says its formula and leads to as many cases as it counts; who sees less, less."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import resolve
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.analytics.choices import DIMENSIONS
from fuwutai.domain.analytics.following import follow_figures
from fuwutai.domain.analytics.metrics import METRICS, PAIRS
from fuwutai.domain.analytics.models import Figure
from fuwutai.domain.cases.commands import record_rating, reopen_case, resolve_case
from fuwutai.domain.cases.commands.time_spent import note_time
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db

PAGE, CASES, EXPORT = "/desk/reports", "/desk/reports/cases", "/desk/reports/export"
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
SYSTEM = Actor.system("tests")


@pytest.fixture(autouse=True)
def on_a_monday(time_machine, db):
    """Stop the time at ten o'clock of the second of March in the centre."""
    time_machine.move_to(MONDAY, tick=False)
    given.nobody_is_signed_out()
    follow_figures()
    return time_machine


@pytest.fixture
def worked_on(on_a_monday) -> None:
    """Some cases in every state: two of them were reopened, one has a score, one is of another team."""
    given.a_case(category="broadband_slow")
    given.a_closed_case(category="fault.network", phone="13900000001")
    again = given.a_resolved_case(phone="13900000002", category="fault")
    reopen_case(actor=SYSTEM, case_id=again.pk)
    resolve_case(actor=given.agent(), case_id=again.pk)
    rated = given.a_resolved_case(phone="13900000003", channel="mail", priority="urgent")
    record_rating(actor=SYSTEM, case_id=rated.pk, outcome="given", score=5)
    note_time(actor=given.agent(), case_id=rated.pk, minutes=35)
    given.a_case(team_code="mobile", phone="13900000004", type="complaint")
    follow_figures()


def figures(browser, **asked: str) -> dict[str, str]:
    """Return the figures of all groups together, as they are written, by their codes."""
    pairs = browser.get(PAGE, asked).context["pairs"]
    return {one.code: one.text.replace(" ", "") for pair in pairs for one in pair}


def cases_at(browser, address: str) -> int:
    found = 0
    path, asks = address.partition("?")[0], address
    while asks:
        context = browser.get(asks if asks.startswith("/") else f"{path}{asks}").context
        found += len(context["rows"])
        asks = context["next_url"]
    return found


@pytest.mark.parametrize("address", [PAGE, EXPORT, f"{CASES}?figure=opened&first=2026-03-01&last=2026-03-02"])
def test_only_who_sees_the_overview_sees_reports(desk, supervisor_desk, admin_desk, address):
    answers = [browser.get(address).status_code for browser in (desk, supervisor_desk, admin_desk)]
    assert answers == [403, 200, 200]


def test_the_overview_leads_to_reports_and_the_rail_says_where_one_is(supervisor_desk, worked_on):
    assert f'href="{PAGE}"' in supervisor_desk.get("/desk/overview").content.decode()
    [here] = [item["url"] for item in supervisor_desk.get(PAGE).context["nav_items"] if item["current"]]
    assert here == "/desk/overview"


def test_the_figures_are_those_of_what_was_done(supervisor_desk, worked_on):
    found = figures(supervisor_desk)
    assert found.items() >= {
        "opened": "5", "resolved": "4", "closed": "1", "reopened": "1", "open": "2", "old": "0",
        "reopen_rate": "25.0%", "first_contact": "66.7%", "satisfaction": "100.0%", "handled": "3", "replies": "3",
    }.items()  # fmt: skip
    assert {code for pair in PAIRS for code in pair} == set(METRICS) == set(found)


@pytest.mark.parametrize("by", [*DIMENSIONS, "period"])
@pytest.mark.parametrize("every", ["day", "week", "month"])
def test_every_figure_says_its_formula_and_leads_to_the_cases_it_counts(supervisor_desk, worked_on, by, every):
    context = supervisor_desk.get(PAGE, {"by": by, "every": every}).context
    looked_at = 0
    for row in context["rows"]:
        for figure in row["figures"]:
            assert figure.formula == METRICS[figure.code].formula
            if figure.url and METRICS[figure.code].unit == "count" and figure.code not in ("replies", "resolved"):
                assert cases_at(supervisor_desk, figure.url) == int(figure.text), (row["label"], figure)
                looked_at += 1
    assert looked_at >= 5


def test_a_share_leads_to_its_part_and_from_there_to_the_rest(supervisor_desk, worked_on):
    asked = {"figure": "first_contact", "first": "2026-03-02", "last": "2026-03-02"}
    part = supervisor_desk.get(CASES, asked)
    assert len(part.context["rows"]) == 2
    assert len(supervisor_desk.get(CASES + part.context["other_url"]).context["rows"]) == 1


def test_a_wide_category_holds_the_narrow_ones(supervisor_desk, worked_on):
    rows = {row["label"]: row for row in supervisor_desk.get(PAGE, {"by": "category"}).context["rows"]}
    opened = {label: row["figures"][0].text for label, row in rows.items()}
    assert set(opened.values()) == {"1", "2"}
    assert sorted(row["depth"] for row in rows.values()) == [0, 0, 0, 1]


def test_a_running_month_is_held_against_as_many_days_of_the_last(supervisor_desk, on_a_monday):
    on_a_monday.move_to(datetime(2026, 2, 1, 2, tzinfo=UTC))
    given.a_case()
    on_a_monday.move_to(datetime(2026, 2, 20, 2, tzinfo=UTC))
    given.a_case(phone="13900000009")
    on_a_monday.move_to(MONDAY)
    given.a_case(phone="13900000008")
    follow_figures()
    answer = supervisor_desk.get(PAGE)
    [opened] = [one for pair in answer.context["pairs"] for one in pair if one.code == "opened"]
    assert (opened.text, opened.before, opened.moved) == ("1", "1", "")
    last = supervisor_desk.get(PAGE, {"every": "month", "day": "2026-02-10"})
    [opened] = [one for pair in last.context["pairs"] for one in pair if one.code == "opened"]
    assert (opened.text, opened.before, opened.moved) == ("2", "0", "+2")


def test_a_team_can_be_looked_at_alone(supervisor_desk, worked_on):
    team = given.team("mobile")
    found = figures(supervisor_desk, team=str(team.pk))
    assert (found["opened"], found["resolved"]) == ("1", "0")


def test_the_page_says_how_far_is_counted_and_what_to_do_when_nothing_is(supervisor_desk, on_a_monday):
    empty = supervisor_desk.get(PAGE)
    assert empty.context["is_empty"] and b'class="state"' in empty.content
    given.a_case()
    assert supervisor_desk.get(PAGE).context["is_empty"]
    on_a_monday.shift(timedelta(minutes=3))
    follow_figures()
    answer = supervisor_desk.get(PAGE)
    assert not answer.context["is_empty"]
    assert answer.context["reached"].until == MONDAY + timedelta(minutes=3)


@pytest.mark.parametrize(
    "wrong",
    [{"day": "yesterday"}, {"every": "year"}, {"by": "mood"}, {"team": "999"}, {"figure": "x"}, {"day": "1-1-1"}],
)
def test_what_is_not_understood_is_said_and_nothing_changes(supervisor_desk, worked_on, wrong):
    with nothing_changes():
        answer = supervisor_desk.get(PAGE, wrong)
        assert answer.status_code == 422
        assert b'role="alert"' in answer.content
        assert supervisor_desk.get(EXPORT, wrong).status_code == 422


@pytest.mark.parametrize(
    "asked", [{}, {"figure": "x"}, {"figure": "opened", "first": "2026-03-01"}, {"figure": "open", "first": "x"}]
)
def test_what_no_report_links_to_is_not_there(supervisor_desk, asked):
    assert supervisor_desk.get(CASES, asked).status_code == 404


def test_a_damaged_key_leads_to_no_case(supervisor_desk, worked_on):
    asked = {"figure": "resolved", "first": "2026-03-01", "last": "2026-03-02"}
    for narrowing in ({"team": "x"}, {"person": "9" * 30}, {"category": "nothing"}):
        assert supervisor_desk.get(CASES, {**asked, **narrowing}).context["rows"] == []


@pytest.mark.parametrize("by", ["team", "category", "period"])
def test_the_report_can_be_taken_out_as_csv_and_workbook(supervisor_desk, worked_on, by):
    answer = supervisor_desk.get(EXPORT, {"by": by, "form": "csv"}, headers={"Accept-Language": "en"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert answer["Content-Disposition"].startswith("attachment")
    assert "report-20260301-20260302.csv" in answer["Content-Disposition"]
    assert len(lines) > len(METRICS) + 2
    width = len(METRICS) + 1 if by == "period" else 2 * len(METRICS) + 1
    assert len(lines[0].split(",")) >= width
    workbook = b"".join(supervisor_desk.get(EXPORT, {"by": by, "form": "xlsx"}).streaming_content)
    assert "xl/worksheets/sheet1.xml" in ZipFile(BytesIO(workbook)).namelist()


def test_the_pages_keep_their_budget_however_much_was_counted(
    supervisor_desk, worked_on, django_assert_max_num_queries
):
    day = MONDAY.date()
    places = [
        {
            "dimension": dimension, "key": f"k{key}" if dimension != "person" else str(key),
            "first": day - timedelta(days=n),
        }
        for dimension in DIMENSIONS for key in range(20) for n in range(40)
    ]  # fmt: skip
    team_id = given.team("mobile").pk
    Figure.objects.bulk_create(
        Figure(**place, span="day", code=code, team_id=team_id, n=3) for place in places
        for code in ("opened", "replies") if not (place["dimension"] == "team" and place["key"] != "k0")
    )  # fmt: skip
    addresses = [f"{PAGE}?by={by}" for by in (*DIMENSIONS, "period")]
    addresses += [f"{CASES}?figure=opened&first=2026-01-01&last=2026-03-02", f"{EXPORT}?by=person"]
    for address in addresses:
        supervisor_desk.get(address)
        with django_assert_max_num_queries(resolve(address.partition("?")[0]).func.statements):
            answer = supervisor_desk.get(address)
            assert answer.status_code == 200
            _sent = b"".join(answer.streaming_content) if answer.streaming else answer.content
