"""Bulk changes at the desk: ticked in a list, looked at, done, reported, taken back."""

import json

import pytest
from django.urls import resolve
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.actions.bulk import AT_ONCE
from fuwutai.domain.cases.commands.bulk import start_bulk
from fuwutai.domain.cases.commands.bulk_work import carry_on
from fuwutai.domain.cases.commands.macros import save_macro
from fuwutai.domain.cases.models import BulkRun, Case, Message

pytestmark = pytest.mark.django_db
URGENT = {"do": "set_priority", "priority": "urgent"}
REPLY = {"do": "reply", "body": "您好，已恢复。"}


def some(number: int = 3) -> list[int]:
    return [given.a_case(phone=f"139{n:08d}").pk for n in range(number)]


def form(ids, steps=(), **more):
    return {"ids": ",".join(map(str, ids)), "steps": json.dumps(list(steps)), "next": "/desk/queues/all", **more}


def written(*steps):
    return {f"steps-{n}-{name}": value for n, step in enumerate(steps) for name, value in step.items()}


@pytest.mark.parametrize("address", ["/desk/queues/all", "/desk/lists?q=状态:新建"])
def test_a_list_has_boxes_and_a_bar_that_names_the_whole_of_it(desk, address):
    [case_id] = some(1)
    said = desk.get(address).content.decode()
    assert f'name="case" value="{case_id}" form="bulk"' in said and 'id="bulk"' in said and 'name="all"' in said
    assert 'value="close"' in said and 'value="assign"' in said
    assert desk.get("/desk/search?q=宽带").content.decode().count("data-bulk-tick") == 0


def test_an_empty_list_has_no_bar(desk):
    assert 'id="bulk"' not in desk.get("/desk/queues/all").content.decode()


def test_ticked_cases_are_asked_for_a_step_looked_at_and_done(desk):
    ids = some(3)
    asked = desk.post("/desk/bulk/new", {"case": ids[:2], "do": "set_priority", "next": "/desk/queues/all"})
    assert asked.status_code == 200 and asked.context["wanted"].case_ids == ids[:2]
    assert 'name="steps-0-priority"' in asked.content.decode()
    looked_at = form(ids[:2]) | written(URGENT)
    with nothing_changes():
        seen = desk.post("/desk/bulk/preview", looked_at)
    assert (seen.status_code, seen.context["found"].allowed) == (200, 2)
    assert seen.context["wanted"].steps == [URGENT] and not seen.context["final"]
    started = form(ids[:2], [URGENT], token=seen.context["token"])
    answer = desk.post("/desk/bulk/start", started)
    run = BulkRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/bulk/{run.pk}")
    assert desk.post("/desk/bulk/start", started)["Location"] == f"/desk/bulk/{run.pk}"
    assert (run.state, run.done) == ("done", 2) and BulkRun.objects.count() == 1
    assert [Case.objects.get(pk=one).priority for one in ids] == ["urgent", "urgent", "routine"]


@pytest.mark.parametrize("whole", [{"queue": "all"}, {"queue": "all", "status": "new"}, {"q": "status:new"}])
def test_all_of_a_list_means_what_is_on_other_pages_too(desk, whole):
    ids = some(3)
    given.a_closed_case(phone="13700002222")
    given.a_case(team_code="mobile", phone="13700001111")
    asked = desk.post("/desk/bulk/new", {"case": ids[:1], "all": "1", "do": "", **whole})
    assert set(ids) <= set(asked.context["wanted"].case_ids)
    assert len(asked.context["wanted"].case_ids) == (3 if whole != {"queue": "all"} else 4)


def test_what_is_wrong_is_said_and_nothing_done(desk):
    ids = some(1)
    hidden = given.a_case(team_code="mobile", phone="13700001111").pk
    with nothing_changes():
        assert desk.post("/desk/bulk/new", {"do": "close"}).status_code == 422
        assert desk.post("/desk/bulk/new", {"case": [hidden], "do": "close"}).status_code == 422
        assert desk.post("/desk/bulk/new", {"all": "1", "q": "天气:晴"}).status_code == 422
        wrong = desk.post("/desk/bulk/preview", form(ids) | written({"do": "snooze", "hours": "0"}))
        assert wrong.status_code == 422 and wrong.context["steps_editor"]["rows"][0]["fields"][0]["error"]
        assert desk.post("/desk/bulk/start", form(ids, [{"do": "dance"}])).status_code == 422
        assert desk.post("/desk/bulk/start", form(ids) | {"steps": "{"}).status_code == 422
        assert desk.post("/desk/bulk/start", form(ids)).status_code != 303
    assert desk.get("/desk/bulk/new").status_code == 200


def test_steps_can_be_changed_after_a_look(desk):
    ids = some(1)
    asked = desk.post("/desk/bulk/new", form(ids, [URGENT]))
    assert [row["do"] for row in asked.context["steps_editor"]["rows"]] == ["set_priority"]
    more = desk.post("/desk/bulk/preview", form(ids) | written(URGENT) | {"steps-go": "add"})
    assert (more.status_code, len(more.context["steps_editor"]["rows"])) == (200, 2)
    seen = desk.post("/desk/bulk/preview", form(ids) | written(URGENT, {"do": "note", "body": "已核对"}))
    assert seen.context["wanted"].steps == [URGENT, {"do": "note", "body": "已核对"}]
    assert len(seen.context["final"]) == 1 and not seen.context["is_final"]


def test_writing_to_customers_is_confirmed_apart(desk):
    ids = some(2)
    seen = desk.post("/desk/bulk/preview", form(ids) | written(REPLY))
    assert seen.context["found"].people == 2 and 'name="sure"' in seen.content.decode()
    with nothing_changes():
        assert desk.post("/desk/bulk/start", form(ids, [REPLY])).status_code == 422
    assert desk.post("/desk/bulk/start", form(ids, [REPLY], sure="1")).status_code == 303
    assert Message.objects.filter(kind="reply", body=REPLY["body"]).count() == 2


def test_the_preview_names_what_is_not_possible_with_links(desk):
    ids = [*some(1), given.a_closed_case(phone="13700002222").pk]
    seen = desk.post("/desk/bulk/preview", form(ids) | written(URGENT))
    assert (seen.context["found"].allowed, seen.context["refused"]) == (1, 1)
    assert f'href="/desk/cases/{ids[1]}"' in seen.content.decode()


def test_the_report_names_each_that_failed_and_hands_them_out(desk):
    ids = [*some(1), given.a_closed_case(phone="13700002222").pk]
    desk.post("/desk/bulk/start", form(ids, [URGENT]))
    run = BulkRun.objects.get()
    page = desk.get(f"/desk/bulk/{run.pk}")
    number = Case.objects.get(pk=ids[1]).number
    assert number in page.content.decode() and page.context["reasons"][0][1] == 1 and not page.context["goes_on"]
    lines = b"".join(desk.get(f"/desk/bulk/{run.pk}/problems").streaming_content).decode().splitlines()
    assert len(lines) == 2 and number in lines[1]
    assert f"/desk/bulk/{run.pk}" in desk.get("/desk/bulk").content.decode()


def test_many_cases_go_on_behind_the_page_and_can_be_stopped(desk):
    ids = some(AT_ONCE + 1)
    desk.post("/desk/bulk/start", form(ids, [URGENT]))
    run = BulkRun.objects.get()
    part = desk.get(f"/desk/bulk/{run.pk}", HTTP_HX_REQUEST="true").content.decode()
    assert 'hx-trigger="every 2s"' in part and "<html" not in part
    assert carry_on(run.pk, -1) is True
    assert desk.post(f"/desk/bulk/{run.pk}/stop").status_code == 303
    page = desk.get(f"/desk/bulk/{run.pk}")
    assert (page.context["reached"], page.context["goes_on"]) == (1, False)
    assert "every 2s" not in page.content.decode()


def test_taking_back_is_looked_at_done_and_reported(desk):
    ids = some(2)
    desk.post("/desk/bulk/start", form(ids, [URGENT, {"do": "note", "body": "已核对"}]))
    run = BulkRun.objects.get()
    assert desk.get(f"/desk/bulk/{run.pk}").context["undo_until"]
    with nothing_changes():
        seen = desk.get(f"/desk/bulk/{run.pk}/undo")
    assert len(seen.context["lines"]) == len(seen.context["final"]) == 1
    assert desk.post(f"/desk/bulk/{run.pk}/undo").status_code == 303
    page = desk.get(f"/desk/bulk/{run.pk}")
    assert page.context["run"].state == "undone" and page.context["undo_until"] is None
    assert [Case.objects.get(pk=one).priority for one in ids] == ["routine"] * 2
    with nothing_changes():
        assert desk.get(f"/desk/bulk/{run.pk}/undo").status_code == 409
        assert desk.post(f"/desk/bulk/{run.pk}/undo").status_code == 409


def test_nobody_else_finds_a_run(desk, admin_desk):
    run = start_bulk(actor=given.agent(), steps=[URGENT], case_ids=some(1))
    with nothing_changes():
        for address in ("", "/problems", "/undo"):
            assert admin_desk.get(f"/desk/bulk/{run.pk}{address}").status_code == 404
        for address in ("/stop", "/undo"):
            assert admin_desk.post(f"/desk/bulk/{run.pk}{address}").status_code == 404


def test_the_pages_keep_their_budgets(desk, django_assert_max_num_queries):
    ids = [*some(10), given.a_closed_case(phone="13700002222").pk]
    desk.post("/desk/bulk/start", form(ids, [URGENT, {"do": "assign", "staff": "me"}]))
    run = BulkRun.objects.get()
    for address in ("/desk/bulk", "/desk/bulk/new", f"/desk/bulk/{run.pk}", f"/desk/bulk/{run.pk}/undo"):
        declared = resolve(address).func.statements
        desk.get(address)
        with django_assert_max_num_queries(declared):
            desk.get(address)
    with django_assert_max_num_queries(12):
        desk.post("/desk/bulk/preview", form(ids) | written(URGENT, {"do": "assign", "staff": "me"}))


def test_a_macro_is_used_for_many_cases_and_counted(desk):
    ids = some(2)
    macro = save_macro(actor=given.agent(), name="加急", steps=[URGENT])
    assert "加急" in desk.post("/desk/bulk/new", form(ids)).content.decode()
    seen = desk.post("/desk/bulk/new", form(ids, macro=macro.pk))
    assert (seen.context["wanted"].steps, seen.context["wanted"].macro_id) == ([URGENT], macro.pk)
    save_macro(actor=given.agent(), name="加急", steps=[URGENT, {"do": "note", "body": "好"}], macro_id=macro.pk)
    with nothing_changes():
        assert desk.post("/desk/bulk/start", form(ids, [URGENT], macro=macro.pk)).status_code == 422
    save_macro(actor=given.agent(), name="加急", steps=[URGENT], macro_id=macro.pk)
    assert desk.post("/desk/bulk/start", form(ids, [URGENT], macro=macro.pk)).status_code == 303
    macro.refresh_from_db()
    assert (BulkRun.objects.get().macro_id, macro.uses) == (macro.pk, 1)
    assert desk.post("/desk/bulk/new", form(ids, macro=999_999)).status_code == 404
