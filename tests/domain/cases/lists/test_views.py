"""Queries over cases, saved views, and the numbers beside them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import assign_case, reply_to_case, resolve_case
from fuwutai.domain.cases.commands.views import (
    count_view,
    note_views_seen,
    retire_view,
    save_view,
)
from fuwutai.domain.cases.jobs.lists import count_views
from fuwutai.domain.cases.lists.keys import KEYS, Reader
from fuwutai.domain.cases.lists.query import condition_of, in_words, kept, names_in, understood
from fuwutai.domain.cases.lists.views import cases_in, counted, list_page, views_to_count, visible_views
from fuwutai.domain.cases.models import Case, SavedView, ViewTally
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
PLATFORM = Actor.system("tests")


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def held(actor: Actor, text: str) -> set[int]:
    return set(cases_in(actor, understood(actor, text)).values_list("pk", flat=True))


def test_a_query_is_understood_in_chinese_and_english_and_kept_in_codes():
    actor = given.agent()
    for text in ("状态:处理中,新建 优先级:加急 坐席:我", "status:open,new priority:urgent assignee:me"):
        assert understood(actor, text).text == "status:open,new priority:urgent assignee:me", text
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert understood(actor, "状态:处理中 status:new").text == "status:open status:new"
            assert understood(actor, 'status:"In progress"').text == "status:open"
    assert understood(actor, "班组:宽带报障 坐席:林小雨").text == "team:broadband assignee:linxiaoyu"
    assert in_words(kept("team:broadband assignee:linxiaoyu"), names_in(actor, [kept("team:broadband")]))


@pytest.mark.parametrize(
    "text",
    ["断网", "天气:晴", "状态:飞", "等待:2h", "等待>很久", "逾期:大概", "班组:没有的班组", "坐席:没有的人",
     "创建:昨晚", "催单>多", "等待>2h,3h", "班组:移动业务"],
)  # fmt: skip
def test_what_is_not_understood_is_refused_and_says_what_could_stand_there(text):
    with pytest.raises(Invalid) as refused:
        understood(given.agent(), text)
    assert refused.value.fields["query"]


def test_every_key_makes_a_condition_that_both_databases_take():
    given.a_case()
    values = {"choice": "none", "term": "none", "team": "broadband", "person": "me", "tag": "宽带", "mark": "yes",
              "span": "2h", "number": "1", "day": "today"}  # fmt: skip
    for key in KEYS.values():
        for sign in key.signs:
            text = f"{key.code}{sign}{values[key.kind]} -{key.code}{sign}{values[key.kind]}"
            assert held(given.supervisor(), text) == set(), key.code


def test_conditions_hold_what_they_say(monday):
    fresh = given.a_case()
    monday.shift(timedelta(hours=3))
    answered = given.an_open_case(phone="13700001111", type="complaint")
    reply_to_case(actor=given.agent(), case_id=answered.pk, body="请稍候", then="wait")
    actor = given.supervisor()
    everything = {fresh.pk, answered.pk}
    assert held(actor, "状态:新建") == {fresh.pk}
    assert held(actor, "-状态:新建") == {answered.pk}
    assert held(actor, "等待>2h") == {fresh.pk}
    assert held(actor, "等待<2h") == set()
    assert held(actor, "坐席:无") == {fresh.pk}
    assert held(actor, "坐席:林小雨") == {answered.pk}
    assert held(actor, "类型:投诉,fault") == everything
    assert held(actor, "创建:今天") == everything == held(actor, "创建:2026-03-01..2026-03-02")
    assert held(actor, "创建:昨天") == set()
    assert held(actor, "已开>2h 待回复:是") == {fresh.pk}
    assert held(given.agent(), "assignee:me") == {answered.pk} != held(actor, "assignee:me")


def test_a_wide_category_holds_the_narrow_ones():
    narrow, other = given.a_case(category="fault.network"), given.a_case(category="billing", phone="13700001111")
    assert held(given.supervisor(), "category:fault") == {narrow.pk} != {other.pk}


def test_nobody_lists_what_is_out_of_sight():
    given.a_case(team_code="broadband")
    assert held(given.agent_elsewhere(), "status:new") == set()


def test_a_view_is_saved_for_oneself_and_others_do_not_have_it():
    view = save_view(actor=given.agent(), name="我的急件", query="优先级:加急 坐席:我")
    assert (view.query, view.owner_id) == ("priority:urgent assignee:me", given.staff().pk)
    assert list(visible_views(given.agent())) == [view]
    assert list(visible_views(given.agent_elsewhere())) == [] == list(visible_views(given.supervisor()))
    for verb in (lambda actor: save_view(actor=actor, view_id=view.pk, name="x", query="status:new"),
                 lambda actor: retire_view(actor=actor, view_id=view.pk)):  # fmt: skip
        with nothing_changes(), pytest.raises(NotFound):
            verb(given.supervisor())


def test_sharing_asks_for_a_permission_of_its_own():
    team = given.team().pk
    for shared in ({"team_id": team}, {"for_all": True}):
        with nothing_changes(), pytest.raises(Refused):
            save_view(actor=given.agent(), name="全组", query="status:new", **shared)
    view = save_view(actor=given.supervisor(), name="全组", query="status:new", team_id=team)
    assert list(visible_views(given.agent())) == [view] != list(visible_views(given.agent_elsewhere()))
    with nothing_changes(), pytest.raises(Refused):
        retire_view(actor=given.agent(), view_id=view.pk)
    retire_view(actor=given.supervisor(), view_id=view.pk)
    assert list(visible_views(given.agent())) == []


def test_every_wrong_answer_is_named_at_once():
    given.centre()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        save_view(actor=given.supervisor(), name=" ", query="天气:晴", team_id=10**6, columns=["x"], order="y")
    assert set(refused.value.fields) == {"name", "query", "team_id", "columns", "order"}


def numbers(actor: Actor) -> dict[str, int | None]:
    return {one.view.name: one.number for one in counted(actor, list(visible_views(actor)))}


def test_numbers_are_what_each_reader_would_count():
    cases = [
        given.a_case(phone=f"1390000{number:04d}", team_code=("broadband", "mobile", "complaints")[number % 3],
                     type=("fault", "complaint")[number % 2])
        for number in range(12)
    ]  # fmt: skip
    assign_case(actor=given.supervisor(), case_id=cases[0].pk, team_id=given.team().pk, staff_id=given.staff().pk)
    Case.objects.filter(pk__in=[cases[3].pk, cases[6].pk]).update(restricted=True)
    texts = {"新建": "status:new", "投诉": "type:complaint", "我的": "assignee:me", "无人": "assignee:none type:fault"}
    for name, text in texts.items():
        save_view(actor=given.supervisor(), name=name, query=text, for_all=True)
    assert set(numbers(given.supervisor()).values()) == {None}
    count_views({})
    for who in (given.agent(), given.agent_elsewhere(), given.supervisor(), given.administrator()):
        for name, text in texts.items():
            assert numbers(who)[name] == len(held(who, text)), (who.name, name)


def test_a_number_follows_within_a_count_and_only_what_is_looked_at_is_counted(monday):
    view = save_view(actor=given.agent(), name="新建", query="status:new")
    case = given.a_case()
    count_views({})
    assert numbers(given.agent()) == {"新建": 1}
    assert views_to_count() == []
    resolve_case(actor=given.supervisor(), case_id=case.pk)
    monday.shift(timedelta(seconds=11))
    count_views({})
    assert numbers(given.agent()) == {"新建": 0}
    monday.shift(timedelta(minutes=6))
    assert views_to_count() == []
    note_views_seen(actor=given.agent(), view_ids=[view.pk])
    assert views_to_count() == [view.pk]


def test_what_is_different_for_every_reader_has_no_number():
    save_view(actor=given.agent(), name="关注", query="watching:me")
    count_views({})
    assert numbers(given.agent()) == {"关注": None}
    assert not ViewTally.objects.exists()


def test_only_the_platform_counts():
    view = save_view(actor=given.agent(), name="新建", query="status:new")
    with nothing_changes(), pytest.raises(Refused):
        count_view(actor=given.supervisor(), view_id=view.pk)


def test_a_list_goes_on_page_by_page_in_its_order():
    cases = [given.a_case(phone=f"1390000{number:04d}").pk for number in range(5)]
    query = understood(given.supervisor(), "status:new")
    seen, cursor = [], None
    while True:
        page = list_page(given.supervisor(), query, "oldest", cursor, size=2)
        seen += [case.pk for case in page.rows]
        if (cursor := page.next) is None:
            break
    assert seen == cases


def test_a_query_of_another_release_loses_only_what_is_not_known():
    query = kept("status:new weather:sunny")
    assert query.text == "status:new"
    assert str(condition_of(query, Reader(staff_id=None, now=MONDAY)))
    assert SavedView.objects.count() == 0 and visible_cases(PLATFORM).count() == 0


