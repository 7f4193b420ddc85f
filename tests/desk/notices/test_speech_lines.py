"""Notices about words in cases, as they are read."""

from types import SimpleNamespace

import pytest

from fuwutai.desk.notices.speech_lines import speech_words

CASE = SimpleNamespace(number="260302-0001-3")


def words(code, case=CASE, **data):
    return speech_words(SimpleNamespace(code=code, case=case, data={"number": CASE.number, **data}))


@pytest.mark.parametrize("why", ["customer_wrote", "not_found", "author_gone", "merged", "forbidden", "anything"])
def test_a_stopped_reply_says_the_number_and_what_to_do(why):
    line = words("cases.reply_stopped", case=None if why == "not_found" else CASE, why=why)
    assert CASE.number in line["title"] and line["step"]


def test_each_reason_asks_for_something_else():
    steps = {
        words("cases.reply_stopped", why="customer_wrote")["step"],
        words("cases.reply_stopped", why="author_gone")["step"],
        words("cases.reply_stopped", case=None, why="not_found")["step"],
    }
    assert len(steps) == 3


def test_a_name_in_a_note_leads_to_reading_it():
    assert CASE.number in words("cases.mentioned", message=1)["title"]
