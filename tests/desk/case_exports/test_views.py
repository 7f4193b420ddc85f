"""The cases of a list as a file: whose, in which form, masked or for a reason, and that it is written down first."""

import csv
import io
import json

import pytest
from python_calamine import load_workbook
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.customers.given_duplicates import somebody
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import fill_fields, open_case, save_case_field
from fuwutai.domain.customers.commands import merge_customers
from fuwutai.domain.customers.models import Customer
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

PAGE = "/desk/case-exports"
ALL = {"queue": "team", "form": "csv"}


@pytest.fixture
def english(supervisor_desk):
    """Return the browser of the supervisor, who reads English here."""
    supervisor_desk.cookies["fuwutai_language"] = "en"
    return supervisor_desk


def taken(answer) -> list[dict[str, str]]:
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"), newline="")))


def test_who_may_export_opens_the_page_and_an_agent_does_not(desk, supervisor_desk, django_assert_max_num_queries):
    given.a_case()
    with nothing_changes():
        assert desk.get(f"{PAGE}?queue=team").status_code == desk.post(PAGE, ALL).status_code == 403
    assert PAGE not in desk.get("/desk/queues/team").content.decode()
    keeps_its_budget(supervisor_desk, f"{PAGE}?queue=team", django_assert_max_num_queries)
    assert f"{PAGE}?queue=team" in supervisor_desk.get("/desk/queues/team").content.decode()


def test_a_list_leaves_masked_as_people_read_it_and_is_logged(english):
    case = given.an_open_case()
    (row,) = taken(english.post(PAGE, ALL))
    assert (row["Number"], row["Status"], row["Owner"]) == (case.number, "In progress", "林小雨")
    assert "*" in row["Phone"] and row["First response done"]
    entry = AccessEntry.objects.get(action="export_cases")
    assert (entry.rows, entry.place, entry.actor_id) == (1, "desk:cases_export", given.staff(given.CHEN).pk)
    assert entry.reason == "All open"


def test_full_data_leaves_for_a_reason_only(english):
    given.a_case()
    with nothing_changes():
        answer = english.post(PAGE, ALL | {"full": "on", "reason": " "})
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"reason"}
    (row,) = taken(english.post(PAGE, ALL | {"full": "on", "reason": "年度审计"}))
    assert row["Phone"].isdigit()


def test_a_query_narrows_what_leaves_and_one_that_is_not_understood_is_refused(english):
    given.an_open_case()
    fault = given.a_case(type="complaint")
    (row,) = taken(english.post(PAGE, {"q": "type:complaint", "form": "csv"}))
    assert row["Number"] == fault.number
    with nothing_changes():
        answers = [english.post(PAGE, {"q": "type:nonsense", "form": "csv"}), english.get(f"{PAGE}?q=type:nonsense")]
        missing = english.post(PAGE, {"queue": "nowhere", "form": "csv"})
    assert {one.status_code for one in answers} == {422} and missing.status_code == 404


def test_a_list_without_cases_says_so(english):
    page = english.get(f"{PAGE}?queue=team").content.decode()
    assert "No case to take out" in page and "<form class" not in page.partition("<main")[2]


def test_a_subject_that_begins_like_a_formula_is_harmless(english):
    given.a_case(subject="=cmd|'/c calc'!A1")
    (row,) = taken(english.post(PAGE, ALL))
    assert row["Subject"].startswith("'=")
    answer = english.post(PAGE, ALL | {"form": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    assert sheet[0][0] == "Number" and sheet[1][2].startswith("'=")


def test_programs_read_codes_moments_in_utc_and_fields_of_the_centres_own(english):
    boss = given.administrator()
    save_case_field(actor=boss, code="place", name="地点", kind="text")
    save_case_field(actor=boss, code="account", name="账号", kind="text", is_personal=True)
    case = given.an_open_case()
    fill_fields(actor=given.agent(), case_id=case.pk, values={"place": "东区", "account": "KD-1"})
    answer = english.post(PAGE, ALL | {"form": "jsonl"})
    (line,) = b"".join(answer.streaming_content).decode().splitlines()
    told = json.loads(line)
    assert (told["status"], told["fields"]) == ("open", {"place": "东区"}) and told["opened_at"].endswith("Z")
    (row,) = taken(english.post(PAGE, ALL))
    assert row["地点"] == "东区" and "账号" not in row


def test_a_case_of_somebody_absorbed_bears_the_name_as_which_they_are_read(english):
    kept = somebody("王建国", phone="13800001111")
    case = given.a_case()
    merge_customers(actor=given.administrator(), kept_id=kept.pk, absorbed_id=case.customer_id)
    Customer.objects.filter(pk=case.customer_id).update(name="别名")
    (row,) = taken(english.post(PAGE, ALL | {"full": "on", "reason": "核对"}))
    assert row["Customer"] == "王建国" and row["Phone"] in ("13800001111", "13912345678")


def test_only_what_is_in_sight_leaves(signed_in):
    given.a_case()
    from_elsewhere = open_case(actor=given.supervisor(), team_id=given.team("mobile").pk, **given.MATTER)
    found = taken(signed_in(given.CHEN).post(PAGE, {"queue": "team", "form": "csv", "team": from_elsewhere.team_id}))
    assert len(found) == 1
