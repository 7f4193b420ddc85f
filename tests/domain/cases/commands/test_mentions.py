"""Colleagues who are named in notes: found by exact name, told of it, refused where they see nothing."""

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import create_staff, deactivate_staff
from fuwutai.domain.cases.commands import add_note
from fuwutai.domain.cases.models import Mention
from fuwutai.domain.cases.speech.mentions import colleagues_to_name, who_see
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel.errors import Invalid, NotFound
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db


def named(case, body, **more):
    note = add_note(actor=given.agent(), case_id=case.pk, body=body, **more)
    return set(Mention.objects.filter(message=note).values_list("staff__username", flat=True))


def somebody(username, display_name, team="broadband"):
    return create_staff(
        actor=given.administrator(), username=username, display_name=display_name, role="agent",
        password=given.PASSWORD, team_ids=(given.team(team).pk,),
    )  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        "@陈国强 请看一下",
        "请@陈国强看一下",
        "＠陈国强请看",
        "cc @chenguoqiang.",
        "@ChenGuoQiang, bitte",
        "@陈国强 @陈国强",
    ],
)
def test_a_name_behind_an_at_sign_names_a_colleague(body):
    assert named(given.an_open_case(), body) == {given.CHEN}


@pytest.mark.parametrize(
    "body",
    ["陈国强", "mail@chenguoqiang.cn", "@chenguoqiangs", "@chenguoqiang-2", "@陈", "@ 陈国强", "@没有这个人", "a@"],
)
def test_what_is_no_name_behind_an_at_sign_names_nobody(body):
    assert named(given.an_open_case(), body) == set()


def test_who_writes_about_herself_is_told_nothing():
    assert named(given.an_open_case(), "@林小雨 自己记一笔") == set()


def test_the_longest_name_is_meant():
    somebody("chenguo", "陈国")
    assert named(given.an_open_case(), "@陈国强请看") == {given.CHEN}


def test_an_id_says_who_is_meant_without_a_name():
    assert named(given.an_open_case(), "请看", mention_ids=[given.staff(given.CHEN).pk]) == {given.CHEN}


def test_of_two_with_one_name_the_user_name_or_the_id_says_which():
    case = given.an_open_case()
    first, second = somebody("wangwei", "王伟"), somebody("wangwei2", "王伟")
    with pytest.raises(Invalid) as refused, nothing_changes():
        named(case, "@王伟 请看")
    assert "body" in refused.value.fields
    assert named(case, "@wangwei2 请看") == {"wangwei2"}
    assert named(case, "@王伟 请看", mention_ids=[first.pk]) == {first.username}
    assert second.username == "wangwei2"


def test_one_who_cannot_see_the_case_is_refused_by_name():
    case = given.an_open_case()
    for more in ({"body": "@赵敏 请看"}, {"body": "请看", "mention_ids": [given.staff(given.ZHAO).pk]}):
        with pytest.raises(Invalid) as refused, nothing_changes():
            add_note(actor=given.agent(), case_id=case.pk, **more)
        assert "赵敏" in str(refused.value.fields["body"])


def test_one_who_left_is_no_colleague_any_more():
    case, gone = given.an_open_case(), somebody("wangwei", "王伟")
    deactivate_staff(actor=given.administrator(), staff_id=gone.pk)
    assert named(case, "@王伟 请看") == set()
    with pytest.raises(Invalid), nothing_changes():
        named(case, "请看", mention_ids=[gone.pk])


def test_no_note_names_half_the_centre():
    case = given.an_open_case()
    people = [somebody(f"person{nth}", f"同事{nth}").pk for nth in range(21)]
    with pytest.raises(Invalid), nothing_changes():
        named(case, "请看", mention_ids=people)


def test_the_history_and_a_notice_tell_of_it_by_ids_alone():
    case = given.an_open_case()
    note = add_note(actor=given.agent(), case_id=case.pk, body="@陈国强 请看")
    boss = given.supervisor().id
    told = JournalEntry.objects.get(code="cases.colleague_mentioned")
    assert told.data == {"case_id": case.pk, "message_id": note.pk, "staff_id": boss}
    drain()
    notice = Notice.objects.get(code="cases.mentioned")
    assert (notice.staff_id, notice.case_id) == (boss, case.pk)
    assert notice.data == {"message": note.pk, "by": given.agent().id}


def test_those_are_offered_who_see_the_case_and_are_called_so():
    case = given.an_open_case()
    somebody("wangwei", "王伟")
    somebody("wangwei2", "王伟")
    names = {one.name for one in colleagues_to_name(given.agent(), case.pk, "")}
    assert names == {"陈国强", "何静", "王伟"}
    assert [one.written for one in colleagues_to_name(given.agent(), case.pk, "国强")] == ["陈国强"]
    assert [one.written for one in colleagues_to_name(given.agent(), case.pk, "wang")] == ["wangwei", "wangwei2"]
    assert colleagues_to_name(given.agent(), case.pk, "赵") == []
    with pytest.raises(NotFound):
        colleagues_to_name(given.agent_elsewhere(), case.pk, "")


def test_who_sees_a_case_is_asked_for_all_at_once(django_assert_num_queries):
    case = given.an_open_case()
    people = [given.staff(name).pk for name in (given.LIN, given.ZHAO, given.CHEN, given.HE)]
    with django_assert_num_queries(3):
        seen = who_see(case.pk, people)
    assert seen == set(people) - {given.staff(given.ZHAO).pk}
    assert who_see(case.pk, []) == set()
