"""Refused attempts of programs stand in the access log like those of people."""

import pytest
from tests import given

from fuwutai.kernel.attempts import ATTEMPTS, MISSED, REFUSED
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db


def test_a_case_out_of_sight_and_one_beyond_the_scopes_are_logged_under_the_token_s_person(ask):
    hidden, own = given.a_case(team_code="mobile"), given.a_case()
    assert ask(f"/cases/{hidden.pk}/clocks").status_code == 404
    assert ask(f"/cases/{own.pk}/clocks", given.LIN, "customers:read").status_code == 403
    rows = AccessEntry.objects.filter(action__in=ATTEMPTS).order_by("pk")
    lin = given.agent().id
    assert list(rows.values_list("action", "actor_kind", "actor_id", "subject", "subject_id")) == [
        (MISSED, "token", lin, "case", hidden.pk), (REFUSED, "token", lin, "case", own.pk),
    ]  # fmt: skip


def test_a_token_that_opens_nothing_leaves_no_row(client):
    given.centre()
    client.get("/api/v1/cases/1/clocks", headers={"Authorization": "Bearer wrong"})
    assert not AccessEntry.objects.filter(action__in=ATTEMPTS).exists()
