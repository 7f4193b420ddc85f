"""The scoreboard at the desk: filters, totals, a clause with all that is known of it, report and files."""

import csv
import io

import pytest
from django.urls import resolve
from PIL import Image
from python_calamine import CalamineWorkbook
from tests import given
from tests.domain.evidence.given_clauses import ONE, SCHEDULE, THREE, TWO, a_shelf, a_target, bound
from tests.domain.standards.given_manuals import a_rule_of
from tests.rows import nothing_changes

from fuwutai.domain.evidence.choices import STANDINGS
from fuwutai.domain.evidence.commands import attest_clause
from fuwutai.domain.evidence.models import Attestation
from fuwutai.domain.evidence.selection import centre_today
from fuwutai.domain.standards.models import Clause
from fuwutai.kernel import turns
from fuwutai.kernel.uploads import TOO_LONG

pytestmark = pytest.mark.django_db
BOARD, REPORT, EXPORT = "/desk/evidence", "/desk/evidence/report/M1", "/desk/evidence/export"
CLAUSE = f"/desk/evidence/{TWO}"


@pytest.fixture
def shelf():
    """The manual M1 with a target that is missed, a promise and a schedule, and cases in three states."""
    manual = a_shelf()
    a_target(manual, "confirmed_rate", unit="percent", at_least=90)
    a_rule_of(manual, clause_code=ONE, scope={"type": "fault"})
    a_rule_of(manual, SCHEDULE, {"activity": "emergency_drill"}, THREE, every="quarter")
    given.a_resolved_case()
    given.a_closed_case(phone="13800000001")
    with bound():
        yield manual


def attest_by(browser, code=TWO, **differs):
    said = {"done_on": centre_today().isoformat(), "expires_on": "", "note": "演练已完成", **differs}
    return browser.post(f"/desk/evidence/{code}/attest", said)


@pytest.mark.parametrize("address", [BOARD, CLAUSE, REPORT, EXPORT])
def test_only_who_sees_the_overview_sees_evidence(desk, supervisor_desk, shelf, address):
    assert [browser.get(address).status_code for browser in (desk, supervisor_desk)] == [403, 200]


@pytest.mark.parametrize("address", [BOARD, f"{BOARD}?manual=M1", CLAUSE, f"{CLAUSE}?behind=0.rest", REPORT, EXPORT])
def test_every_page_keeps_its_budget(supervisor_desk, shelf, django_assert_max_num_queries, address):
    supervisor_desk.get(address)
    with django_assert_max_num_queries(resolve(address.partition("?")[0]).func.statements):
        assert supervisor_desk.get(address).status_code == 200


def test_states_are_counted_and_filter(supervisor_desk, shelf):
    context = supervisor_desk.get(f"{BOARD}?manual=M1").context
    counts = {one["code"]: one["count"] for one in context["states"]}
    assert counts == {"": 3, "missed": 1, "met": 1, "schedule_due": 1}
    only = next(one["url"] for one in context["states"] if one["code"] == "missed")
    rows = supervisor_desk.get(only).context["rows"]
    assert [row["wording"].code for row in rows] == [TWO]


def test_words_chapter_and_area_narrow(supervisor_desk, shelf):
    def codes(query):
        return [row["wording"].code for row in supervisor_desk.get(f"{BOARD}?{query}").context["rows"]]

    assert codes("q=1.1-2") == [TWO]
    assert codes("manual=M1&chapter=2") == [THREE]
    assert codes("area=quality") == [THREE]
    assert codes("q=nothing+like+it") == []


def test_a_clause_shows_its_figure_and_leads_to_exactly_its_cases(supervisor_desk, shelf):
    context = supervisor_desk.get(CLAUSE).context
    (figure,) = context["figures"]
    assert (figure["part"], figure["rest"]) == (1, 1)
    for url, status in ((figure["part_url"], "closed"), (figure["rest_url"], "resolved")):
        behind = supervisor_desk.get(url).context["behind"]
        assert [case.status for case in behind["rows"]] == [status]
    assert len(context["months"].columns) == 12


@pytest.mark.parametrize("which", ["9.part", "0.all", "x", "0", "-1.part"])
def test_an_address_that_asks_for_no_figure_of_the_clause_shows_no_cases(supervisor_desk, shelf, which):
    assert supervisor_desk.get(f"{CLAUSE}?behind={which}").context["behind"] is None


def test_a_clause_that_is_not_there_is_not_found(supervisor_desk, shelf):
    assert supervisor_desk.get("/desk/evidence/M1-9.9-9").status_code == 404
    assert supervisor_desk.get("/desk/evidence/report/M9").status_code == 404


def test_a_person_attests_through_the_form_and_takes_it_back(supervisor_desk, shelf):
    answer = attest_by(supervisor_desk, THREE)
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/evidence/{THREE}#attestations")
    made = Attestation.objects.get()
    assert (made.clause_code, made.note) == (THREE, "演练已完成")
    page = supervisor_desk.get(f"/desk/evidence/{THREE}")
    assert "演练已完成" in page.content.decode() and page.context["standing"].state == "schedule_kept"
    supervisor_desk.post(f"/desk/evidence/attestations/{made.pk}/withdraw", {"reason": "记录有误"})
    made.refresh_from_db()
    assert (made.withdrawn_reason, made.withdrawn_by.username) == ("记录有误", given.CHEN)
    assert "记录有误" in supervisor_desk.get(f"/desk/evidence/{THREE}").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"note": " "},
        {"done_on": ""},
        {"done_on": "2099-12-31"},
        {"expires_on": "2020-01-01"},
        {"expires_on": "soon"},
        {"file": io.BytesIO(b"x" * (2 * 1024 * 1024 + 1))},
        {"file": io.BytesIO(b"")},
    ],
    ids=["no-note", "no-day", "day-to-come", "ends-before", "no-date", "too-large", "empty"],
)
def test_a_wrong_answer_stays_in_the_form_and_nothing_changes(supervisor_desk, shelf, wrong):
    if "file" in wrong:
        wrong["file"].name, _position = "proof.pdf", wrong["file"].seek(0)
    supervisor_desk.get(BOARD)
    with nothing_changes():
        answer = attest_by(supervisor_desk, **wrong)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == wrong.keys()


def a_moving_picture() -> io.BytesIO:
    """Return 24 million pixels in few bytes."""
    first, other = (Image.new("1", (2_000, 2_000), colour) for colour in (0, 1))
    made = io.BytesIO()
    first.save(made, "GIF", save_all=True, append_images=[other, first, other, first, other])
    made.name, _position = "a.gif", made.seek(0)
    return made


def test_a_moving_picture_that_fills_the_memory_is_refused_before_there_is_a_command(supervisor_desk, shelf):
    supervisor_desk.get(BOARD)
    with nothing_changes():
        answer = attest_by(supervisor_desk, file=a_moving_picture())
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"] == [str(TOO_LONG)]


def test_while_somebody_else_s_file_is_read_one_is_told_to_come_back(supervisor_desk, shelf, monkeypatch):
    monkeypatch.setattr(turns, "WAITED_SECONDS", 0)
    page = io.BytesIO(b"ok")
    page.name = "a.txt"
    supervisor_desk.get(BOARD)
    with nothing_changes(), turns.reading_alone():
        answer = attest_by(supervisor_desk, file=page)
    assert (answer.status_code, answer["Retry-After"]) == (429, str(turns.COME_BACK_SECONDS))


def test_an_agent_attests_nothing(desk, shelf):
    desk.get("/desk/")
    with nothing_changes():
        assert attest_by(desk).status_code == 403


def test_a_file_is_only_ever_downloaded(supervisor_desk, desk, shelf):
    page = io.BytesIO(b"<script>alert(1)</script>")
    page.name = "演练记录.txt"
    attest_by(supervisor_desk, file=page)
    url = f"/desk/evidence/attestations/{Attestation.objects.get().pk}/file"
    answer = supervisor_desk.get(url)
    assert answer.content == page.getvalue()
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert desk.get(url).status_code == 403
    none = attest_clause(actor=given.supervisor(), clause_code=ONE, done_on=centre_today(), note="无附件")
    assert supervisor_desk.get(f"/desk/evidence/attestations/{none.pk}/file").status_code == 404


def test_the_report_holds_every_clause_and_its_sums_add_up(supervisor_desk, shelf):
    context = supervisor_desk.get(REPORT).context
    assert [row["wording"].code for one in context["chapters"] for row in one["rows"]] == [ONE, TWO, THREE]
    assert sum(number for _label, number, _share in context["summary"]) == context["count"] == 3


def test_both_files_say_what_the_scoreboard_says_and_carry_no_formula(supervisor_desk, shelf):
    Clause.objects.filter(code=THREE).update(text={"zh": "=1+1", "en": "=1+1"})
    plain = supervisor_desk.get(f"{EXPORT}?manual=M1&format=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(plain)))
    assert [row[0] for row in rows[1:]] == [ONE, TWO, THREE]
    assert rows[3][5] == "'=1+1"
    assert rows[2][7:10] == [STANDINGS["missed"], "1", "2"]
    book = supervisor_desk.get(f"{EXPORT}?manual=M1&state=missed&format=xlsx").content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in sheet[1:]] == [TWO]
