"""What every test starts from: nothing remembered by the process from the test before."""

from collections.abc import Iterator

import pytest

from fuwutai.domain.accounts.queries import forget_centre
from fuwutai.domain.calendars import queries as calendars
from fuwutai.domain.standards.queries import forget_rules
from fuwutai.kernel import rate_limit


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Empty the caches of the process: each test has a database of its own."""
    forget_centre()
    forget_rules()
    calendars._compiled.clear()
    rate_limit.forget_all()
    yield
