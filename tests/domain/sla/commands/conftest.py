"""Every test of the commands starts on a Monday morning, and time passes when the test says so."""

import pytest
from tests.domain.sla.given_clocks import MONDAY


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine
