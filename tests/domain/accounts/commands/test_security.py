"""The centre's figures of security."""

import pytest
from tests import given
from tests.domain.accounts.given_people import SYSTEM, acting
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import change_security, save_role
from fuwutai.domain.accounts.models import Centre
from fuwutai.domain.accounts.queries import centre
from fuwutai.domain.accounts.second_factor import demands_second_factor
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

FIGURES = {"idle_minutes": 30, "reveal_minutes": 5, "second_factor_roles": ["agent", "agent"], "has_watermark": True}


def test_the_figures_hold_at_once_and_are_logged():
    given.centre()
    change_security(actor=given.administrator(), **FIGURES)
    here = centre()
    assert here is not None
    assert (here.idle_minutes, here.reveal_minutes, here.has_watermark) == (30, 5, True)
    assert demands_second_factor("agent") and not demands_second_factor("supervisor")
    data = JournalEntry.objects.get(code="accounts.security_changed").data
    assert data == {"centre_id": 1, **FIGURES, "second_factor_roles": ["agent"]}
    with nothing_changes():  # what is so already is no change
        change_security(actor=given.administrator(), **FIGURES)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("idle_minutes", 4), ("idle_minutes", 721), ("reveal_minutes", 0), ("reveal_minutes", 121),
        ("second_factor_roles", ["king"]),
    ],
)  # fmt: skip
def test_each_wrong_figure_is_named(name, value):
    given.centre()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        change_security(actor=given.administrator(), **{**FIGURES, name: value})
    assert set(refused.value.fields) == {name}


@pytest.mark.parametrize(("name", "value"), [("idle_minutes", 5), ("idle_minutes", 720), ("reveal_minutes", 120)])
def test_the_ends_of_the_range_are_allowed(name, value):
    given.centre()
    change_security(actor=given.administrator(), **{**FIGURES, name: value})
    assert getattr(Centre.objects.get(), name) == value


def test_only_who_may_change_the_whole_centre_does():
    allowed = given.supervisor().permissions | {"centre.edit"}
    save_role(actor=SYSTEM, code="half", name="half", permissions=allowed, reach="unit")
    for who in (given.agent(), given.supervisor(), acting("half", of="east"), Actor.customer(1)):
        with nothing_changes(), pytest.raises(Refused):
            change_security(actor=who, **FIGURES)


def test_nobody_takes_the_second_factor_from_a_role_that_may_do_more_than_she():
    given.centre()
    allowed = sorted(given.agent().permissions | {"centre.edit"})
    save_role(actor=SYSTEM, code="keeper", name="维护", permissions=allowed, reach="all")
    demanded = FIGURES | {"second_factor_roles": ["agent", "administrator"]}
    change_security(actor=given.administrator(), **demanded)
    who = acting("keeper")
    with nothing_changes(), pytest.raises(Invalid) as refused:
        change_security(actor=who, **demanded | {"second_factor_roles": ["agent"]})
    assert set(refused.value.fields) == {"second_factor_roles"}
    change_security(actor=who, **demanded | {"second_factor_roles": ["administrator", "supervisor"]})
    assert demands_second_factor("supervisor") and not demands_second_factor("agent")
