"""Who may say how a team shares out its work, and what can be said."""

import pytest
from tests import given
from tests.domain.accounts.given_people import organisation, unit
from tests.domain.dispatch.given_sharing import sharing, skill
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import move_team, save_skill
from fuwutai.domain.accounts.queries import actor_for
from fuwutai.domain.dispatch.commands import count_work, drop_wanted_skill, move_cases, set_method, want_skill
from fuwutai.domain.dispatch.models import TeamMethod, WantedSkill
from fuwutai.domain.dispatch.people import DISPATCH
from fuwutai.domain.dispatch.queries import boards, explained, team_in_sight
from fuwutai.domain.dispatch.settings import automatic_teams, sharing_of
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def test_a_team_that_nobody_set_shares_out_by_hand():
    assert not sharing_of(given.team().pk).is_automatic and automatic_teams() == set()


def test_a_setting_is_kept_and_told_once():
    sharing(most=7, first_tiers=["vip", "high_value"])
    assert sharing_of(given.team().pk).most == 7 and automatic_teams() == {given.team().pk}
    with nothing_changes():
        sharing(most=7, first_tiers=["high_value", "vip"])
    told = JournalEntry.objects.get(code="dispatch.method_set")
    assert (told.data["method"], told.data["first_tiers"]) == ("least_load", ["high_value", "vip"])


@pytest.mark.parametrize(
    "field, value",
    [("method", "dice"), ("most", 0), ("most", 201), ("waiting_percent", 30), ("away_minutes", 0),
     ("away_minutes", 10_081), ("first_tiers", ["king"])],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_by_field(field, value):
    team_id = given.team().pk
    with nothing_changes(), pytest.raises(Invalid) as refused:
        set_method(actor=given.supervisor(), team_id=team_id, **{"method": "least_load", field: value})
    assert refused.value.fields.keys() == {field}


def test_who_may_not_edit_is_refused_and_a_team_out_of_sight_is_not_there():
    team_id = given.team().pk
    for actor, problem in ((given.agent(), Refused), (given.agent_elsewhere(), NotFound)):
        with nothing_changes(), pytest.raises(problem):
            set_method(actor=actor, team_id=team_id, method="least_load")
        with nothing_changes(), pytest.raises(problem):
            want_skill(actor=actor, team_id=team_id, skill_id=1, level=1)
        with nothing_changes(), pytest.raises(problem):
            team_in_sight(actor, team_id)
        with nothing_changes(), pytest.raises(problem):
            explained(actor, team_id)
    with pytest.raises(Refused):
        boards(given.agent())


def test_a_supervisor_of_a_unit_edits_only_the_teams_below_it():
    organisation()
    chen = given.staff(given.CHEN)
    chen.unit_id, chen.role = unit("east").pk, "supervisor"
    chen.save()
    chen.teams.clear()
    for code, place in (("mobile", "east"), ("broadband", "head")):
        move_team(actor=given.administrator(), team_id=given.team(code).pk, unit_id=unit(place).pk)
    actor = actor_for(chen.pk)
    set_method(actor=actor, team_id=given.team("mobile").pk, method="least_load")
    with nothing_changes(), pytest.raises(NotFound):
        set_method(actor=actor, team_id=given.team("broadband").pk, method="least_load")
    assert {one.team_id for one in boards(actor)} <= {given.team("mobile").pk}


def test_a_wanted_skill_is_raised_and_dropped_and_told():
    fibre, chen, team_id = skill(), given.supervisor(), given.team().pk
    row = want_skill(actor=chen, team_id=team_id, skill_id=fibre, level=2, type="fault")
    assert want_skill(actor=chen, team_id=team_id, skill_id=fibre, level=4, type="fault").pk == row.pk
    with nothing_changes():
        want_skill(actor=chen, team_id=team_id, skill_id=fibre, level=4, type="fault")
    drop_wanted_skill(actor=chen, team_id=team_id, wanted_id=row.pk)
    assert not WantedSkill.objects.exists()
    told = JournalEntry.objects.filter(code="dispatch.skill_wanted").order_by("id")
    assert [one.data["level"] for one in told] == [2, 4, 0]
    with nothing_changes(), pytest.raises(Conflict):
        drop_wanted_skill(actor=chen, team_id=team_id, wanted_id=row.pk)


def test_a_retired_skill_cannot_be_wanted():
    fibre = skill()
    save_skill(actor=given.administrator(), code="fibre", name="光纤", is_retired=True)
    with nothing_changes(), pytest.raises(Invalid) as refused:
        want_skill(actor=given.supervisor(), team_id=given.team().pk, skill_id=fibre, level=2)
    assert refused.value.fields.keys() == {"skill_id"}


def test_moving_cases_and_counting_need_the_right_to_it():
    case = given.an_open_case()
    lin, team_id = given.staff().pk, given.team().pk
    with nothing_changes(), pytest.raises(Refused):
        move_cases(actor=given.agent(), team_id=team_id, from_staff_id=lin, case_ids=[case.pk], staff_id=None)
    with nothing_changes(), pytest.raises(Invalid):
        move_cases(actor=given.supervisor(), team_id=team_id, from_staff_id=lin, case_ids=[case.pk],
                   staff_id=given.staff(given.ZHAO).pk)  # fmt: skip
    with nothing_changes(), pytest.raises(Refused):
        count_work(actor=given.supervisor(), day=None, done=[], given_at={})
    assert not TeamMethod.objects.exists() and DISPATCH.is_system
