"""Files of cases made in the background: asked for on the page of a list, fetched in any form, one's own."""

import csv
import io

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.exports.given_exports import an_export, work
from tests.rows import nothing_changes

from fuwutai.desk.notices.links import address_of
from fuwutai.domain.exports.models import ExportRun
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

FILES = "/desk/case-exports/files"
ASKED = {"queue": "team", "form": "csv", "in_background": "1"}


@pytest.fixture
def english(supervisor_desk):
    """Return the browser of the supervisor, who reads English here."""
    supervisor_desk.cookies["fuwutai_language"] = "en"
    return supervisor_desk


def test_a_file_is_asked_for_watched_and_fetched_as_each_form(english):
    case = given.an_open_case()
    answer = english.post("/desk/case-exports", ASKED)
    run = ExportRun.objects.get()
    assert answer.status_code == 303 and answer["Location"] == f"{FILES}/{run.pk}"
    page = english.get(f"{FILES}/{run.pk}").content.decode()
    assert "0 of 1 cases are written" in page and 'hx-trigger="every 2s"' in page
    work()
    part = english.get(f"{FILES}/{run.pk}", headers={"HX-Request": "true"}).content.decode()
    assert "1 case is in it" in part and "<html" not in part and "hx-trigger" not in part
    table = b"".join(english.post(f"{FILES}/{run.pk}/fetch", {"form": "csv"}).streaming_content)
    (row,) = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))
    assert (row["Number"], row["Status"]) == (case.number, "In progress") and "*" in row["Phone"]
    lines = b"".join(english.post(f"{FILES}/{run.pk}/fetch", {"form": "jsonl"}).streaming_content)
    assert lines.count(b"\n") == 1 and case.number.encode() in lines
    book = english.post(f"{FILES}/{run.pk}/fetch", {"form": "xlsx"})
    assert b"".join(book.streaming_content).startswith(b"PK")
    assert AccessEntry.objects.filter(action="fetch_export").count() == 3


def test_a_file_from_the_background_says_what_the_one_sent_at_once_says(english):
    for _nth in range(3):
        given.an_open_case()
    run = an_export(given.supervisor())
    work()
    at_once = english.post("/desk/case-exports", {"queue": "team", "form": "csv"})
    later = english.post(f"{FILES}/{run.pk}/fetch", {"form": "csv"})
    assert b"".join(at_once.streaming_content) == b"".join(later.streaming_content)


def test_the_notice_leads_to_the_file(english):
    given.a_case()
    run = an_export(given.supervisor())
    work()
    notice = Notice.objects.get(code="exports.ready")
    page = english.get("/desk/notices").content.decode()
    assert "Your file with 1 case is ready" in page
    assert address_of(notice) == f"{FILES}/{run.pk}"


def test_the_pages_keep_their_budgets_and_say_when_there_is_nothing(english, django_assert_max_num_queries):
    assert "No file was made for you yet" in english.get(FILES).content.decode()
    given.a_case()
    run = an_export(given.supervisor())
    work()
    for url in (FILES, f"{FILES}/{run.pk}"):
        keeps_its_budget(english, url, django_assert_max_num_queries)


def test_a_file_given_up_says_so_and_is_not_fetched(english):
    given.a_case()
    run = an_export(given.supervisor())
    assert english.post(f"{FILES}/{run.pk}/stop").status_code == 303
    assert "It was stopped" in english.get(f"{FILES}/{run.pk}").content.decode()
    with nothing_changes():
        assert english.post(f"{FILES}/{run.pk}/fetch", {"form": "csv"}).status_code == 409


def test_full_data_in_the_background_needs_its_reason_too(english):
    given.a_case()
    with nothing_changes():
        answer = english.post("/desk/case-exports", ASKED | {"full": "on"})
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"reason"}


def test_an_agent_opens_none_of_it(desk):
    run = an_export(given.supervisor())
    with nothing_changes():
        answers = [desk.get(FILES), desk.get(f"{FILES}/{run.pk}"), desk.post(f"{FILES}/{run.pk}/fetch")]
        answers.append(desk.post(f"{FILES}/{run.pk}/stop"))
    assert {one.status_code for one in answers} == {403}
