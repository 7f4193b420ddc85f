from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from tests import given
from tests.domain.accounts.given_people import acting, organisation, somebody

from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.commands import create_staff, create_team, create_token, end_session, start_session
from fuwutai.domain.accounts.doors import session_serves
from fuwutai.domain.accounts.models import Centre, Staff
from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.domain.calendars.commands import set_day
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")


def test_a_person_acts_with_the_rights_of_the_role_in_the_own_teams():
    lin = given.agent()
    assert (lin.kind, lin.id, lin.reach) == ("staff", given.staff().pk, "team")
    assert lin.permissions == PERMISSIONS["agent"]
    assert lin.team_ids == {given.team("broadband").pk}
    assert given.supervisor().reach == given.administrator().reach == "all"


def test_who_was_deactivated_is_nobody():
    lin = given.staff()
    session = start_session(actor=given.agent(), session_key="k", browser="Firefox", address="")
    Staff.objects.filter(pk=lin.pk).update(is_active=False)
    assert queries.active_staff(lin.pk) is None
    assert queries.actor_for(lin.pk) is None
    assert queries.open_session(session.session_key) is None
    assert lin.pk not in queries.team_members(given.team().pk)
    assert lin not in queries.assignable_staff(given.supervisor(), given.team().pk)


def test_several_people_are_found_at_once_without_those_who_left(django_assert_num_queries):
    lin, zhao, chen = (given.staff(name).pk for name in (given.LIN, given.ZHAO, given.CHEN))
    Staff.objects.filter(pk=zhao).update(is_active=False)
    queries.actors_for([lin])  # from here on the process remembers the roles
    with django_assert_num_queries(2):
        found = queries.actors_for([lin, zhao, chen, 987_654])
    assert found == [given.agent(), given.supervisor()]
    assert queries.actors_for([]) == []


def test_a_team_without_a_supervisor_has_all_of_the_centre():
    chen = given.staff(given.CHEN)
    mobile = given.team("mobile").pk
    other = create_staff(
        actor=SYSTEM, username="other", display_name="另一位", role="supervisor",
        password=given.PASSWORD, team_ids=(mobile,),
    )  # fmt: skip
    assert queries.supervisors_of(given.team().pk) == {chen.pk}
    assert queries.supervisors_of(mobile) == {chen.pk, other.pk}
    empty = create_team(actor=SYSTEM, code="vip", name="贵宾").pk
    assert queries.supervisors_of(empty) == {chen.pk, other.pk}
    Staff.objects.filter(pk=chen.pk).update(is_active=False)
    assert queries.supervisors_of(given.team().pk) == {other.pk}


def test_an_open_session_brings_person_and_teams_along(django_assert_num_queries):
    start_session(actor=given.agent(), session_key="k", browser="Firefox", address="")
    with django_assert_num_queries(1):
        session = queries.open_session("k")
        actor = queries.actor_of(session.staff)
    assert actor == given.agent()
    assert session_serves("k", has_outside_factor=False)
    end_session(actor=actor, staff_session_id=session.pk)
    assert queries.open_session("k") is None
    assert not session_serves("k", has_outside_factor=False)
    assert not session_serves("another", has_outside_factor=False)


def test_people_see_their_own_sessions_newest_first():
    for key in ("first", "second"):
        start_session(actor=given.agent(), session_key=key, browser="Firefox", address="")
    start_session(actor=given.supervisor(), session_key="third", browser="Firefox", address="")
    assert [one.session_key for one in queries.own_sessions(given.agent())] == ["second", "first"]
    assert not queries.own_sessions(SYSTEM).exists()
    assert not queries.own_sessions(Actor.customer(given.staff().pk)).exists()


def test_colleagues_see_each_other_and_outsiders_see_nobody():
    assert queries.visible_staff(given.agent()).count() == 4
    assert queries.visible_staff(SYSTEM).count() == 4
    assert not queries.visible_staff(Actor.customer(1)).exists()


def test_agents_see_their_teams_and_supervisors_all():
    assert [team.code for team in queries.visible_teams(given.agent())] == ["broadband"]
    assert queries.visible_teams(given.supervisor()).count() == 3
    assert not queries.visible_teams(Actor.customer(1)).exists()
    names = {name for _team, _team_name, _id, name in queries.people_of_teams(given.agent())}
    assert names == {"林小雨", "陈国强"}


def test_names_and_teams_are_found():
    lin = given.staff()
    assert queries.staff_names({lin.pk}) == {lin.pk: "林小雨"}
    assert queries.staff_names(set()) == {}
    assert queries.staff_id_named(" LinXiaoyu ") == lin.pk
    assert queries.staff_id_named("nobody") is None
    assert queries.team_by_code("mobile") == given.team("mobile")
    with pytest.raises(NotFound):
        queries.team_by_code("nowhere")


def test_before_set_up_there_is_no_centre_and_days_count_in_utc():
    assert queries.centre() is None
    assert queries.centre_zone() == ZoneInfo("UTC")
    assert queries.centre_calendar() == "cn"
    assert not queries.staff_exists()
    assert queries.team_ids() == {}


def test_the_centre_is_remembered_for_a_second(django_assert_num_queries):
    given.centre()
    with django_assert_num_queries(1):
        assert queries.centre().name == "惠民通信客服中心"
        assert queries.centre_zone() == ZoneInfo("Asia/Shanghai")
        assert queries.centre_calendar() == "cn"
    assert queries.staff_exists()


def test_a_new_team_is_known_at_once():
    assert list(queries.team_ids()) == []
    given.centre()
    assert list(queries.team_ids()) == ["broadband", "mobile", "complaints"]
    team = create_team(actor=given.administrator(), code="vip", name="贵宾")
    assert queries.team_ids()["vip"] == team.pk


def test_working_hours_are_the_centres_unless_a_calendar_is_named(django_assert_num_queries):
    given.centre()
    night = datetime(2026, 11, 20, 15, tzinfo=UTC)  # 23:00 in Shanghai
    assert not queries.working_hours().in_working_hours(night)
    assert queries.working_hours("always").in_working_hours(night)
    with django_assert_num_queries(0):
        queries.working_hours()
        queries.working_hours("always")
    with pytest.raises(NotFound):
        queries.working_hours("nowhere")


def test_an_edited_calendar_counts_at_once():
    given.centre()
    noon = datetime(2026, 11, 20, 2, tzinfo=UTC)  # Friday, 10:00 in Shanghai
    assert queries.working_hours().in_working_hours(noon)
    set_day(actor=given.administrator(), calendar="cn", date=noon.date(), kind="holiday")
    assert not queries.working_hours().in_working_hours(noon)


def test_there_is_one_centre():
    given.centre()
    assert Centre.objects.get().pk == 1


def test_what_is_for_the_whole_centre_takes_no_effect_for_who_sees_a_part_of_it():
    organisation()
    assert acting("supervisor").may("cases.import")
    assert not acting("supervisor", of="east").may("cases.import")


def test_a_token_reaches_complaints_as_far_as_its_person_does():
    given.centre()
    for role, reaches in (("supervisor", True), ("agent", False)):
        secret = create_token(actor=SYSTEM, staff_id=somebody(role).pk, scopes=["cases:read"]).secret
        assert queries.actor_of_token(secret).may("complaints.view") is reaches
