"""Macros at the desk: keeping them, and using one after a look at what it would do."""

import re
from html import unescape

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.desk.macros.keeping import macro_edit, macros
from fuwutai.desk.macros.using import case_macro_preview, case_macro_use, case_macros
from fuwutai.domain.cases.commands.macros import save_macro
from fuwutai.domain.cases.models import Case, Macro, Message

pytestmark = pytest.mark.django_db
URGENT = {"do": "set_priority", "priority": "urgent"}
REPLY = {"do": "reply", "body": "师傅明天上午到。"}
FORM = {
    "name": "加急", "note": "催装机时用", "audience": "me", "steps-0-do": "set_priority", "steps-0-priority": "urgent",
    "steps-4-do": "note", "steps-4-body": "已联系机房",
}  # fmt: skip


def kept(name: str = "加急", steps=(URGENT, REPLY)) -> Macro:
    return save_macro(actor=given.agent(), name=name, steps=list(steps))


def seen_in(page: str) -> dict[str, str]:
    found = dict(re.findall(r'name="(macro|seen)" value="([^"]*)"', page))
    address = re.search(r'action="([^"]*/macros/use[^"]*)"', page)
    return {"address": unescape(address[1]), **{name: unescape(value) for name, value in found.items()}}


def test_a_desk_without_macros_says_what_they_are_for(desk):
    page = desk.get("/desk/macros").content.decode()
    assert "/desk/macros/new" in page and 'class="state' in page


def test_a_macro_is_made_changed_and_retired(desk):
    answer = desk.post("/desk/macros/new", FORM)
    macro = Macro.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, "/desk/macros")
    assert (macro.owner_id, macro.steps) == (given.staff().pk, [URGENT, {"do": "note", "body": "已联系机房"}])
    assert "已联系机房" in desk.get(f"/desk/macros/{macro.pk}/edit").content.decode()
    desk.post(f"/desk/macros/{macro.pk}/edit", FORM | {"name": "特急"})
    macro.refresh_from_db()
    assert macro.name == "特急" and "特急" in desk.get("/desk/macros").content.decode()
    assert desk.post(f"/desk/macros/{macro.pk}/retire").status_code == 303
    assert desk.get(f"/desk/macros/{macro.pk}/edit").status_code == 404


def test_the_buttons_of_steps_save_nothing_and_keep_what_was_written(desk):
    with nothing_changes():
        answer = desk.post("/desk/macros/new", FORM | {"steps-go": "add"})
    page = answer.content.decode()
    assert answer.status_code == 200 and 'value="加急"' in page and "已联系机房" in page
    assert [row["do"] for row in answer.context["steps_editor"]["rows"]] == ["set_priority", "note", ""]


def test_a_wrong_macro_is_asked_for_again_with_what_was_written(desk):
    with nothing_changes():
        answer = desk.post("/desk/macros/new", FORM | {"steps-4-body": ""})
    rows = answer.context["steps_editor"]["rows"]
    assert answer.status_code == 422 and rows[1]["fields"][0]["error"] and 'value="加急"' in answer.content.decode()
    with nothing_changes():
        assert desk.post("/desk/macros/new", FORM | {"audience": "all"}).status_code == 422
        assert desk.post("/desk/macros/new", {"name": "空", "audience": "me"}).status_code == 422


def test_a_supervisor_shares_with_a_team_which_finds_it_and_may_not_change_it(desk, supervisor_desk):
    supervisor_desk.post("/desk/macros/new", FORM | {"audience": str(given.team().pk)})
    macro = Macro.objects.get()
    page = desk.get("/desk/macros").content.decode()
    assert "加急" in page and f"/desk/macros/{macro.pk}/edit" not in page
    with nothing_changes():
        for address in ("edit", "retire"):
            assert desk.post(f"/desk/macros/{macro.pk}/{address}", FORM).status_code == 403


def test_a_macro_is_found_by_what_one_types_and_enter_takes_the_first(desk):
    kept("催装机"), kept("转移动", [URGENT])
    case = given.an_open_case()
    page = desk.get(f"/desk/cases/{case.pk}/macros", {"q": "移"}, headers={"HX-Request": "true"}).content.decode()
    assert "转移动" in page and "催装机" not in page and "<html" not in page
    assert desk.post(f"/desk/cases/{case.pk}/macros", {"q": "移"}).context["macro"].name == "转移动"
    assert desk.post(f"/desk/cases/{case.pk}/macros", {"q": "没有"}).status_code == 422


def test_the_preview_shows_every_step_and_the_words_for_the_customer_and_does_nothing(desk):
    macro, case = kept(), given.an_open_case()
    with nothing_changes():
        answer = desk.post(f"/desk/cases/{case.pk}/macros", {"macro": macro.pk})
    rows = answer.context["found"]["rows"]
    assert [(row["speaks"], row["text"]) for row in rows] == [(False, ""), (True, REPLY["body"])]
    assert REPLY["body"] in answer.content.decode() and "/macros/use?once=" in answer.content.decode()


def test_the_preview_shows_the_words_as_they_will_stand_in_the_case(desk):
    macro, case = kept(steps=[{"do": "reply", "body": "{客户称呼}，师傅明天到。"}]), given.an_open_case()
    answer = desk.post(f"/desk/cases/{case.pk}/macros", {"macro": macro.pk})
    assert "王建国，师傅明天到。" in answer.content.decode()
    said = seen_in(answer.content.decode())
    assert desk.post(said["address"], {"macro": said["macro"], "seen": said["seen"]}).status_code == 303
    assert Message.objects.filter(case=case, body="王建国，师傅明天到。").count() == 1


def test_a_press_does_what_was_shown_once_however_often_it_is_sent(desk):
    macro, case = kept(), given.an_open_case()
    said = seen_in(desk.post(f"/desk/cases/{case.pk}/macros", {"macro": macro.pk}).content.decode())
    for _time in range(2):
        answer = desk.post(said["address"], {"macro": said["macro"], "seen": said["seen"]})
        assert answer.status_code == 303
    macro.refresh_from_db()
    assert macro.uses == 1 and Case.objects.get(pk=case.pk).priority == "urgent"
    assert Message.objects.filter(case=case, body=REPLY["body"]).count() == 1


def test_the_dialog_answers_with_the_case_and_says_what_was_done(desk):
    macro, case = kept(), given.an_open_case()
    said = seen_in(desk.post(f"/desk/cases/{case.pk}/macros", {"macro": macro.pk}).content.decode())
    headers = {"HX-Request": "true", "HX-Target": "case-dialog"}
    answer = desk.post(said["address"], {"macro": said["macro"], "seen": said["seen"]}, headers=headers)
    assert answer["HX-Retarget"] == "#case-thread" and "\\u52a0\\u6025" in answer["HX-Trigger"]


def test_a_refused_step_is_named_and_nothing_can_be_pressed(desk):
    macro, case = kept(steps=[URGENT, {"do": "end_wait"}]), given.an_open_case()
    page = desk.post(f"/desk/cases/{case.pk}/macros", {"macro": macro.pk})
    assert [bool(row["problem"]) for row in page.context["found"]["rows"]] == [False, True]
    assert "/macros/use" not in page.content.decode()
    with nothing_changes():
        seen = {"macro": macro.pk, "seen": "[]"}
        assert desk.post(f"/desk/cases/{case.pk}/macros/use", seen).status_code == 422


def test_a_macro_that_was_changed_since_is_shown_again(desk):
    macro, case = kept(), given.an_open_case()
    said = seen_in(desk.post(f"/desk/cases/{case.pk}/macros", {"macro": macro.pk}).content.decode())
    save_macro(actor=given.agent(), macro_id=macro.pk, name="加急", steps=[URGENT])
    with nothing_changes():
        answer = desk.post(said["address"], {"macro": said["macro"], "seen": said["seen"]})
    assert answer.status_code == 422 and len(answer.context["found"]["rows"]) == 1


def test_somebody_elses_macro_is_not_there(supervisor_desk):
    macro, case = kept(), given.an_open_case()
    with nothing_changes():
        assert supervisor_desk.post(f"/desk/cases/{case.pk}/macros", {"macro": macro.pk}).status_code == 404
        answers = [
            supervisor_desk.post(f"/desk/cases/{case.pk}/macros/use", {"macro": one}) for one in (macro.pk, "x", "")
        ]
    assert {one.status_code for one in answers} == {422}
    assert not [one for one in answers if macro.name in one.content.decode()]


def test_the_case_offers_macros_and_tells_of_one_that_was_used(desk, supervisor_desk):
    case = given.an_open_case()
    assert f"/desk/cases/{case.pk}/macros" in desk.get(f"/desk/cases/{case.pk}").content.decode()
    macro = save_macro(actor=given.supervisor(), name="宽带加急", steps=[URGENT], team_id=given.team().pk)
    said = seen_in(desk.post(f"/desk/cases/{case.pk}/macros", {"macro": macro.pk}).content.decode())
    desk.post(said["address"], {"macro": said["macro"], "seen": said["seen"]})
    assert "宽带加急" in supervisor_desk.get(f"/desk/cases/{case.pk}").content.decode()


def test_pages_keep_their_budgets(desk, django_assert_max_num_queries):
    assign = {"do": "assign", "team": "broadband", "staff": given.LIN}
    made = [kept(f"宏{n}", [URGENT, {"do": "tag", "names": "装机"}, REPLY]) for n in range(8)]
    kept("转派", [assign])
    case = given.an_open_case()
    pages = {
        "/desk/macros": macros, f"/desk/macros/{made[0].pk}/edit": macro_edit,
        f"/desk/cases/{case.pk}/macros": case_macros,
    }  # fmt: skip
    for address, view in pages.items():
        desk.get(address)
        with django_assert_max_num_queries(view.statements):
            assert desk.get(address).status_code == 200
    with django_assert_max_num_queries(case_macro_preview.statements):
        page = desk.post(f"/desk/cases/{case.pk}/macros", {"macro": made[0].pk}).content.decode()
    said = seen_in(page)
    with django_assert_max_num_queries(case_macro_use.statements):
        desk.post(said["address"], {"macro": said["macro"], "seen": said["seen"]})
