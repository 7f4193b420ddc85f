import pytest
from tests.domain.standards.given_manuals import NEW_TEXT, a_manual, a_worded_draft, an_approved_version

from fuwutai.domain.standards import wordbook
from fuwutai.domain.standards.wordbook import said_at
from fuwutai.kernel import clock

pytestmark = pytest.mark.django_db


def texts() -> list[dict[str, str]]:
    return [dict(one.wording.texts) for one in said_at(clock.now()).values()]


def test_wordings_are_read_once_and_looked_at_again_when_they_have_grown_old(django_assert_num_queries):
    a_manual()
    with django_assert_num_queries(1):
        said_at(clock.now())
    with django_assert_num_queries(0):
        said_at(clock.now())
    wordbook._rows.forget()
    with django_assert_num_queries(1):
        assert len(texts()) == 3


def test_what_another_process_approved_is_noticed(monkeypatch):
    a_manual()
    assert NEW_TEXT not in texts()
    known = wordbook._last
    an_approved_version()
    monkeypatch.setattr(wordbook, "_last", known)  # as in a process that heard of nothing
    wordbook._rows.forget()
    assert NEW_TEXT in texts()


def test_what_is_only_drafted_does_not_count():
    a_manual()
    a_worded_draft()
    assert NEW_TEXT not in texts()
