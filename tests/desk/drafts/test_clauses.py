"""The clauses of a draft at the desk: found, worded anew, added, taken out, taken back."""

import pytest
from tests import given
from tests.domain.standards.given_manuals import NEW_TEXT, a_clause, a_draft, a_manual, a_rule_of, a_submitted_version
from tests.rows import nothing_changes

from fuwutai.domain.standards.models import Clause, ManualVersion, Proposal

pytestmark = pytest.mark.django_db

WORDS = {**NEW_TEXT, "numbers": "5 min"}
NEW = {"clause_code": "M1-1.1-9", "section": "1.1", "kind": "time_limit", "area": "sla", **WORDS}


def page_of(version) -> str:
    return f"/desk/manual-versions/{version.pk}/clauses"


def own(version) -> list[Clause]:
    return list(Clause.objects.filter(version=version))


def test_an_agent_changes_no_clause(desk):
    draft = a_draft()
    with nothing_changes():
        for address in ("", "/new", "/M1-1.1-1/edit"):
            assert desk.get(page_of(draft) + address).status_code == 403
        for address, sent in (("/new", NEW), ("/M1-1.1-1/edit", WORDS), ("/M1-1.1-1/remove", {})):
            assert desk.post(page_of(draft) + address, sent).status_code == 403
        assert desk.post(f"{page_of(draft)}/M1-1.1-1/drop").status_code == 403
        new = {"draft": "new:M1", "title": "x", "reason": "x"}
        assert desk.post("/desk/clauses/M1-1.1-1/draft", new).status_code == 403


def test_a_clause_is_found_by_number_words_and_figure(supervisor_desk):
    draft = a_draft()
    codes = lambda asked: [one.code for one in supervisor_desk.get(page_of(draft), {"q": asked}).context["page"]]  # noqa: E731
    assert codes("") == ["M1-1.1-1", "M1-1.1-2", "M1-2.1-1"]
    assert codes("m1-2") == ["M1-2.1-1"]
    assert codes("24 h") == ["M1-1.1-2"]
    assert codes("没有这样的字") == []


def test_a_clause_is_worded_anew_and_the_change_is_taken_back(supervisor_desk):
    draft = a_draft()
    form = supervisor_desk.get(f"{page_of(draft)}/M1-1.1-1/edit").context["form"]
    assert form["zh"].value() and form["en"].value() and form["numbers"].value() == "10 min"
    answer = supervisor_desk.post(f"{page_of(draft)}/M1-1.1-1/edit", WORDS)
    assert answer["Location"] == f"/desk/manual-versions/{draft.pk}#changes"
    assert [(one.code, one.text["zh"], one.numbers) for one in own(draft)] == [("M1-1.1-1", NEW_TEXT["zh"], "5 min")]
    rows = supervisor_desk.get(f"/desk/manual-versions/{draft.pk}").context["wordings"]
    assert [row["wording"].code for row in rows] == ["M1-1.1-1"]
    supervisor_desk.post(f"{page_of(draft)}/M1-1.1-1/drop")
    assert own(draft) == []


def test_the_shorthand_of_the_register_is_read_and_not_written(supervisor_desk):
    words = {"zh": "10分钟内答复，每季度检查。", "en": "Answer in 10 minutes, check quarterly."}
    shipped = [
        a_clause("M1-1.1-1", **words, numbers="respond<=10min"),
        a_clause("M1-1.1-2", **words, numbers="revision=quarterly"),
    ]
    draft = a_draft(a_manual(clauses=shipped))
    supervisor_desk.cookies["fuwutai_language"] = "en"
    page = supervisor_desk.get(f"{page_of(draft)}/M1-1.1-1/edit")
    assert "numbers" not in page.context["form"].fields and "respond ≤ 10 min" in page.content.decode()
    supervisor_desk.cookies["fuwutai_language"] = "zh-hans"
    assert "=quarterly" not in supervisor_desk.get(f"{page_of(draft)}/M1-1.1-2/edit").content.decode()
    quicker = {"zh": "5分钟内答复，每季度检查。", "en": "Answer in 5 minutes, check quarterly.", "numbers": "x=1"}
    for code in ("M1-1.1-1", "M1-1.1-2"):
        supervisor_desk.post(f"{page_of(draft)}/{code}/edit", quicker)
    assert {one.code: one.numbers for one in own(draft)} == {"M1-1.1-1": "", "M1-1.1-2": "revision=quarterly"}


def test_the_text_in_one_language_may_be_left_out_but_not_in_both(supervisor_desk):
    draft = a_draft()
    supervisor_desk.post(f"{page_of(draft)}/M1-1.1-1/edit", WORDS | {"en": ""})
    assert own(draft)[0].text == {"zh": NEW_TEXT["zh"]}
    with nothing_changes():
        answer = supervisor_desk.post(f"{page_of(draft)}/M1-1.1-2/edit", {"zh": " ", "en": "", "numbers": "5 min"})
    assert answer.status_code == 422 and answer.context["form"]["numbers"].value() == "5 min"


def test_words_that_are_there_already_are_refused(supervisor_desk):
    draft = a_draft()
    form = supervisor_desk.get(f"{page_of(draft)}/M1-1.1-1/edit").context["form"]
    with nothing_changes():
        answer = supervisor_desk.post(
            f"{page_of(draft)}/M1-1.1-1/edit", {field.html_name: field.value() for field in form}
        )
    assert answer.status_code == 422 and answer.context["form"].non_field_errors()


def test_a_new_clause_stands_in_the_draft(supervisor_desk):
    draft = a_draft()
    assert ("1.1", "首次响应") in supervisor_desk.get(f"{page_of(draft)}/new").context["form"].sections
    assert supervisor_desk.post(f"{page_of(draft)}/new", NEW).status_code == 303
    assert [(one.code, one.section, one.kind) for one in own(draft)] == [("M1-1.1-9", "1.1", "time_limit")]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"clause_code": ""}, "clause_code"),
        ({"clause_code": "M1-1.1-1"}, "clause_code"),
        ({"clause_code": "两个 字"}, "clause_code"),
        ({"section": ""}, "section"),
        ({"kind": "party"}, "kind"),
        ({"area": "party"}, "area"),
        ({"zh": "", "en": ""}, "zh"),
        ({"numbers": "9" * 201}, "numbers"),
    ],
)
def test_a_new_clause_that_makes_no_sense_is_refused_and_stays_typed(supervisor_desk, wrong, field):
    draft = a_draft()
    with nothing_changes():
        answer = supervisor_desk.post(f"{page_of(draft)}/new", NEW | wrong)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_a_clause_is_taken_out_with_its_figures_and_stays_after_all(supervisor_desk):
    rule, draft = a_rule_of(a_manual()), a_draft()
    supervisor_desk.post(f"{page_of(draft)}/M1-1.1-1/remove")
    assert own(draft)[0].is_removed and Proposal.objects.get().rule_id == rule.pk
    page = supervisor_desk.get(f"/desk/manual-versions/{draft.pk}")
    assert len(page.context["wordings"]) == len(page.context["proposals"]) == 1
    supervisor_desk.post(f"{page_of(draft)}/M1-1.1-1/drop")
    assert own(draft) == [] and not Proposal.objects.exists()


def test_what_is_no_draft_any_more_is_shown_and_not_changed(supervisor_desk):
    version = a_submitted_version()
    assert supervisor_desk.get(f"{page_of(version)}/M1-1.1-2/edit").context["state"]
    with nothing_changes():
        answer = supervisor_desk.post(f"{page_of(version)}/M1-1.1-2/edit", WORDS)
        removed = supervisor_desk.post(f"{page_of(version)}/M1-1.1-2/remove")
    assert (answer.status_code, removed.status_code) == (409, 409)


def test_an_unknown_clause_is_not_found(supervisor_desk):
    draft = a_draft()
    for address in ("/M9-1/edit",):
        assert supervisor_desk.get(page_of(draft) + address).status_code == 404
    assert supervisor_desk.get("/desk/clauses/M9-1/draft").status_code == 404


def test_the_change_of_a_clause_begins_with_the_choice_of_a_draft(supervisor_desk):
    mine = a_draft()
    a_draft(mine.manual, by=given.administrator())
    choices = supervisor_desk.get("/desk/clauses/M1-1.1-1/draft").context["choice"]["draft"].field.choices
    assert [code for code, _label in choices] == [str(mine.pk), "new:M1"]
    into = supervisor_desk.post("/desk/clauses/M1-1.1-1/draft", {"draft": str(mine.pk)})
    assert into["Location"] == f"{page_of(mine)}/M1-1.1-1/edit"
    new = {"draft": "new:M1", "title": "改一条", "reason": "写错了"}
    begun = supervisor_desk.post("/desk/clauses/M1-1.1-1/draft", new)
    made = ManualVersion.objects.get(title="改一条")
    assert begun["Location"] == f"{page_of(made)}/M1-1.1-1/edit"
    with nothing_changes():
        assert supervisor_desk.post("/desk/clauses/M1-1.1-1/draft", new | {"reason": ""}).status_code == 422
