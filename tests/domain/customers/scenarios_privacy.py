"""Scenarios of reveals and erasing for the budgets of statements."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import time_machine
from tests import given

from fuwutai.domain.customers import commands as customers
from fuwutai.kernel import clock

Scenario = tuple[Callable[..., Any], Callable[[], dict[str, Any]]]


def a_running_reveal() -> dict[str, Any]:
    about = {"actor": given.agent(), "customer_id": given.a_case().customer_id}
    customers.reveal_contacts(**about, reason="回电")
    return about


def closed_long_ago() -> dict[str, Any]:
    given.centre()
    with time_machine.travel(clock.now() - timedelta(days=4 * 365), tick=False):
        case = given.a_closed_case(subject="请回电13800000000", phone="13900000001")
    return {"actor": given.administrator(), "customer_id": case.customer_id, "reason": "来函要求删除"}


SCENARIOS: dict[str, Scenario] = {
    "giving up a reveal": (customers.end_reveal, a_running_reveal),
    "erasing a customer": (customers.erase_customer, closed_long_ago),
}
