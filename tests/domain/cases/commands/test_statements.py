"""No command of cases costs more statements than it declares."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import given

from fuwutai.domain.cases.commands import open_case, reply_to_case, write_as_customer
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time, so that what is remembered for a second stays remembered."""
    time_machine.move_to(datetime(2026, 3, 2, 2, tzinfo=UTC), tick=False)
    return time_machine


def spent_by(call: Callable[[], object]) -> list[str]:
    """Return the statements of a call; savepoints are none."""
    with CaptureQueriesContext(connection) as caught:
        call()
    return [one["sql"] for one in caught.captured_queries if "SAVEPOINT" not in one["sql"]]


@pytest.mark.parametrize("known", [True, False], ids=["known customer", "newcomer"])
def test_opening(known):
    given.a_case(phone="13912345678" if known else "13800138000")
    spent = spent_by(lambda: open_case(actor=Actor.customer(), **given.MATTER))
    assert len(spent) <= open_case.statements, "\n".join(spent)


@pytest.mark.parametrize("then", ["stay", "wait", "resolve"])
@pytest.mark.parametrize("state", [given.a_case, given.an_open_case, given.a_waiting_case])
def test_replying(state, then):
    case, agent = state(), given.agent()
    spent = spent_by(lambda: reply_to_case(actor=agent, case_id=case.pk, body="收到。", then=then))
    assert len(spent) <= reply_to_case.statements, "\n".join(spent)


@pytest.mark.parametrize(
    "state",
    [given.a_case, given.an_open_case, given.a_waiting_case, given.a_resolved_case, given.a_closed_case],
)
def test_writing_as_the_customer(state):
    case = state()
    wanted = {"actor": given.customer_of(case), "case_id": case.pk, "body": "还是不行。", "channel": "portal"}
    spent = spent_by(lambda: write_as_customer(**wanted))
    assert len(spent) <= write_as_customer.statements, "\n".join(spent)


def test_writing_as_the_customer_after_long_silence(monday):
    case = given.a_closed_case()
    monday.shift(timedelta(days=30))
    given.a_case(phone="13800138000")  # another case brings back what is remembered for a second
    wanted = {"actor": given.customer_of(case), "case_id": case.pk, "body": "又断了。", "channel": "portal"}
    spent = spent_by(lambda: write_as_customer(**wanted))
    assert len(spent) <= write_as_customer.statements, "\n".join(spent)
