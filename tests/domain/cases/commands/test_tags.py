"""Tags on cases, and the list of tags."""

import pytest
from tests import given
from tests.domain.cases.scenarios_course import a_tagged_case, an_archived_case
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import (
    merge_tags,
    rename_tag,
    restore_tag,
    retire_tag,
    tag_case,
    untag_case,
    write_tags_anew,
)
from fuwutai.domain.cases.commands import tags as module
from fuwutai.domain.cases.models import Case, CaseTag, Tag
from fuwutai.domain.cases.work import tags as reads
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db


def put(case: Case, *names: str) -> Case:
    return tag_case(actor=given.agent(), case_id=case.pk, names=names)


def on(case: Case) -> list[str]:
    return Case.objects.get(pk=case.pk).tags


def the(name: str) -> int:
    return Tag.objects.get(name=name).pk


def test_a_new_word_makes_a_tag_and_the_case_holds_the_names_in_order():
    case = given.a_case()
    put(case, "退费", "VIP", "催缴")
    assert on(case) == sorted(["退费", "VIP", "催缴"], key=str.casefold)
    [entry] = JournalEntry.objects.filter(code="cases.case_tagged")
    assert sorted(entry.data["tag_ids"]) == sorted(Tag.objects.values_list("pk", flat=True))


def test_one_tag_however_it_is_typed():
    case, other = given.a_case(), given.a_case(phone="13812345678")
    put(case, "  Ｖｉｐ  客户 ")
    put(other, "VIP 客户", "vip 客户")
    assert Tag.objects.count() == 1
    assert on(case) == on(other) == ["Vip 客户"]


def test_what_is_on_the_case_already_changes_nothing():
    case = a_tagged_case()
    with nothing_changes():
        put(case, "退费")


@pytest.mark.parametrize("name", ["", "   ", "长" * 41, "a\x00b", "回电13912345678"])
def test_a_name_that_cannot_stand_in_every_list_is_refused(name):
    case = given.a_case()
    with nothing_changes(), pytest.raises(Invalid):
        put(case, "退费", name)


def test_a_case_takes_twenty_tags_and_no_more():
    case = put(given.a_case(), *(f"标签{nth}" for nth in range(20)))
    with nothing_changes(), pytest.raises(Invalid):
        put(case, "标签0", "标签99")
    assert len(on(case)) == 20


def test_a_tag_is_taken_off_and_stays_in_the_list():
    case = a_tagged_case()
    untag_case(actor=given.agent(), case_id=case.pk, names=["退费"])
    assert on(case) == ["老客户"]
    assert Tag.objects.filter(name="退费").exists()
    with nothing_changes():
        untag_case(actor=given.agent(), case_id=case.pk, names=["退费"])


def test_who_does_not_see_the_case_or_may_not_classify_puts_no_tag_on_it():
    case = given.a_case()
    with nothing_changes(), pytest.raises(NotFound):
        tag_case(actor=given.agent_elsewhere(), case_id=case.pk, names=["退费"])
    with nothing_changes(), pytest.raises(Refused):
        tag_case(actor=given.customer_of(case), case_id=case.pk, names=["退费"])


@pytest.mark.parametrize("make", [given.a_merged_case, an_archived_case])
def test_a_merged_or_archived_case_takes_no_tag(make):
    case = make()
    with nothing_changes(), pytest.raises(Conflict):
        put(case, "退费")


def test_a_new_name_reaches_every_case_chunk_by_chunk(monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 2)
    cases = [put(given.a_case(phone=f"1381234567{nth}"), "退费", "甲") for nth in range(5)]
    tag = rename_tag(actor=given.administrator(), tag_id=the("退费"), name="退款")
    drain()
    assert tag.key == "退款"
    assert all(on(case) == sorted(["甲", "退款"]) for case in cases)


def test_no_two_tags_have_one_name():
    put(given.a_case(), "退费", "Refund")
    with nothing_changes(), pytest.raises(Invalid):
        rename_tag(actor=given.administrator(), tag_id=the("退费"), name="ｒｅｆｕｎｄ")


def test_a_merged_tag_gives_its_cases_to_the_other_one(monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 2)
    only = [put(given.a_case(phone=f"1381234567{nth}"), "退钱") for nth in range(3)]
    both = put(given.a_case(phone="13700001111"), "退钱", "退费")
    merge_tags(actor=given.administrator(), tag_id=the("退钱"), into_id=the("退费"))
    drain()
    assert [on(case) for case in (*only, both)] == [["退费"]] * 4
    assert not CaseTag.objects.filter(tag__name="退钱").exists()
    assert Tag.objects.get(name="退钱").retired_at is not None
    assert CaseTag.objects.filter(case=both).count() == 1


def test_a_chunk_done_twice_does_no_harm():
    case = a_tagged_case()
    before = on(case)
    for _time in range(2):
        write_tags_anew(actor=given.Actor.system("tests"), tag_id=the("退费"))
    assert on(case) == before


def test_a_retired_tag_stays_where_it_is_and_goes_on_no_further_case():
    case, other = a_tagged_case(), given.a_case(phone="13700001111")
    retire_tag(actor=given.administrator(), tag_id=the("退费"))
    assert "退费" in on(case)
    with nothing_changes(), pytest.raises(Invalid):
        put(other, "退费")
    restore_tag(actor=given.administrator(), tag_id=the("退费"))
    assert on(put(other, "退费")) == ["退费"]


def test_only_who_may_configure_changes_the_list():
    a_tagged_case()
    tag_id = the("退费")
    changes = ((rename_tag, {"name": "x"}), (merge_tags, {"into_id": 1}), (retire_tag, {}), (restore_tag, {}))
    for command, more in changes:
        with nothing_changes(), pytest.raises(Refused):
            command(actor=given.supervisor(), tag_id=tag_id, **more)
    with nothing_changes(), pytest.raises(NotFound):
        retire_tag(actor=given.administrator(), tag_id=999_999)


@pytest.mark.parametrize("into", ["itself", "retired", "nothing"])
def test_a_tag_is_merged_only_into_another_one_in_use(into):
    a_tagged_case()
    if into == "retired":
        retire_tag(actor=given.administrator(), tag_id=the("老客户"))
    into_id = {"itself": the("退费"), "retired": the("老客户"), "nothing": 999_999}[into]
    with nothing_changes(), pytest.raises(Invalid):
        merge_tags(actor=given.administrator(), tag_id=the("退费"), into_id=into_id)


def test_what_one_types_is_found_with_the_most_used_first():
    put(given.a_case(), "宽带退费", "退费", "退款")
    put(given.a_case(phone="13700001111"), "退款", "宽带退费")
    put(given.a_case(phone="13700002222"), "宽带退费")
    agent = given.agent()
    assert reads.suggestions(agent, "退", []) == ["退款", "退费", "宽带退费"]
    assert reads.suggestions(agent, "", ["退款"]) == ["宽带退费", "退费"]
    assert reads.suggestions(agent, "没有", []) == []
    assert next((row.name, row.uses) for row in reads.tag_rows(agent)) == ("宽带退费", 3)
    assert reads.tag_rows(given.Actor.customer()) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_who_make_one_tag_at_once_have_the_same():
    cases = [given.a_case(), given.a_case(phone="13700001111")]
    agent = given.agent()
    results = at_once(*(lambda case=case: tag_case(actor=agent, case_id=case.pk, names=["退费"]) for case in cases))
    assert not any(isinstance(one, Exception) for one in results)
    assert (Tag.objects.count(), CaseTag.objects.count()) == (1, 2)
