"""Who takes work, who may say so for others, and who is shown as offline without having said it."""

from datetime import timedelta

import pytest
import time_machine
from tests import given
from tests.domain.accounts.given_people import organisation
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import end_session, set_capacity, set_presence, start_session
from fuwutai.domain.accounts.jobs import mark_offline
from fuwutai.domain.accounts.models import Capacity
from fuwutai.domain.accounts.presence import Standing, capacities, people_at_work, standing_of
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.journal import entries_about

pytestmark = pytest.mark.django_db


def signed_in(username: str = given.LIN):
    person = given.actor(username)
    return start_session(actor=person, session_key=username, browser="", address="")


def test_who_never_said_is_offline():
    assert standing_of(given.staff().pk) == Standing(state="offline", since=None)


def test_a_person_says_whether_she_takes_work_and_the_time_spent_is_kept():
    lin = given.agent()
    with time_machine.travel("2026-11-20T01:00:00Z", tick=False):
        set_presence(actor=lin, state="available")
        began = clock.now()
    with time_machine.travel("2026-11-20T01:40:00Z", tick=False):
        set_presence(actor=lin, state="break")
        assert standing_of(lin.id) == Standing(state="break", since=clock.now())
    said = [one for one in entries_about("staff", [lin.id]) if one.code == "accounts.presence_changed"]
    states = [(one.data["before"], one.data["state"]) for one in said]
    assert states == [("offline", "available"), ("available", "break")]
    assert said[-1].at - began == timedelta(minutes=40)


def test_saying_the_same_again_changes_nothing():
    set_presence(actor=given.agent(), state="busy")
    with nothing_changes():
        set_presence(actor=given.agent(), state="busy")


@pytest.mark.parametrize(
    ("who", "whom", "error"),
    [
        (given.agent, given.CHEN, Refused),  # a colleague of her team, but she gives out no cases
        (given.agent, given.ZHAO, NotFound),  # works in another team
        (lambda: Actor.customer(), given.LIN, Refused),
        (lambda: Actor(kind="token", id=given.staff().pk, reach="all"), given.LIN, Refused),
    ],
)
def test_who_may_not_say_it_for_somebody_changes_nothing(who, whom, error):
    actor, staff_id = who(), given.staff(whom).pk
    with nothing_changes(), pytest.raises(error):
        set_presence(actor=actor, staff_id=staff_id, state="meeting")


def test_who_gives_out_cases_says_it_for_the_people_of_her_teams():
    set_presence(actor=given.supervisor(), staff_id=given.staff().pk, state="training")
    assert standing_of(given.staff().pk).state == "training"


def test_a_state_that_does_not_exist_is_refused():
    actor = given.agent()
    with nothing_changes(), pytest.raises(Invalid):
        set_presence(actor=actor, state="asleep")


def test_the_board_shows_the_teams_in_sight_only():
    organisation()
    seen = {(one.team_id, one.staff_id) for one in people_at_work(given.agent())}
    assert {team for team, _person in seen} == {given.team("broadband").pk}
    assert (given.team("broadband").pk, given.staff(given.LIN).pk) in seen


def test_who_went_home_without_a_word_is_shown_as_offline():
    session = signed_in()
    set_presence(actor=given.agent(), state="available")
    mark_offline({})
    assert standing_of(given.staff().pk).state == "available"
    end_session(actor=given.agent(), staff_session_id=session.pk)
    mark_offline({})
    assert standing_of(given.staff().pk).state == "offline"


def test_a_browser_left_alone_for_the_idle_time_counts_for_nobody():
    signed_in()
    set_presence(actor=given.agent(), state="available")
    with time_machine.travel(clock.now() + timedelta(hours=3), tick=False):
        mark_offline({})
        assert standing_of(given.staff().pk).state == "offline"


def test_a_capacity_is_set_changed_and_taken_away():
    admin, lin = given.administrator(), given.staff().pk
    set_capacity(actor=admin, staff_id=lin, channel="chat", most=3)
    set_capacity(actor=admin, staff_id=lin, channel="any", most=20)
    assert capacities([lin]) == {lin: {"chat": 3, "any": 20}}
    set_capacity(actor=admin, staff_id=lin, channel="chat", most=None)
    assert capacities([lin]) == {lin: {"any": 20}}
    with nothing_changes():
        set_capacity(actor=admin, staff_id=lin, channel="chat", most=None)


@pytest.mark.parametrize(("channel", "most"), [("chat", 0), ("chat", 201), ("smoke", 3)])
def test_a_capacity_that_cannot_be_is_refused(channel, most):
    admin, lin = given.administrator(), given.staff().pk
    with nothing_changes(), pytest.raises(Invalid):
        set_capacity(actor=admin, staff_id=lin, channel=channel, most=most)


def test_who_may_not_edit_people_sets_no_capacity():
    lin, chen = given.staff().pk, given.supervisor()
    with nothing_changes(), pytest.raises(Refused):
        set_capacity(actor=chen, staff_id=lin, channel="chat", most=3)
    assert not Capacity.objects.exists()
