"""The trend of a figure: twelve months of the centre, also those with nothing to count."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from tests import given
from tests.domain.evidence.given_promises import random_promises

from fuwutai.domain.evidence.figures import Wanted
from fuwutai.domain.evidence.trend import trend
from fuwutai.domain.standards.providers import figure_named
from fuwutai.kernel.errors import Refused

pytestmark = pytest.mark.django_db


@time_machine.travel(datetime(2026, 2, 28, 17, tzinfo=UTC), tick=False)  # 1 March in the centre
def test_a_trend_ends_with_the_running_month_and_shows_empty_months_as_such(django_assert_num_queries):
    random_promises(6, 90)
    who, wanted = given.supervisor(), Wanted(counts=figure_named("promises_kept"))
    trend(who, wanted)
    with django_assert_num_queries(1):
        months = trend(who, wanted)
    assert (len(months), months[0].first, months[-1].first) == (12, date(2025, 4, 1), date(2026, 3, 1))
    filled = {month.first for month in months if month.counted.whole}
    assert filled == {date(2025, 12, 1), date(2026, 1, 1)}
    assert months[0].counted.value is None


def test_who_may_not_read_figures_reads_no_trend():
    with pytest.raises(Refused):
        trend(given.agent(), Wanted(counts=figure_named("promises_kept")))
