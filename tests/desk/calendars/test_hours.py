"""Opening hours as people write and read them."""

import pytest

from fuwutai.desk.calendars.hours import openings_from, spoken, week_in_a_line, written

OFFICE = [(540, 720), (810, 1050)]


@pytest.mark.parametrize(
    "text",
    [
        "09:00-12:00, 13:30-17:30",
        "9:00-12:00 13:30-17:30",
        "９：００－１２：００，１３：３０－１７：３０",
        "09:00 – 12:00、13:30 ~ 17:30",
        " 9-12；13:30至17:30 ",
        "9点到12点，13：30—17：30",
    ],
)
def test_hours_are_read_however_they_are_typed(text):
    assert openings_from(text) == OFFICE


@pytest.mark.parametrize("text", ["", "  ", "　"])
def test_nothing_written_means_closed(text):
    assert openings_from(text) == []


@pytest.mark.parametrize("text", ["morning", "9", "9-", "09:60-10:00", "09:00-24:01", "9:0-12:00", "-" * 100_000])
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError):
        openings_from(text)


def test_midnight_can_end_a_day():
    assert openings_from("00:00-24:00") == [(0, 1440)]


def test_what_the_form_shows_reads_back_as_the_same():
    assert openings_from(written(OFFICE)) == OFFICE


def test_days_with_the_same_hours_are_said_once():
    hours = {**dict.fromkeys(range(5), OFFICE), 5: [(600, 960)]}
    assert week_in_a_line(hours).count("09:00–12:00") == 1
    assert week_in_a_line(hours).count("10:00–16:00") == 1


def test_a_day_without_openings_is_said_to_be_closed():
    assert spoken([]) and spoken([]) != spoken(OFFICE)
