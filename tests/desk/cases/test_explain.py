"""The deadlines of a case step by step."""

import re

import pytest
from tests import given
from tests.domain.sla.given_clocks import MONDAY, SYSTEM, a_rule, minutes, reply, swept, write

from fuwutai.domain.cases.commands import await_third_party, merge_case, reclassify_case, reopen_case, resolve_case
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import forget_rules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(time_machine, db):
    """Stop the time on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    given.nobody_is_signed_out()
    return time_machine


@pytest.fixture
def english_desk(desk):
    """Return the browser of Lin Xiaoyu, who reads English here."""
    desk.cookies["fuwutai_language"] = "en"
    return desk


def cards(client, case) -> dict:
    answer = client.get(f"/desk/cases/{case.pk}/deadlines")
    assert answer.status_code == 200
    return {card.anchor: card for card in [*answer.context["cards"], *answer.context["cancelled"]]}


def sentence(client, case, anchor: str = "first_response-1") -> str:
    return cards(client, case)[anchor].sentence


def plain(text: object) -> str:
    return re.sub(r"<[^>]+>", "", str(text))


def test_the_result_stands_first_in_one_sentence(monday, english_desk):
    case = given.a_case()
    monday.shift(minutes(12))
    reply(case)
    assert sentence(english_desk, case) == (
        "First response was promised by Mon 2 Mar 10:30 and kept after 12 min of working time."
    )


@pytest.mark.parametrize(
    ("wait", "act", "anchor", "words"),
    [
        (12, None, "first_response-1", "is promised by Mon 2 Mar 10:30; 18 min of working time are left."),
        (42, None, "first_response-1", "was promised by Mon 2 Mar 10:30 and is late by 12 min of working time."),
        (
            42,
            lambda case: reply(case),
            "first_response-1",
            "was promised by Mon 2 Mar 10:30 and missed: it took 42 min of working time, 12 min too long.",
        ),
        (
            12,
            lambda case: reply(case, "wait"),
            "resolution-1",
            "stands still: it waits for the customer. 12 min of 24 working hours are used up, and stay so.",
        ),
        (
            12,
            lambda case: (reply(case, "wait"), resolve_case(actor=given.agent(), case_id=case.pk)),
            "resolution-1",
            "was kept while the clock stood: it took 12 min of 24 working hours.",
        ),
        (
            300,
            lambda case: reclassify_case(actor=given.agent(), case_id=case.pk, priority="urgent", type="request"),
            "resolution-1",
            "is promised by Mon 2 Mar 15:30; 30 min of working time are left.",
        ),
        (
            390,
            lambda case: reclassify_case(actor=given.agent(), case_id=case.pk, priority="urgent"),
            "resolution-1",
            "is due on Mon 2 Mar 16:30: more than the present target was used up when it changed.",
        ),
    ],
)
def test_each_state_has_its_sentence(monday, english_desk, wait, act, anchor, words):
    case = given.a_case()
    monday.shift(minutes(wait))
    if act:
        act(case)
    assert sentence(english_desk, case, anchor).endswith(words)


def test_lateness_counts_from_the_deadline_not_from_a_target_that_was_shortened(monday, english_desk):
    case = given.a_case()
    monday.shift(minutes(390))
    reclassify_case(actor=given.agent(), case_id=case.pk, priority="urgent")
    monday.shift(minutes(10))
    assert sentence(english_desk, case, "resolution-1").endswith("is late by 10 min of working time.")
    steps = {one.what: one.amount for one in cards(english_desk, case)["resolution-1"].steps}
    assert (steps["Used"], steps["Over the target"]) == ("5 h 10 min", "1 h 10 min")


def test_what_was_missed_is_said_whatever_became_of_it(monday, english_desk):
    case = given.a_case(priority="urgent")
    monday.shift(minutes(400))
    swept()
    reply(case, "wait")
    assert "was missed on Mon 2 Mar 15:30; now the clock stands" in sentence(english_desk, case, "resolution-1")
    write(case)
    reclassify_case(actor=given.agent(), case_id=case.pk, priority="routine")
    said = sentence(english_desk, case, "resolution-1")
    assert said.endswith("was promised by Mon 2 Mar 15:30 and is late by 1 h 10 min of working time.")
    into = given.an_open_case()
    merge_case(actor=given.agent(), case_id=case.pk, into_id=into.pk)
    said = sentence(english_desk, case, "resolution-1")
    assert said.endswith("before it was called off: the case goes on in another one.")


def test_the_reckoning_shows_every_stretch_and_adds_up(monday, english_desk):
    case = given.a_case()
    monday.shift(minutes(12))
    reply(case, "wait")
    monday.shift(minutes(60))
    write(case)
    monday.shift(minutes(10))
    await_third_party(actor=given.agent(), case_id=case.pk)
    monday.shift(minutes(5))
    steps = cards(english_desk, case)["resolution-1"].steps
    assert [(one.what, plain(one.when), one.amount) for one in steps] == [
        ("Promised from", "Mon 2 Mar 10:00", ""),
        ("Target: 24 working hours", "", "24 h"),
        ("Counted by “法定工作日历”", "Mon 2 Mar 10:00 – 10:12", "+ 12 min"),
        ("Paused: waits for the customer", "Mon 2 Mar 10:12 – 11:12", "not counted"),
        ("Counted by “法定工作日历”", "Mon 2 Mar 11:12 – 11:22", "+ 10 min"),
        ("Paused: waits for a third party", "Mon 2 Mar 11:22 – 11:27", "not counted"),
        ("Used", "", "22 min"),
        ("Left", "", "23 h 38 min"),
        ("Due", "known when the wait is over", ""),
    ]


def test_reopening_and_a_merge_are_steps_of_their_own(monday, english_desk):
    older = given.a_case()
    monday.shift(minutes(30))
    case = given.an_open_case()
    resolve_case(actor=given.agent(), case_id=case.pk)
    monday.shift(minutes(10))
    reopen_case(actor=given.agent(), case_id=case.pk)
    merge_case(actor=given.agent(), case_id=older.pk, into_id=case.pk)
    card = cards(english_desk, case)["resolution-1"]
    whats = [(one.what, one.amount) for one in card.steps[2:4]]
    assert whats == [
        (f"Taken over from the merged case {older.number}: what it had used more than this one", "+ 40 min"),
        ("Stood: the clock had stopped", "not counted"),
    ]
    assert [plain(text) for _at, text in card.changes] == [
        "A case was merged in that had been promised earlier: from then on 24 working hours (S4-2.2-2),"
        " due Thu 5 Mar 14:30"
    ]


def test_the_rule_is_named_with_its_version_and_why_it_decides(english_desk):
    case = given.a_case(type="complaint")
    told = {term: plain(text) for term, text in cards(english_desk, case)["first_response-1"].rule}
    assert (told["Clause"], told["For whom"]) == ("S4-7.2-2", "Complaint")
    assert told["Version"] == "1, in force since Mon 2 Mar 10:00"
    assert told["Why this one"].startswith("It is stricter than “Complaint” (20 min")  # S4-7.2-3, undecided


def test_what_is_still_to_come_says_when_and_who_hears(english_desk):
    ahead = cards(english_desk, given.a_case())["first_response-1"].ahead
    assert [(plain(at), text) for at, text in ahead][1:4] == [
        ("Mon 2 Mar 10:22:30", "75 % used: level 1 tells whoever works on the case"),
        ("Mon 2 Mar 10:30", "100 % used: the deadline passes"),
        ("Mon 2 Mar 10:30", "100 % used: level 2 tells whoever works on the case, the supervisors"),
    ]


def test_rounds_are_told_apart_and_the_nearest_deadline_comes_first(monday, english_desk):
    a_rule("sla.next_response", minutes=60)
    case = given.an_open_case()
    for _round in (1, 2):
        write(case)
        monday.shift(minutes(5))
        reply(case)
    write(case)
    found = cards(english_desk, case)
    assert list(found)[:2] == ["next_response-3", "resolution-1"]
    assert found["next_response-2"].title == "Next response, no. 2"


def test_the_openings_of_a_stretch_are_folded_beneath_it(monday, desk):
    case = given.a_case()
    monday.shift(minutes(300))
    page = desk.get(f"/desk/cases/{case.pk}/deadlines").content.decode()
    assert "<details" in page.partition('id="resolution-1"')[2]
    assert page.count("<li>3月2日") >= 2
    assert "style=" not in page and "onclick" not in page


def test_a_case_that_no_manual_promises_anything_says_so(desk):
    given.centre()
    RuleRow.objects.all().delete()
    forget_rules()
    answer = desk.get(f"/desk/cases/{given.a_case().pk}/deadlines")
    assert answer.status_code == 200 and "state__title" in answer.content.decode()


def test_a_rule_that_is_gone_leaves_clause_and_reckoning(desk):
    case = given.a_case()
    RuleRow.objects.all().delete()
    forget_rules()
    answer = desk.get(f"/desk/cases/{case.pk}/deadlines")
    assert answer.status_code == 200


def test_the_deadlines_of_a_hidden_case_are_not_there(signed_in):
    case = given.a_case()
    elsewhere = signed_in(given.ZHAO)
    assert elsewhere.get(f"/desk/cases/{case.pk}/deadlines").status_code == 404
    assert elsewhere.get("/desk/cases/999999/deadlines").status_code == 404
    assert signed_in(given.LIN).get(f"/desk/cases/{case.pk}/deadlines").status_code == 200


def test_both_the_page_and_the_case_keep_their_budget(monday, desk, django_assert_max_num_queries):
    older, case = given.a_case(), given.a_case()
    merge_case(actor=SYSTEM, case_id=older.pk, into_id=case.pk)
    for address in (f"/desk/cases/{case.pk}/deadlines", f"/desk/cases/{case.pk}"):
        desk.get(address)
        with django_assert_max_num_queries(12 if "deadlines" in address else 10):
            assert desk.get(address).status_code == 200


def test_what_stands_behind_a_chip_of_a_list_comes_when_it_is_opened(monday, english_desk):
    case = given.a_case()
    row = english_desk.get("/desk/queues/team").content.decode()
    assert f'hx-get="/desk/cases/{case.pk}/deadlines/first_response"' in row and "30 working minutes" not in row
    answer = english_desk.get(f"/desk/cases/{case.pk}/deadlines/first_response")
    assert "30 working minutes" in answer.content.decode() and "On time" in answer.content.decode()


@pytest.mark.parametrize("definition", ["solution-of-all", "first_response"])
def test_there_is_nothing_behind_a_chip_of_another_team_or_of_no_clock(monday, signed_in, definition):
    case = given.a_case()
    elsewhere = definition == "first_response"
    client = signed_in(given.ZHAO if elsewhere else given.LIN)
    assert client.get(f"/desk/cases/{case.pk}/deadlines/{definition}").status_code == 404
