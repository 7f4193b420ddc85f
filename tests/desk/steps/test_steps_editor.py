"""The editor of steps: what a form says, and what the buttons of its rows do."""

import re

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from tests import given

from fuwutai.desk.steps.forms import only_edited, read_steps, steps_context
from fuwutai.domain.cases.actions.registry import actions, checked_steps
from fuwutai.kernel.errors import Invalid

THREE = {
    "steps-0-do": "note", "steps-0-body": " 一 ", "steps-3-do": "snooze", "steps-3-hours": "2", "steps-7-do": "",
    "name": "x",
}  # fmt: skip


def form(**said: str) -> QueryDict:
    found = QueryDict(mutable=True)
    found.update({**THREE, **{name.replace("_", "-"): value for name, value in said.items()}})
    return found


def dos(data: QueryDict) -> list[str]:
    return [row["do"] for row in read_steps(data)]


def shown(context) -> str:
    return render_to_string("desk/steps/_steps.html", {"steps_editor": context})


def test_rows_are_read_in_their_order_with_gaps_and_without_blank_ones():
    assert read_steps(form()) == [{"do": "note", "body": "一"}, {"do": "snooze", "hours": "2"}]
    assert not only_edited(form())
    assert read_steps(QueryDict("steps-x-do=note&steps-12345-do=note&steps-0-DO=note")) == []


@pytest.mark.parametrize(
    ("press", "result"),
    [
        ("add", ["note", "snooze", "", ""]),
        ("remove-0", ["snooze", ""]),
        ("down-0", ["snooze", "note", ""]),
        ("up-3", ["snooze", "note", ""]),
        ("up-0", ["note", "snooze", ""]),
        ("down-7", ["note", "snooze", ""]),
        ("remove-9", ["note", "snooze", ""]),
        ("show", ["note", "snooze", ""]),
        ("dance", ["note", "snooze", ""]),
    ],
)
def test_the_buttons_of_the_rows_work_without_javascript(press: str, result: list[str]):
    data = form(steps_go=press)
    assert only_edited(data)
    assert dos(data) == result


@pytest.mark.django_db
def test_a_row_asks_only_what_its_action_needs_and_every_other_one_waits_as_a_shape():
    boss = given.administrator()
    page = shown(steps_context(boss, [{"do": "note", "body": "<b>一"}]))
    rows = page.partition("<template")[0]
    assert 'name="steps-0-body"' in rows and "&lt;b&gt;一" in rows and "steps-0-hours" not in rows
    assert re.findall(r'data-step-shape="(\w+)"', page) == list(actions())
    assert {"steps-__-do", "steps-__-hours"} <= set(re.findall(r'name="(steps-__-\w+)"', page))


@pytest.mark.django_db
def test_every_answer_has_a_label_of_its_own():
    page = shown(steps_context(given.administrator(), [{"do": code} for code in actions()]))
    rows = page.partition("<template")[0]
    ids = re.findall(r'<(?:select|textarea|input)[^>]* id="([^"]+)"', rows)
    assert len(ids) == len(set(ids)) > 20
    assert set(ids) == set(re.findall(r'<label[^>]* for="([^"]+)"', rows))


@pytest.mark.django_db
def test_what_is_wrong_stands_beside_its_answer():
    boss, steps = given.administrator(), [{"do": "snooze", "hours": "0"}, {"do": "dance"}]
    with pytest.raises(Invalid) as caught:
        checked_steps(boss, steps)
    context = steps_context(boss, steps, caught.value.fields)
    assert context["rows"][0]["fields"][0]["error"] and context["rows"][1]["error"]
    assert 'aria-describedby="steps-0-hours-problem"' in shown(context) and 'id="steps-1-problem"' in shown(context)


@pytest.mark.django_db
def test_what_is_not_offered_any_more_stays_visible_until_somebody_removes_it():
    steps = [{"do": "note", "body": "一"}, {"do": "assign", "staff": "gone-long-ago"}]
    page = shown(steps_context(given.administrator(), steps, only={"tag", "assign"}))
    assert '<option value="note" selected>' in page and '<option value="gone-long-ago" selected>' in page
    assert set(re.findall(r'data-step-shape="(\w+)"', page)) == {"tag", "assign"}
