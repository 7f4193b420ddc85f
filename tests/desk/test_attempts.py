"""Refused attempts at the desk stand in the access log, without what the view had begun."""

import pytest
from django.test import Client
from tests import given
from tests.scope.addresses import PLACE, addresses

from fuwutai.domain.cases.models import Case
from fuwutai.kernel.attempts import ATTEMPTS, MISSED, REFUSED, REFUSED_MANY
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db


def attempts() -> list[tuple]:
    """Return what was tried in vain, the first attempt first."""
    rows = AccessEntry.objects.filter(action__in=ATTEMPTS).order_by("pk")
    return list(rows.values_list("action", "actor_id", "place", "subject", "subject_id"))


def test_a_page_that_the_role_does_not_open_is_logged(desk):
    assert desk.get("/desk/people").status_code == 403
    assert attempts() == [(REFUSED, given.agent().id, "desk:people", "", None)]


def test_an_action_that_is_refused_is_logged_with_its_thing_and_changes_nothing(desk):
    case = given.a_resolved_case()
    state = Case.objects.get(pk=case.pk).status
    answer = desk.post(f"/desk/cases/{case.pk}/close", {"reason": "x"})
    assert answer.status_code == 403 and Case.objects.get(pk=case.pk).status == state
    assert attempts() == [(REFUSED, given.agent().id, answer.resolver_match.view_name, "case", case.pk)]


@pytest.mark.proves("S3-5.1-5")
def test_every_address_asks_for_a_permission_and_every_refusal_is_logged(desk, monkeypatch):
    monkeypatch.setattr("fuwutai.kernel.attempts.EACH", "100000/minute")
    lin, refused = given.agent(), []
    for address in addresses():
        if not address.path.startswith("desk/") or address.permission in ("public", "staff"):
            continue
        where = "/" + PLACE.sub(lambda place: "1" if place[1] == "int" else "x", address.path)
        answers = {desk.get(where).status_code, desk.post(where).status_code}
        if not lin.may(address.permission):
            assert 403 in answers and answers <= {403, 405}, where
            refused.append(address.name)
    logged = [place for action, _who, place, _thing, _id in attempts() if action == REFUSED]
    assert len(refused) > 60 and set(refused) <= set(logged)


def test_numbers_that_somebody_tries_are_logged(desk):
    hidden = given.a_case(team_code="mobile")
    for number in (hidden.pk, 999_999, 10**30):
        assert desk.get(f"/desk/cases/{number}").status_code == 404
    assert [(one[0], *one[3:]) for one in attempts()] == [
        (MISSED, "case", hidden.pk), (MISSED, "case", 999_999), (MISSED, "case", None),
    ]  # fmt: skip


def test_whoever_tries_without_end_fills_no_log(desk):
    for number in range(999_000, 999_070):
        desk.get(f"/desk/cases/{number}", HTTP_ACCEPT="application/json")
    actions = [one[0] for one in attempts()]
    assert actions.count(MISSED) == 60 and actions.count(REFUSED_MANY) == 1


def test_pages_that_never_were_strangers_and_old_forms_are_no_attempts(desk):
    given.centre()
    desk.get("/desk/nothing-here")
    Client().get("/desk/cases/999999")
    Client().get("/cases/GD-1")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies
    assert strict.post("/desk/sign-out").status_code == 403
    assert attempts() == []


def test_a_refusal_is_still_told_as_before(desk):
    answer = desk.get("/desk/people", HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
