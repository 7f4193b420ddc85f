"""The dialogs in which a case ends, and the card that says what is missing for that."""

import pytest
from tests import given

from fuwutai.domain.cases.commands import resolve_case, restate_need, save_term
from fuwutai.domain.cases.models import Case
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "case-thread"}
IN_DIALOG = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "case-dialog"}
TESTS = Actor.system("tests")


def at(case: Case, verb: str) -> str:
    return f"/desk/cases/{case.pk}/{verb}"


def terms() -> None:
    given.centre()
    for vocabulary, code, group in (("resolution", "repaired", ""), ("cause", "cable", "system")):
        save_term(actor=given.administrator(), vocabulary=vocabulary, code=code, name=code, group=group)


def asked_for_a_result() -> None:
    terms()
    adopt_rule(actor=TESTS, kind="cases.resolve_needs", value={"resolution": True, "cause": True})


def test_one_press_resolves_where_nothing_is_asked_for(desk):
    case = given.an_open_case()
    desk.post(at(case, "resolve"), {"mode": "reply"}, **HTMX)
    assert Case.objects.get().status == "resolved"


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_where_a_result_is_asked_for_the_press_opens_the_form(desk, headers):
    asked_for_a_result()
    case = given.an_open_case()
    answer = desk.post(at(case, "resolve"), {"mode": "reply"}, **headers)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"resolution", "cause"}
    assert answer.get("HX-Retarget") == ("#case-dialog" if headers else None)
    assert Case.objects.get().status == "open"


def test_the_form_resolves_with_a_result_and_tells_the_customer(desk):
    asked_for_a_result()
    case = given.an_open_case()
    url = desk.get(at(case, "resolve"), **IN_DIALOG).context["url"]
    answer = desk.post(url, {"resolution": "repaired", "cause": "cable", "body": "已修复。"}, **IN_DIALOG)
    assert answer["HX-Retarget"] == "#case-thread"
    case = Case.objects.get()
    assert (case.status, case.resolution, case.cause) == ("resolved", "repaired", "cable")
    assert case.messages.filter(kind="reply", body="已修复。").exists()


def test_a_reply_that_resolves_is_asked_for_its_result_in_the_composer(desk):
    asked_for_a_result()
    case = given.an_open_case()
    answer = desk.post(at(case, "reply"), {"body": "已修复。", "then": "resolve"}, HTTP_HX_REQUEST="true")
    text = answer.content.decode()
    assert answer.status_code == 422 and 'name="resolution"' in text and "已修复。" in text
    said = {"body": "已修复。", "then": "resolve", "resolution": "repaired", "cause": "cable"}
    assert desk.post(at(case, "reply"), said).status_code == 303
    assert Case.objects.get().resolution == "repaired"


def test_a_case_by_telephone_is_resolved_in_the_form_that_also_takes_the_need(desk):
    case = given.a_case(by=given.agent(), channel="phone")
    answer = desk.post(at(case, "resolve"), {"mode": "reply"}, **HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#case-dialog")
    assert "need" in answer.context["form"].fields
    said = {"need": "要今天恢复上网。", "need_confirmed": "on"}
    assert desk.post(at(case, "resolve"), said, **IN_DIALOG).status_code == 200
    case = Case.objects.get()
    assert (case.status, case.restated) == ("resolved", "要今天恢复上网。")


def test_closing_says_what_is_missing_and_where_it_is_mended(supervisor_desk):
    case = resolve_case(actor=given.agent(), case_id=given.an_open_case().pk)
    page = supervisor_desk.get(at(case, "close"), **IN_DIALOG)
    assert [one["mend"].code for one in page.context["mends"]] == ["result_sent"]
    answer = supervisor_desk.post(at(case, "close"), {"rating": "no_answer"}, **IN_DIALOG)
    assert answer.status_code == 422 and answer.context["form"].non_field_errors()
    said = {"rating": "no_answer", "reason": "三次都联系不上。"}
    supervisor_desk.post(at(case, "close"), said, **IN_DIALOG)
    assert Case.objects.get().status == "closed"


def test_the_customers_word_comes_with_the_rating(desk):
    case = given.a_resolved_case()
    answer = desk.post(at(case, "confirm"), {}, **IN_DIALOG)
    assert answer.status_code == 422 and Case.objects.get().status == "resolved"
    desk.post(at(case, "confirm"), {"rating": "declined"}, **IN_DIALOG)
    assert (Case.objects.get().status, Case.objects.get().rating) == ("closed", "declined")


def test_nobody_says_the_score_of_her_own_work_and_the_form_says_what_to_do(desk, supervisor_desk):
    case = given.a_resolved_case()
    said = {"rating": "given", "score": "5", "words": "很好"}
    answer = desk.post(at(case, "rating"), said)
    assert answer.status_code == 422 and answer.context["form"].non_field_errors()
    assert "很好" in answer.content.decode()
    assert supervisor_desk.post(at(case, "rating"), said).status_code == 303
    assert Case.objects.get().score == 5


def test_a_rating_without_a_score_comes_back_to_its_field(supervisor_desk):
    case = given.a_resolved_case()
    answer = supervisor_desk.post(at(case, "rating"), {"rating": "given"})
    assert answer.context["form"].errors.keys() == {"score"}


def test_a_call_back_takes_the_rating_along(desk):
    case = given.a_resolved_case()
    url = desk.get(at(case, "call-back")).context["url"]
    desk.post(url, {"outcome": "settled", "body": "好了。", "rating": "given", "score": "4"})
    assert (Case.objects.get().rating, Case.objects.get().score) == ("given", 4)


def test_the_card_says_how_the_case_ends_and_what_is_missing(desk):
    terms()
    case = resolve_case(actor=given.agent(), case_id=given.an_open_case().pk, resolution="repaired")
    page = desk.get(at(case, "ending"), HTTP_HX_REQUEST="true")
    assert page.context["resolution"] == "repaired"
    assert [one["mend"].code for one in page.context["mends"]] == ["result_sent", "rating"]
    assert desk.post(at(case, "result"), {"cause": "cable"}).status_code == 303
    assert Case.objects.get().cause == "cable"


def test_the_page_says_that_a_case_does_not_close_by_itself(desk):
    case = given.a_resolved_case()
    assert "不会自动结案" not in desk.get(f"/desk/cases/{case.pk}").content.decode()
    Case.objects.update(next_step_at=None)
    flags = desk.get(f"/desk/cases/{case.pk}").context["flags"]
    assert [flag.icon for flag in flags] == ["alert"]


def test_the_need_stands_beside_the_case_with_its_numbers_masked(desk):
    case = given.an_open_case()
    restate_need(actor=given.agent(), case_id=case.pk, words="回电 13912345678", confirmed=True)
    page = desk.get(f"/desk/cases/{case.pk}")
    assert "回电" in page.context["need"] and "13912345678" not in page.content.decode()
    form = desk.get(at(case, "need")).context["form"]
    assert form["need"].value() == ""  # nobody writes over masks what she cannot see
    assert desk.post(at(case, "need"), {"need": " "}).status_code == 422
    desk.post(at(case, "need"), {"need": "要移机。"})
    case = Case.objects.get()
    assert (case.restated, case.need_confirmed_at) == ("要移机。", None)


@pytest.mark.parametrize("verb", ["resolve", "confirm", "close", "result", "rating", "need", "ending", "responsible"])
def test_what_is_out_of_sight_is_not_there(signed_in, verb):
    case = given.a_resolved_case()
    elsewhere = signed_in(given.ZHAO)
    allowed = (403, 404) if verb == "close" else (404,)
    assert elsewhere.get(at(case, verb)).status_code in allowed


def test_a_hand_over_is_offered_accepted_and_told_in_the_card(desk, supervisor_desk):
    case = given.an_open_case()
    chen = given.staff(given.CHEN).pk
    wrong = desk.post(at(case, "hand-over"), {"taker_id": str(chen), "reason": ""}, HTTP_HX_REQUEST="true")
    assert wrong.status_code == 422
    desk.post(at(case, "hand-over"), {"taker_id": str(chen), "reason": "休假"}, HTTP_HX_REQUEST="true")
    card = supervisor_desk.get(at(case, "responsible"))
    assert card.context["answer_form"] and "休假" in card.content.decode()
    supervisor_desk.post(at(case, "hand-over/decline"), {"answer": "忙不过来"})
    desk.post(at(case, "hand-over"), {"taker_id": str(chen), "reason": "休假"})
    desk.post(at(case, "hand-over/withdraw"))
    desk.post(at(case, "hand-over"), {"taker_id": str(chen), "reason": "休假"})
    supervisor_desk.post(at(case, "hand-over/accept"))
    assert Case.objects.get().responsible_id == chen
    states = [one.state for one, _word in desk.get(at(case, "responsible")).context["former"]]
    assert states == ["accepted", "withdrawn", "declined"]
    assert JournalEntry.objects.filter(code__startswith="cases.hand_over").count() == 6


def test_every_event_of_an_ending_has_words(desk, supervisor_desk):
    case = given.an_open_case()
    restate_need(actor=given.agent(), case_id=case.pk, words="要移机。", confirmed=False)
    resolve_case(actor=given.agent(), case_id=case.pk)
    supervisor_desk.post(at(case, "close"), {"rating": "no_answer", "reason": "联系不上。"})
    lines = [one.text for one in desk.get(f"/desk/cases/{case.pk}").context["timeline"]]
    assert not [text for text in lines if text.startswith("cases.")]
