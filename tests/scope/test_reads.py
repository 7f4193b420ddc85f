"""Reads that no address leads to yet, or that many share: each against the same table."""

import pytest
from tests.scope.conftest import Ask
from tests.scope.oracle import EDIT_EVERYBODY, EDIT_OWN_UNIT, ROLES, SIGHT, TEAM
from tests.scope.world import TEAMS, World

from fuwutai.domain.accounts.commands import set_password
from fuwutai.domain.accounts.models import Staff
from fuwutai.domain.accounts.queries import editable_staff, own_sessions, tokens, visible_teams
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import first_replies, history_of, linked_cases, locked_cases, may_follow
from fuwutai.domain.evidence.commands.trials import stop_trial
from fuwutai.domain.evidence.trials import cases_of
from fuwutai.domain.sla.evidence import PROMISES
from fuwutai.domain.sla.queries import clocks_of_visible_cases, readings
from fuwutai.kernel.errors import NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(ROLES))
def test_shared_reads_keep_to_the_table(world: World, role: str):
    person = world.people[role]
    actor, seen = person.actor, {case.id for case in world.seen_by(role)}
    everything = [case.id for case in world.cases]
    assert set(clocks_of_visible_cases(actor).values_list("case_id", flat=True)) == seen
    assert readings(actor, everything).keys() == seen
    assert len(first_replies(actor, None, None)) == len(seen)
    assert set(PROMISES.rows(actor).values_list("case_id", flat=True)) == seen
    assert set(cases_of(actor, None, None).values_list("pk", flat=True)) == seen
    before = {world.cases[-1].id: world.cases[0].id}  # the last one goes on from the first
    for case in world.cases:
        assert may_follow(actor, case.id) == bool({case.id, before.get(case.id)} & seen)
        assert {one.pk for one in linked_cases(actor, Case.objects.get(pk=case.id))} <= seen
        for read in (lambda found: locked_cases(actor, [found]), lambda found: history_of(actor, found)):
            if case.id in seen:
                assert read(case.id)
            else:
                with pytest.raises(NotFound):
                    read(case.id)
    with pytest.raises((NotFound, Refused)):
        stop_trial(actor=actor, trial_id=world.beside(person).trial_id)
    assert set(own_sessions(actor).values_list("staff_id", flat=True)) == {person.staff_id}


@pytest.mark.parametrize("role", list(ROLES))
def test_people_tokens_and_teams_keep_to_the_table(world: World, role: str):
    actor = world.people[role].actor
    names = set(editable_staff(actor).values_list("username", flat=True))
    everybody = set(Staff.objects.values_list("username", flat=True))
    east = {"colleague-east-1-a", "colleague-east-b", *(one.replace("_", "-") for one in ROLES)}
    assert names == (everybody if role in EDIT_EVERYBODY else east if role in EDIT_OWN_UNIT else set())
    bearers = set(tokens(actor).values_list("staff__username", flat=True))
    assert bearers <= names and (not names or "colleague-east-b" in bearers)
    for username, staff_id in world.colleagues.items():
        if username not in names:
            with pytest.raises((NotFound, Refused)):
                set_password(actor=actor, staff_id=staff_id, password="Ganz-neu-2026")
    teams = {code for code in visible_teams(actor).values_list("code", flat=True) if code in TEAMS}
    sight = SIGHT[ROLES[role]] | {TEAM}
    assert teams == {code for code, (_unit, place) in TEAMS.items() if place in sight}


def test_a_stranger_sees_no_case_and_a_customer_only_her_own(world: World, ask: Ask):
    words = {f"{case.word}{what}" for case in world.cases for what in "smnc"}
    for case in world.cases:
        for method in ("get", "post"):
            for more in ("", "/progress", "/write", "/confirm"):
                said = ask(None, f"/cases/{case.number}{more}", method)[1]
                assert not [word for word in words if word in said], (method, case.number, more)
