"""`fuwutai search rebuild`: every case is found again, also after a stop, and newer words are never written over."""

import json

import pytest
from django.utils import translation
from tests import given

from fuwutai import cli
from fuwutai.domain.cases.commands import reply_to_case
from fuwutai.domain.cases.finding import word_index
from fuwutai.domain.cases.finding.search import search_cases
from fuwutai.domain.cases.finding.word_index import follow_words, rebuild_words, words_behind
from fuwutai.domain.cases.models import CaseWords
from fuwutai.kernel import chain
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import Follower

pytestmark = pytest.mark.django_db
EVERYTHING = Actor.system("tests")


@pytest.fixture(autouse=True)
def inside(monkeypatch):
    monkeypatch.setattr("fuwutai.cli.search.setup_django", lambda data: None)
    monkeypatch.setattr(word_index, "CASES_AT_A_TIME", 2)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    translation.activate("en")


def five_cases() -> list[int]:
    return [given.a_case(phone=f"1390000{nth:04d}", subject="宽带断网").pk for nth in range(5)]


def found(text: str = "断网") -> list[int]:
    result = search_cases(EVERYTHING, text)
    assert result is not None
    return [case.pk for case in result.cases]


def test_all_cases_are_found_again_and_the_progress_is_told(capsys):
    ids = five_cases()
    follow_words()
    CaseWords.objects.all().delete()
    assert found() == []
    assert cli.main(["search", "rebuild", "--json"]) == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert (told["cases"], told["indexed"]) == (5, 5)
    assert [line.split()[0] for line in err.splitlines()] == ["2", "4", "5"]
    assert found() == ids[::-1]


def test_who_was_stopped_goes_on_and_may_begin_afresh(capsys):
    ids = five_cases()
    running = rebuild_words()
    assert [next(running), next(running)] == [0, 2]
    running.close()
    assert found() == ids[:2:-1]
    assert cli.main(["search", "rebuild"]) == 0
    out, err = capsys.readouterr()
    assert "Going on after 2 cases" in err and "3 were indexed" in out
    assert found() == ids[::-1]
    assert not Follower.objects.filter(name=word_index.REBUILDING).exists()
    running = rebuild_words()
    assert [next(running), next(running)] == [0, 2]
    running.close()
    assert list(rebuild_words(afresh=True)) == [0, 2, 4, 5]


def test_an_empty_centre_is_no_error(capsys):
    given.centre()
    assert cli.main(["search", "rebuild"]) == 0
    assert capsys.readouterr().out.startswith("The words of 0 cases")


def test_without_an_action_it_says_what_there_is(capsys):
    assert cli.main(["search"]) == 2
    assert "rebuild" not in capsys.readouterr().out


def test_how_far_it_is_behind_is_known():
    case = given.an_open_case()
    assert words_behind() == (None, False)
    follow_words()
    assert words_behind() == (0, True)  # what was there before is promised to the worker
    reply_to_case(actor=given.agent(), case_id=case.pk, body="请测速")
    chain.seal_all()
    assert words_behind()[0] == 1
    follow_words()
    assert words_behind()[0] == 0
