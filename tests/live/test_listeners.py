"""Who may listen to what."""

from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from tests import given

from fuwutai.domain.accounts.commands import end_session, start_session
from fuwutai.domain.cases import queries as cases
from fuwutai.live.listeners import customer_topics, staff_topics
from fuwutai.portal.access import customer_of, grant_case

pytestmark = pytest.mark.django_db


def signed_in(username=given.LIN):
    """Return the session key of a person of the cast, and the row of the open session."""
    staff = given.staff(username)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(staff.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    session.save()
    row = start_session(
        actor=given.actor(username), session_key=session.session_key, browser="test", address="127.0.0.1"
    )
    return session.session_key, row


def stranger_with(*case_ids):
    """Return the session key of a browser to which these cases were granted."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    for case_id in case_ids:
        grant_case(request, case_id)
    request.session.save()
    return request.session.session_key


def test_an_agent_listens_to_the_own_cases_and_the_own_teams_only():
    key, _row = signed_in()
    team = given.team("broadband").pk
    assert staff_topics(key, None) == {f"staff:{given.staff().pk}": "mine", f"team:{team}": f"team:{team}"}


def test_a_supervisor_who_sees_all_listens_to_all():
    key, _row = signed_in(given.CHEN)
    assert staff_topics(key, None)["all"] == "all"


def test_a_visible_case_is_listened_to_and_a_hidden_one_is_not():
    ours, theirs = given.a_case(), given.a_case(team_code="mobile")
    key, _row = signed_in()
    assert f"case:{ours.pk}" in staff_topics(key, ours.pk)
    assert f"case:{theirs.pk}" not in staff_topics(key, theirs.pk)


def test_no_topic_of_an_agent_is_a_topic_of_another_teams_case():
    theirs = given.a_case(team_code="mobile")
    key, _row = signed_in()
    listened = set(staff_topics(key, theirs.pk))
    assert listened.isdisjoint(cases.live_topics([theirs.pk])[theirs.pk])


def test_strangers_and_unknown_sessions_listen_to_nothing_at_the_desk():
    case = given.a_case()
    assert staff_topics("no-such-session", None) is None
    assert staff_topics(stranger_with(case.pk), case.pk) is None


def test_an_ended_session_listens_to_nothing():
    key, row = signed_in()
    end_session(actor=given.agent(), staff_session_id=row.pk)
    assert staff_topics(key, None) is None


def test_a_deactivated_person_listens_to_nothing():
    key, _row = signed_in()
    staff = given.staff()
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    assert staff_topics(key, None) is None


def test_a_customer_listens_to_the_case_granted_to_the_browser():
    case = given.a_case()
    assert customer_topics(stranger_with(case.pk), str(case.number), customer_of) == {f"case:{case.pk}": "case"}


def test_a_customer_without_the_grant_listens_to_nothing():
    mine, theirs = given.a_case(), given.a_case(phone="13987654321")
    assert customer_topics(stranger_with(mine.pk), str(theirs.number), customer_of) is None
    assert customer_topics(stranger_with(), str(mine.number), customer_of) is None
