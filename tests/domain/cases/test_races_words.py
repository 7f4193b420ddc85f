"""Filling the index while somebody writes: what is newer is never written over by what is older."""

import threading

import pytest
from tests import given
from tests.racing import at_once

from fuwutai.domain.cases.commands import reply_to_case
from fuwutai.domain.cases.finding import word_index
from fuwutai.domain.cases.finding.search import search_cases
from fuwutai.kernel.actors import Actor


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_words_written_while_their_case_is_indexed_are_found_afterwards(monkeypatch):
    case, agent = given.an_open_case(), given.agent()
    word_index.follow_words()
    masked, reading, written = word_index.mask_text, threading.Event(), threading.Event()

    def slowly(text: str) -> str:
        if threading.current_thread().name == "older" and not reading.is_set():
            reading.set()
            written.wait(2)
        return masked(text)

    def rebuilds() -> None:
        threading.current_thread().name = "older"
        word_index.index_older(None)

    def writes() -> None:
        assert reading.wait(10)
        reply_to_case(actor=agent, case_id=case.pk, body="请先测速")
        word_index.follow_words()
        written.set()

    monkeypatch.setattr(word_index, "mask_text", slowly)
    assert at_once(rebuilds, writes) == [None, None]
    word_index.follow_words()
    found = search_cases(Actor.system("tests"), "测速")
    assert found is not None and [one.pk for one in found.cases] == [case.pk]
