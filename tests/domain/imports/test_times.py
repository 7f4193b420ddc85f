"""Times as people write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from fuwutai.domain.imports.times import Moment, TimeReader

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2019, 4, 5, 1, 2, 9, tzinfo=UTC)
MINUTE = datetime(2019, 4, 5, 1, 2, tzinfo=UTC)
DAY = datetime(2019, 4, 4, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at", "day_only"),
    [
        ("2019-04-05 09:02:09", MORNING, False),
        ("2019/4/5 9:02:09", MORNING, False),
        ("2019.4.5 09:2:09.123", MORNING, False),
        ("2019年4月5日 9:02:09", MORNING, False),
        ("2019年4月5日9时2分9秒", MORNING, False),
        ("2019-04-05T09:02:09+08:00", MORNING, False),
        ("2019-04-05T01:02:09Z", MORNING, False),
        ("2019-04-04 21:02:09 -0400", MORNING, False),
        ("2019/4/5 9:02", MINUTE, False),
        ("2019年4月5日9时2分", MINUTE, False),
        ("2019-04-05", DAY, True),
        ("2019年4月5日", DAY, True),
    ],
)
def test_a_time_with_the_year_first_is_read_however_it_is_punctuated(text, at, day_only):
    assert TimeReader((), SHANGHAI).read(text) == Moment(at, day_only)


def test_other_orders_are_read_by_the_formats_given_in_any_mixture():
    times = TimeReader(("%m/%d/%Y %I:%M:%S %p", "%d.%m.%Y"), SHANGHAI)
    for _ in range(2):
        assert times.read("04/05/2019 09:02:09 AM") == Moment(MORNING)
        assert times.read("05.04.2019") == Moment(DAY, day_only=True)
        assert times.read("2019/4/5 9:02:09") == Moment(MORNING)


@pytest.mark.parametrize(
    "text",
    ["", "昨天", "2019-13-01", "2019-02-30", "2019-04-05 25:00", "04/05/2019", "1969-12-31", "2069-06-01", "0001-01-01",
     "２０１９-04-05", "2019-04-05 09:02:09 CST", "2019-04-05 09:02:09+99:99"],
)  # fmt: skip
def test_what_is_no_time_or_beyond_what_numbers_can_name_is_none(text):
    assert TimeReader((), SHANGHAI).read(text) is None


def test_an_hour_that_comes_twice_is_the_first_one():
    read = TimeReader((), ZoneInfo("Europe/Berlin")).read("2019-10-27 02:30:00")
    assert read == Moment(datetime(2019, 10, 27, 0, 30, tzinfo=UTC))
