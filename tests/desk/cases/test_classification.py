"""Correcting what a case is, on a page of its own or in the dialog of the case."""

import json

import pytest
from tests import given

from fuwutai.domain.cases.commands import reclassify_case, retire_term, save_term
from fuwutai.domain.cases.models import Case, Term
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

IN_DIALOG = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "case-dialog"}


def address(case: Case) -> str:
    return f"/desk/cases/{case.pk}/classify"


def said(**new: str) -> dict[str, str]:
    """Return what the form of a new case sends when only these fields were touched."""
    shown = {"type": "fault", "priority": "", "category": ""}
    return {f"was-{name}": value for name, value in shown.items()} | shown | new


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def corrections() -> int:
    return JournalEntry.objects.filter(code="cases.case_reclassified").count()


def test_the_form_shows_the_case_as_it_is_by_itself_or_in_the_dialog(desk):
    case = given.a_case(type="complaint")
    page, fragment = desk.get(address(case)), desk.get(address(case), **IN_DIALOG)
    assert '<option value="complaint" selected>' in page.content.decode()
    assert "<html" in page.content.decode() and "<html" not in fragment.content.decode()
    assert page.context["form"].fields.keys() == {"type", "priority", "category", "urgency", "impact"}


def test_a_fact_is_asked_for_where_a_rule_is_limited_by_it_or_where_it_is_said(desk):
    rule = {"kind": "sla.first_response", "value": {"minutes": 5}, "scope": {"complexity": "complex"}}
    given.centre()
    adopt_rule(actor=Actor.system("tests"), **rule)
    case = given.a_case(line="telecom")
    fields = desk.get(address(case)).context["form"].fields
    assert fields.keys() == {"type", "priority", "category", "urgency", "impact", "complexity", "line"}


def test_a_correction_by_plain_form_comes_back_to_the_case(desk):
    case = given.a_case()
    answer = desk.post(address(case), said(type="complaint", category="billing.refund"))
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/cases/{case.pk}")
    assert (fresh(case).type, fresh(case).category, fresh(case).priority) == ("complaint", "billing.refund", "routine")
    assert "billing.refund" in desk.get(f"/desk/cases/{case.pk}").content.decode()


def test_a_correction_in_the_dialog_closes_it_and_renews_the_page_around_the_composer(desk):
    case = given.a_case()
    answer = desk.post(address(case), said(priority="urgent", mode="reply"), **IN_DIALOG)
    text = answer.content.decode()
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (200, "#case-thread", "outerHTML")
    assert json.loads(answer["HX-Trigger"])["toast"]["level"] == "success"
    assert '<dialog class="dialog" id="case-dialog"' in text and 'hx-swap-oob="true"></dialog>' in text
    assert 'id="case-facts" hx-swap-oob="true"' in text and 'id="case-composer"' not in text
    assert fresh(case).priority == "urgent"


def test_what_a_colleague_corrected_meanwhile_is_not_taken_back(desk):
    case = given.a_case()
    reclassify_case(actor=given.supervisor(), case_id=case.pk, type="complaint")
    desk.post(address(case), said(priority="urgent"))
    assert (fresh(case).type, fresh(case).priority) == ("complaint", "urgent")


def test_nothing_touched_is_nothing_corrected(desk):
    case = given.a_case()
    assert desk.post(address(case), said()).status_code == 303
    assert corrections() == 0


@pytest.mark.parametrize("headers", [{}, IN_DIALOG], ids=["page", "dialog"])
@pytest.mark.parametrize(("field", "value"), [("category", "Not A Code!"), ("type", "wish"), ("priority", "soon")])
def test_a_wrong_fact_comes_back_with_what_was_chosen(desk, headers, field, value):
    case = given.a_case()
    wanted = said(category="billing.refund") | {field: value}
    answer = desk.post(address(case), wanted, **headers)
    text = answer.content.decode()
    assert answer.status_code == 422 and 'role="alert"' in text
    assert answer.context["form"].errors.keys() == {field}
    assert f'value="{wanted["category"]}"' in text
    assert corrections() == 0


def test_a_case_closed_meanwhile_is_not_corrected_and_the_form_says_why(desk):
    case = given.a_closed_case()
    assert desk.get(address(case)).status_code == 403
    answer = desk.post(address(case), said(type="complaint"))
    assert (answer.status_code, len(answer.context["form"].non_field_errors())) == (422, 1)
    assert fresh(case).type == "fault"


def test_a_case_of_another_team_has_no_such_form(signed_in):
    case = given.a_case()
    elsewhere = signed_in(given.ZHAO)
    assert elsewhere.get(address(case)).status_code == 404
    assert elsewhere.post(address(case), said(type="complaint")).status_code == 404
    assert fresh(case).type == "fault"


def test_a_priority_set_by_hand_goes_back_to_the_table(desk):
    case = given.a_case(priority="urgent")
    page = desk.get(address(case))
    assert page.context["form"]["priority"].value() == "urgent"
    desk.post(address(case), {**said(), "was-priority": "urgent", "priority": ""})
    assert (fresh(case).priority, fresh(case).priority_by_hand) == ("routine", False)
    assert desk.get(address(case)).context["form"]["priority"].value() == ""


def test_a_category_of_another_time_is_kept_and_shown_as_it_is(desk):
    case = given.a_case(category="legacy.code")
    save_term(actor=given.administrator(), vocabulary="category", name="网络", code="network")
    kept = {"was-category": "legacy.code", "category": "legacy.code"}
    assert desk.post(address(case), {**said(type="complaint"), **kept}).status_code == 303
    assert (fresh(case).category, fresh(case).type) == ("legacy.code", "complaint")
    desk.post(address(case), {**said(), **kept, "category": "网络"})
    assert fresh(case).category == "network"
    assert "<dd>网络</dd>" in desk.get(f"/desk/cases/{case.pk}").content.decode()


def test_natures_are_those_of_the_centre_without_retired_ones(desk):
    case = given.a_case(nature="technical")
    admin = given.administrator()
    save_term(actor=admin, vocabulary="nature", name="合同", code="contract")
    for code in ("technical", "process"):
        retire_term(actor=admin, term_id=Term.objects.get(vocabulary="nature", code=code).pk)
    offered = [code for code, _label in desk.get(address(case)).context["form"].fields["nature"].choices]
    assert offered == ["", "emotional", "contract", "technical"]


def test_a_region_is_asked_for_once_the_centre_has_regions(desk):
    case = given.a_case()
    assert "region" not in desk.get(address(case)).context["form"].fields
    assert "region" not in desk.get("/desk/cases/new").context["form"].fields
    save_term(actor=given.administrator(), vocabulary="region", name="东区", code="east")
    assert desk.post(address(case), {**said(), "was-region": "", "region": "east"}).status_code == 303
    assert fresh(case).region == "east" and "<dd>东区</dd>" in desk.get(f"/desk/cases/{case.pk}").content.decode()
    form = desk.get("/desk/cases/new").context["form"]
    assert [code for code, _label in form.fields["region"].choices] == ["", "east"]
    listed = desk.get("/desk/lists", {"q": "区域:东区"})
    assert case.number in listed.content.decode()
