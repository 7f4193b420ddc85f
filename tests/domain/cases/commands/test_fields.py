"""Fields of the centre's own: asking for them, and what stands in them."""

from dataclasses import replace

import pytest
from django.db import connection
from tests import given
from tests.budgets import counted
from tests.domain.cases.given_work import a_field
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import (
    confirm_case,
    fill_fields,
    open_case,
    order_case_fields,
    reclassify_case,
    reply_to_case,
    resolve_case,
    retire_case_field,
    save_case_field,
)
from fuwutai.domain.cases.models import Case, CaseField, PersonalValue
from fuwutai.domain.cases.work.fields import answers_of, fields_in_use, missing_fields, plain_answers
from fuwutai.domain.customers.commands import erase_customer, reveal_contacts
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def told(code: str) -> list[dict[str, object]]:
    return [entry.data for entry in JournalEntry.objects.filter(code=code).order_by("pk")]


def fill(case: Case, actor: Actor | None = None, **values: object) -> Case:
    fill_fields(actor=actor or given.agent(), case_id=case.pk, values=values)
    return Case.objects.get(pk=case.pk)


def opening(**more: object) -> dict[str, object]:
    given.centre()
    return {"actor": given.agent(), **given.MATTER, "channel": "phone", **more}


# asking


def test_a_new_field_is_asked_for_and_told_without_a_word_of_it():
    a_field("place")
    row = a_field("site", kind="choice", options=["室内", " 室外", "室内"], types=["fault"], needed_at="resolve")
    assert [one.code for one in fields_in_use()] == ["place", "site"]
    assert row.options == ["室内", "室外"]
    assert told("cases.field_saved")[-1] == {
        "case_field_id": row.pk, "kind": "choice", "needed_at": "resolve", "is_personal": False, "for_customer": False,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["phone", "mail"])
def test_numbers_and_addresses_are_always_personal(kind):
    assert a_field("reach", kind=kind).is_personal


WRONG = {
    "code": {"code": "No Such!"},
    "name": {"name": " "},
    "kind": {"kind": "colour"},
    "options": {"kind": "choice"},
    "types": {"types": ["tram"]},
    "needed_at": {"needed_at": "sometime"},
    "hint": {"hint": "x" * 201},
    "condition": {"condition": {"weather": ["rain"]}},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_field_is_refused_by_name(name):
    given.centre()
    with pytest.raises(Invalid) as refused, nothing_changes():
        a_field(**{"code": "place", **WRONG[name]})
    assert list(refused.value.fields) == [name]


def test_a_code_is_taken_once():
    a_field("place")
    with pytest.raises(Invalid) as refused, nothing_changes():
        a_field("place")
    assert "code" in refused.value.fields


@pytest.mark.parametrize("who", [given.agent, given.supervisor])
def test_only_who_sets_up_the_work_changes_fields(who):
    field = a_field("place")
    actor = who()
    for command, about in (
        (save_case_field, {"code": "b", "name": "B", "kind": "text"}),
        (retire_case_field, {"field_id": field.pk}),
        (order_case_fields, {"field_ids": [field.pk]}),
    ):
        with pytest.raises(Refused), nothing_changes():
            command(actor=actor, **about)


def test_a_condition_reaches_one_field_far_and_no_further():
    a_field("damaged", kind="yes_no")
    a_field("part", kind="choice", options=["光猫", "路由器"], condition={"field.damaged": ["yes"]})
    with pytest.raises(Invalid) as refused, nothing_changes():
        a_field("colour", condition={"field.part": ["光猫"]})
    assert "condition" in refused.value.fields
    damaged = CaseField.objects.get(code="damaged")
    a_field("other", kind="yes_no")
    with pytest.raises(Invalid) as refused, nothing_changes():
        save_case_field(
            actor=given.administrator(), field_id=damaged.pk, name="D", condition={"field.other": ["yes"]}
        )
    assert "condition" in refused.value.fields


@pytest.mark.parametrize(
    "condition", [{"field.words": ["x"]}, {"field.reach": ["1"]}, {"field.gone": ["x"]}, {"type": []}]
)
def test_only_answers_of_a_list_decide(condition):
    a_field("words")
    a_field("reach", kind="phone")
    with pytest.raises(Invalid) as refused, nothing_changes():
        a_field("then", condition=condition)
    assert "condition" in refused.value.fields


def test_an_answer_that_decides_stays_and_so_does_its_field():
    first = a_field("part", kind="choice", options=["光猫", "路由器"])
    a_field("colour", condition={"field.part": ["光猫"]})
    admin = given.administrator()
    with pytest.raises(Invalid) as refused, nothing_changes():
        save_case_field(actor=admin, field_id=first.pk, name="P", options=["路由器"])
    assert "options" in refused.value.fields
    with pytest.raises(Invalid) as refused, nothing_changes():
        save_case_field(actor=admin, field_id=first.pk, name="P", options=["光猫"], is_personal=True)
    assert "is_personal" in refused.value.fields
    with pytest.raises(Conflict), nothing_changes():
        retire_case_field(actor=admin, field_id=first.pk)


def test_what_is_filled_in_openly_does_not_become_personal():
    field = a_field("place")
    fill(given.a_case(), place="浦东")
    with pytest.raises(Conflict), nothing_changes():
        save_case_field(actor=given.administrator(), field_id=field.pk, name="P", is_personal=True)


def test_a_retired_field_hides_its_answers_and_brings_them_back():
    field, case = a_field("place"), given.a_case()
    case = fill(case, place="浦东")
    retire_case_field(actor=given.administrator(), field_id=field.pk)
    assert plain_answers(case, revealed=False) == []
    with pytest.raises(Invalid), nothing_changes():
        fill(case, place="徐汇")
    retire_case_field(actor=given.administrator(), field_id=field.pk, is_retired=False)
    assert plain_answers(case, revealed=False) == [("Place", "浦东")]
    assert [entry["is_retired"] for entry in told("cases.field_retired")] == [True, False]


def test_fields_stand_in_the_order_that_is_given_and_only_moves_are_told():
    a, b, c = a_field("a"), a_field("b"), a_field("c")
    order_case_fields(actor=given.administrator(), field_ids=[c.pk, a.pk])
    assert [one.code for one in fields_in_use()] == ["c", "a", "b"]
    assert len(told("cases.field_moved")) == 3
    order_case_fields(actor=given.administrator(), field_ids=[c.pk, a.pk, b.pk])
    assert len(told("cases.field_moved")) == 3
    with pytest.raises(NotFound), nothing_changes():
        order_case_fields(actor=given.administrator(), field_ids=[999_999])


# filling in


def test_answers_are_kept_and_told_by_id_only():
    place, when = a_field("place"), a_field("when", kind="date")
    case = fill(given.a_case(), place=" 浦东 ", when="2026/3/9")
    assert case.fields == {"place": "浦东", "when": "2026-03-09"}
    assert told("cases.fields_filled") == [{"case_id": case.pk, "field_ids": [place.pk, when.pk]}]


def test_the_same_again_is_no_event_and_nothing_said_empties():
    a_field("place")
    case = fill(given.a_case(), place="浦东")
    fill(case, place="浦东")
    assert len(told("cases.fields_filled")) == 1
    assert fill(case, place="").fields == {}
    assert len(told("cases.fields_filled")) == 2


def test_every_wrong_answer_is_named_at_once():
    a_field("when", kind="date")
    a_field("cost", kind="amount")
    case = given.a_case()
    with pytest.raises(Invalid) as refused, nothing_changes():
        fill(case, when="soon", cost="much", gone="x")
    assert set(refused.value.fields) == {"field_when", "field_cost", "field_gone"}


def test_what_does_not_apply_is_left_as_it_is():
    a_field("damaged", kind="yes_no")
    a_field("part", condition={"field.damaged": ["yes"]})
    case = fill(given.a_case(), damaged="yes", part="光猫")
    case = fill(case, damaged="no", part="路由器")
    assert case.fields == {"damaged": "no", "part": "光猫"}
    assert [name for name, _words in plain_answers(case, revealed=False)] == ["Damaged"]


def test_what_opening_needs_is_not_emptied_later():
    a_field("place", needed_at="open")
    case = fill(given.a_case(), place="浦东")
    with pytest.raises(Invalid) as refused, nothing_changes():
        fill(case, place="")
    assert list(refused.value.fields) == ["field_place"]


def test_who_does_not_see_or_may_not_classify_fills_in_nothing():
    a_field("place")
    case, closed = given.a_case(), given.a_closed_case(phone="13700000001")
    watcher = replace(given.supervisor(), permissions=given.supervisor().permissions - {"cases.classify"})
    for actor, refusal in ((given.agent_elsewhere(), NotFound), (watcher, Refused), (given.customer_of(case), Refused)):
        with pytest.raises(refusal), nothing_changes():
            fill(case, actor, place="浦东")
    with pytest.raises(Conflict), nothing_changes():
        fill(closed, place="浦东")


# personal fields


def test_what_is_personal_is_kept_encrypted_and_masked_until_it_is_revealed():
    a_field("reach", kind="phone")
    case = fill(given.a_case(), reach="13912340000")
    assert case.fields == {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM cases_personalvalue")
        assert "13912340000" not in cursor.fetchone()[0]
    [answer] = answers_of(given.agent(), case)
    assert (answer.words, answer.raw, answer.is_masked) == ("139****0000", None, True)
    reveal_contacts(actor=given.agent(), customer_id=case.customer_id, reason="回电")
    [answer] = answers_of(given.agent(), case)
    assert (answer.words, answer.raw, answer.is_masked) == ("13912340000", "13912340000", False)


def test_a_personal_answer_changes_and_empties_without_a_row_more():
    field = a_field("who", is_personal=True)
    case = fill(given.a_case(), who="张三")
    case = fill(case, who="李四")
    assert [one.value for one in PersonalValue.objects.all()] == ["李四"]
    fill(case, who="")
    assert [one.value for one in PersonalValue.objects.all()] == [""]
    assert told("cases.fields_filled") == [{"case_id": case.pk, "field_ids": [field.pk]}] * 3


def test_numbers_in_free_words_are_masked_for_staff():
    a_field("place")
    case = fill(given.a_case(), place="找13912340000")
    [answer] = answers_of(given.agent(), case)
    assert "13912340000" not in answer.words and answer.raw is None
    assert "13912340000" in answers_of(given.customer_of(case), case)[0].words


def test_erasing_a_customer_takes_what_was_written_freely_and_keeps_what_was_chosen():
    a_field("who", is_personal=True)
    a_field("place")
    a_field("site", kind="choice", options=["室内"])
    case = fill(given.an_open_case(), who="张三", place="浦东张三家", site="室内")
    resolve_case(actor=given.agent(), case_id=case.pk)
    confirm_case(actor=given.customer_of(case), case_id=case.pk)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fuwutai.domain.customers.keeping.hindrance", lambda _ids: None)
        erase_customer(actor=given.administrator(), customer_id=case.customer_id, reason="本人要求")
    case.refresh_from_db()
    assert case.fields["site"] == "室内"
    assert "张三" not in case.fields["place"]
    assert PersonalValue.objects.get().value == ""


# opening


def test_staff_are_asked_at_opening_for_what_is_needed_then():
    a_field("place", needed_at="open", types=["fault"])
    a_field("later", needed_at="resolve")
    arguments = opening()
    with pytest.raises(Invalid) as refused, nothing_changes():
        open_case(**arguments)
    assert set(refused.value.fields) == {"field_place"}
    case = open_case(**arguments, fields={"place": "浦东"})
    assert Case.objects.get(pk=case.pk).fields == {"place": "浦东"}
    assert len(told("cases.fields_filled")) == 1


def test_another_type_is_not_asked_for_it():
    a_field("place", needed_at="open", types=["complaint"])
    assert open_case(**opening()).fields == {}


def test_a_personal_answer_at_opening_satisfies_and_is_encrypted():
    a_field("reach", kind="phone", needed_at="open")
    case = open_case(**opening(fields={"reach": "13900001111"}))
    assert case.fields == {}
    assert PersonalValue.objects.get(case=case).value == "13900001111"


def test_a_customer_is_asked_only_by_a_form_and_only_for_what_is_meant_for_her():
    a_field("account", needed_at="open", for_customer=True)
    a_field("internal", needed_at="open")
    assert given.a_case().fields == {}, "who writes a mail is not turned away"
    about = {**opening(), "actor": Actor.customer(), "channel": "portal"}
    with pytest.raises(Invalid) as refused, nothing_changes():
        open_case(**about, fields={"internal": "x"})
    assert set(refused.value.fields) == {"field_account"}
    assert open_case(**about, fields={"account": "A-7", "internal": "x"}).fields == {"account": "A-7"}


# resolving


@pytest.mark.proves("S1-1.2-2")
def test_a_case_is_not_resolved_before_what_it_needs_is_there():
    a_field("place", needed_at="open", name="地点")
    a_field("who", needed_at="resolve", is_personal=True, name="责任人")
    a_field("lesson", needed_at="close", name="教训")
    case, agent = given.an_open_case(), given.agent()
    for verb in (
        lambda: resolve_case(actor=agent, case_id=case.pk),
        lambda: reply_to_case(actor=agent, case_id=case.pk, body="好了", then="resolve"),
    ):
        with pytest.raises(Conflict) as refused, nothing_changes():
            verb()
        assert "地点" in str(refused.value.message) and "责任人" in str(refused.value.message)
        assert "教训" not in str(refused.value.message)
    fill(case, place="浦东", who="张三")
    assert resolve_case(actor=agent, case_id=case.pk).status == "resolved"


def test_a_change_of_type_brings_other_fields_and_keeps_the_old_answers():
    a_field("line", types=["fault"])
    a_field("event", types=["complaint"], needed_at="resolve")
    case = fill(given.an_open_case(), line="光纤")
    reclassify_case(actor=given.agent(), case_id=case.pk, type="complaint")
    case.refresh_from_db()
    assert plain_answers(case, revealed=False) == []
    assert [one.code for one in missing_fields(case, "resolve")] == ["event"]
    reclassify_case(actor=given.agent(), case_id=case.pk, type="fault")
    case.refresh_from_db()
    assert plain_answers(case, revealed=False) == [("Line", "光纤")]


def test_two_hundred_fields_cost_no_statement_more():
    given.centre()
    CaseField.objects.bulk_create(
        CaseField(code=f"f{n}", name=f"F{n}", kind="text", types=["fault"], position=n) for n in range(200)
    )
    case = given.a_case()
    fill(case, f0="z")  # what a process remembers is warm
    with counted() as one:
        fill(case, f0="a")
    with counted() as many:
        fill(case, **{f"f{n}": "b" for n in range(200)})
    assert len(many) == len(one)
