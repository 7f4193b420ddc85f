"""A manual as a file at the desk: taken out by everybody, taken in as a draft after a preview."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.standards.given_manuals import a_clause, a_draft, a_manual, a_rule_of, an_approved_version
from tests.rows import nothing_changes

from fuwutai.domain.standards.models import Manual, ManualVersion
from fuwutai.domain.standards.sheets import read_sheets

pytestmark = pytest.mark.django_db

EXPORT, IMPORT = "/desk/manuals/M1/export", "/desk/manuals/M1/import"
ABOUT = {"title": "外部修订", "reason": "季度修订"}


def changed_csv(browser) -> bytes:
    text = browser.get(f"{EXPORT}?format=csv").content.decode("utf-8-sig")
    return text.replace("24 h", "12 h").encode()


def sent(content: bytes) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("M1.csv", content)}


def test_every_colleague_takes_a_manual_out_as_a_workbook_or_as_tables(desk):
    a_rule_of(a_manual())
    workbook = desk.get(EXPORT)
    assert workbook["Content-Disposition"] == 'attachment; filename="M1.xlsx"'
    found = read_sheets(workbook.content)
    assert (len(found.clauses), len(found.figures)) == (3, 1)
    for part, count in (("clauses", 3), ("figures", 1)):
        answer = desk.get(f"{EXPORT}?format=csv&part={part}")
        assert answer["Content-Disposition"] == f'attachment; filename="M1-{part}.csv"'
        read = read_sheets(answer.content)
        assert len(read.clauses) + len(read.figures) == count


def test_an_earlier_version_is_taken_out_as_it_was(desk):
    version = an_approved_version()
    first = ManualVersion.objects.get(number=1)
    texts = [
        read_sheets(desk.get(f"{EXPORT}?version={one.pk}").content).clauses[0][1]["numbers"] for one in (first, version)
    ]
    assert texts == ["10 min", "5 min"]
    a_manual("M2", clauses=[a_clause("M2-1.1-1")])
    foreign = ManualVersion.objects.get(manual__code="M2").pk
    for asked in ("x", "987654", "9" * 5_000, foreign, a_draft(Manual.objects.get(code="M1")).pk):
        assert desk.get(f"{EXPORT}?version={asked}").status_code == 404


def test_an_agent_takes_nothing_in(desk):
    a_manual()
    content = changed_csv(desk)
    with nothing_changes():
        assert desk.get(IMPORT).status_code == desk.post(IMPORT, sent(content)).status_code == 403


def test_a_file_is_previewed_and_then_becomes_a_draft(supervisor_desk):
    a_manual()
    content = changed_csv(supervisor_desk)
    with nothing_changes():
        page = supervisor_desk.post(IMPORT, sent(content))
    assert page.status_code == 200 and [one["clause"] for one in page.context["steps"]] == ["M1-1.1-2"]
    confirmed = {"confirm": "1", "content": page.context["content"], **ABOUT}
    with nothing_changes():
        assert supervisor_desk.post(IMPORT, confirmed | {"title": " "}).status_code == 422
    answer = supervisor_desk.post(IMPORT, confirmed)
    draft = ManualVersion.objects.get(state="draft")
    assert answer["Location"] == f"/desk/manual-versions/{draft.pk}#changes"
    assert (draft.title, draft.reason) == (ABOUT["title"], ABOUT["reason"])


def test_rows_that_cannot_be_taken_are_listed_with_the_reason(supervisor_desk):
    a_manual()
    content = changed_csv(supervisor_desk) + "M1-9-9,,,,没有章节,,,\r\n".encode()
    page = supervisor_desk.post(IMPORT, sent(content))
    assert [(one["row"], bool(one["reason"])) for one in page.context["rejects"]] == [(5, True)]
    assert len(page.context["steps"]) == 1


@pytest.mark.parametrize("content", [b"", b"one,two\n1,2\n", b"PK\x03\x04broken"], ids=["empty", "other", "broken"])
def test_a_file_that_is_no_manual_is_refused(supervisor_desk, content):
    a_manual()
    with nothing_changes():
        answer = supervisor_desk.post(IMPORT, sent(content))
        damaged = supervisor_desk.post(IMPORT, {"confirm": "1", "content": "%%%", **ABOUT})
        other = supervisor_desk.post(IMPORT, {"confirm": "1", "content": base64.b64encode(b"x").decode(), **ABOUT})
    assert answer.status_code == 422 and answer.context["form"].errors
    assert (damaged.status_code, other.status_code) == (422, 422)


def test_the_pages_keep_their_budgets(admin_desk, django_assert_max_num_queries):
    a_rule_of(a_manual())
    for address in (EXPORT, f"{EXPORT}?format=csv", IMPORT):
        keeps_its_budget(admin_desk, address, django_assert_max_num_queries)
