"""Cases found by words: all of them, the newest first, and none that a reader may not see."""

from datetime import UTC, datetime

import pytest
from tests import given

from fuwutai.domain.cases.commands import add_note, assign_case, reply_to_case
from fuwutai.domain.cases.finding import search, word_index
from fuwutai.domain.cases.finding.search import search_cases, snippets
from fuwutai.domain.cases.models import Case, CaseWords
from fuwutai.domain.customers.commands import erase_customer
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.models import Follower
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db
EVERYTHING = Actor.system("tests")


def found(actor: Actor, text: str, **more) -> list[int]:
    result = search_cases(actor, text, **more)
    assert result is not None
    return [case.pk for case in result.cases]


def indexed() -> None:
    word_index.follow_words()
    drain()


def test_words_of_subject_replies_and_notes_are_found_from_one_character_on():
    case = given.an_open_case(subject="宽带断网", body="光猫亮红灯，型号 GPON-12。")
    add_note(actor=given.agent(), case_id=case.pk, body="已派工程师上门")
    other = given.a_case(subject="发票抬头", body="请更正", phone="13700001111")
    indexed()
    for text in ("断", "断网", "宽带断网", "红灯", "gpon", "ＧＰＯＮ", "12", "工程师 断网", "上门"):
        assert found(EVERYTHING, text) == [case.pk], text
    assert found(EVERYTHING, "发票") == [other.pk]
    assert found(EVERYTHING, "断网 发票") == []
    assert search_cases(EVERYTHING, " ，。") is None


def test_what_is_written_later_is_found_too_and_a_second_look_changes_nothing():
    case = given.a_case()
    indexed()
    assert found(EVERYTHING, "测速") == []
    reply_to_case(actor=given.agent(), case_id=case.pk, body="请先测速")
    indexed()
    assert found(EVERYTHING, "测速") == [case.pk]
    before = list(CaseWords.objects.values_list("pk"))
    assert word_index.follow_words() == 0
    assert list(CaseWords.objects.values_list("pk")) == before


def test_cases_from_before_the_index_are_found(monkeypatch):
    monkeypatch.setattr(word_index, "CASES_AT_A_TIME", 2)
    cases = [given.a_case(phone=f"1390000{number:04d}") for number in range(5)]
    assert not Follower.objects.exists()
    indexed()
    assert found(EVERYTHING, "断网") == [case.pk for case in reversed(cases)]


def test_nobody_finds_what_is_out_of_sight():
    case = given.a_case(team_code="broadband")
    indexed()
    assert found(given.agent(), "断网") == [case.pk]
    assert found(given.agent_elsewhere(), "断网") == []
    assign_case(actor=given.supervisor(), case_id=case.pk, team_id=given.team("mobile").pk)
    assert found(given.agent(), "断网") == []  # at once, whatever the index still says
    indexed()
    assert found(given.agent_elsewhere(), "断网") == [case.pk]


def test_numbers_of_persons_are_no_words():
    case = given.a_case(body="请回电 13912345678，谢谢")
    indexed()
    assert found(EVERYTHING, "13912345678") == []
    assert found(EVERYTHING, "回电") == [case.pk]


def test_what_was_erased_is_found_no_more(time_machine):
    time_machine.move_to(datetime(2026, 3, 2, 2, tzinfo=UTC), tick=False)
    given.nobody_is_signed_out()
    case = given.a_closed_case()
    indexed()
    assert found(EVERYTHING, "断网") == [case.pk]
    time_machine.move_to(datetime(2040, 3, 2, 2, tzinfo=UTC), tick=False)
    erase_customer(actor=given.administrator(), customer_id=case.customer_id, reason="本人要求")
    indexed()
    assert found(EVERYTHING, "断网") == []


@pytest.mark.parametrize("stretches", [False, True], ids=["as a whole", "stretch by stretch"])
def test_pages_hold_everything_once_and_the_count_stops_where_it_is_said_to(monkeypatch, stretches):
    if stretches:
        monkeypatch.setattr(search, "COMMON", -1)
        monkeypatch.setattr(word_index, "BUCKET", 3)
        monkeypatch.setattr(search, "BUCKET", 3)
    monkeypatch.setattr(search, "CHUNK", 4)
    cases = [given.a_case(phone=f"1390000{number:04d}").pk for number in range(11)]
    indexed()
    pages, below = [], None
    while True:
        page = search_cases(EVERYTHING, "断网", below=below, size=3)
        assert page is not None
        assert (page.total, page.has_more_than_counted) == (11, False)
        pages.append([case.pk for case in page.cases])
        if (below := page.next_below) is None:
            break
    assert [pk for page in pages for pk in page] == sorted(cases, reverse=True)
    monkeypatch.setattr(search, "COUNTED", 7)
    page = search_cases(EVERYTHING, "断网", size=3)
    assert page is not None
    assert (page.total, page.has_more_than_counted, len(page.cases)) == (7, True, 3)


def test_a_snippet_shows_what_was_found_masked_and_only_of_cases_in_sight():
    case = given.a_case(body="家里断网了，请回电 13912345678")
    shown = snippets(given.agent(), [case.pk], "断网")
    words = "".join(piece for piece, _found in shown[case.pk].pieces)
    assert "13912345678" not in words and ("断网", True) in shown[case.pk].pieces
    assert snippets(given.agent_elsewhere(), [case.pk], "断网") == {}


def test_signs_of_the_query_language_are_words_like_others():
    case = given.a_case(body="a' OR 1=1 -- \" AND NOT * :")
    indexed()
    for text in ("a' OR", "\"or\"", "1=1", "not*", "b:0", "t:1", "\\"):
        search_cases(EVERYTHING, text)
    assert found(EVERYTHING, "a' OR 1") == [case.pk]
    assert Case.objects.count() == 1
