"""What the bearer of a token is: its person with fewer permissions, and nobody once it is over."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given

from fuwutai.domain.accounts.commands import create_token, end_session, revoke_token, start_session
from fuwutai.domain.accounts.models import Staff
from fuwutai.domain.accounts.queries import (
    SCOPES,
    actor_of_token,
    all_permissions,
    own_sessions,
    people_of_teams,
    tokens,
    visible_staff,
    visible_teams,
)
from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.domain.cases.queries import customer_history, queue_counts, visible_cases
from fuwutai.domain.sla.queries import clocks_of_visible_cases, readings
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
SYSTEM = Actor.system("tests")


def secret_of(username: str, *scopes: str, days: int | None = None) -> str:
    staff_id = given.staff(username).pk
    return create_token(actor=SYSTEM, staff_id=staff_id, scopes=scopes or tuple(SCOPES), expires_days=days).secret


def token_of(username: str, *scopes: str) -> Actor:
    found = actor_of_token(secret_of(username, *scopes))
    assert found is not None
    return found


def test_every_scope_names_permissions_that_exist():
    assert set().union(*SCOPES.values()) <= set(all_permissions())


@pytest.mark.parametrize("username", list(given.STAFF))
@pytest.mark.parametrize("scopes", [("cases:read",), ("cases:write", "customers:read"), ()])
def test_a_token_may_what_both_its_person_and_its_scopes_allow(username, scopes):
    person, token = given.actor(username), token_of(username, *scopes)
    within = set().union(*(SCOPES[scope] for scope in scopes or SCOPES))
    assert token.permissions == person.permissions & within
    assert (token.kind, token.id, token.reach, token.team_ids) == ("token", person.id, person.reach, person.team_ids)


def test_no_scope_reveals_contacts_or_touches_people_and_rules():
    granted = set().union(*SCOPES.values())
    assert granted.isdisjoint({"customers.reveal", "staff.edit", "standards.edit", "centre.edit", "operations.repair"})
    assert not granted >= PERMISSIONS["administrator"]


def test_a_scope_never_lifts_its_person():
    assert not token_of(given.LIN, "cases:write").may("cases.close")
    assert token_of(given.CHEN, "cases:write").may("cases.close")


@pytest.mark.parametrize("username", list(given.STAFF))
def test_a_token_sees_exactly_what_its_person_sees(username):
    given.a_case()
    given.an_open_case(phone="13812345679")
    mobile = given.a_case(phone="13812345678", team_code="mobile")
    person, token = given.actor(username), token_of(username)
    for look in (visible_cases, visible_staff, visible_teams, clocks_of_visible_cases):
        assert set(look(token).values_list("pk", flat=True)) == set(look(person).values_list("pk", flat=True))
    assert queue_counts(token) == queue_counts(person)
    assert people_of_teams(token) == people_of_teams(person)
    wanted = list(visible_cases(SYSTEM).values_list("pk", flat=True))
    assert readings(token, wanted) == readings(person, wanted)
    customer_id = mobile.customer_id
    assert customer_history(token, customer_id, but=0) == customer_history(person, customer_id, but=0)


def test_without_a_scope_for_cases_a_token_sees_none():
    given.a_case()
    assert not visible_cases(token_of(given.CHEN, "customers:read")).exists()


def test_a_token_does_not_reach_where_only_the_person_herself_does():
    session = start_session(actor=given.agent(), session_key="k" * 32, browser="x", address="::1")
    token = token_of(given.LIN)
    assert not own_sessions(token).exists()
    with pytest.raises(NotFound):
        end_session(actor=token, staff_session_id=session.pk)
    with pytest.raises(NotFound):
        start_session(actor=token, session_key="l" * 32, browser="x", address="::1")


def test_a_token_is_nobody_once_it_is_over(time_machine):
    time_machine.move_to(NOW, tick=False)
    limited, endless = secret_of(given.LIN, days=1), secret_of(given.CHEN)
    time_machine.shift(timedelta(days=1) - timedelta(seconds=1))
    assert actor_of_token(limited) and actor_of_token(endless)
    time_machine.shift(timedelta(seconds=1))
    assert actor_of_token(limited) is None
    assert actor_of_token(endless) is not None
    Staff.objects.filter(username=given.CHEN).update(is_active=False)
    assert actor_of_token(endless) is None


@pytest.mark.parametrize("secret", ["", "fwt_", "x" * 10_000, "\ud800", "\x00", "fwt_é"])
def test_what_is_no_token_opens_nothing(secret):
    given.centre()
    assert actor_of_token(secret) is None


def test_who_edits_staff_lists_the_tokens_that_still_open_something():
    secret_of(given.LIN)
    gone = create_token(actor=SYSTEM, staff_id=given.staff().pk, scopes=["cases:read"])
    revoke_token(actor=SYSTEM, token_id=gone.token.pk)
    assert [one.staff.username for one in tokens(given.administrator())] == [given.LIN]
    assert not tokens(given.supervisor()).exists()
