"""Deciding conflicts and known contradictions at the desk."""

import pytest
from tests import given
from tests.domain.standards.given_conflicts import SYSTEM, a_clash, a_figure, a_manual, applies, decided
from tests.rows import nothing_changes

from fuwutai.domain.standards.commands import revise_rule
from fuwutai.domain.standards.conflicts import conflict, topic_decisions

pytestmark = pytest.mark.django_db

SENT = {"choice": "keep_other", "reason": "与客户的约定", "replacing": "0"}
TOPIC = "/desk/conflicts/known/language"


@pytest.fixture(autouse=True)
def november(time_machine) -> None:
    time_machine.move_to("2026-11-22T02:00:00Z", tick=False)


def address(ids: tuple[int, int], more: str = "") -> str:
    return f"/desk/conflicts/{ids[0]}/{ids[1]}{more}"


def test_a_decision_holds_at_once_and_is_read_with_its_reason(supervisor_desk):
    ids = a_clash()
    answer = supervisor_desk.post(address(ids), SENT)
    assert (answer.status_code, answer["Location"]) == (303, address(ids))
    assert applies() == 20
    page = supervisor_desk.get(address(ids)).content.decode()
    assert SENT["reason"] in page and "陈国强" in page


def test_to_confirm_a_decision_after_a_change_of_its_first_figure_keeps_the_same_one(supervisor_desk):
    one, other = a_clash()
    decided((one, other), "keep_one")
    newer = revise_rule(actor=SYSTEM, rule_id=one, value={"minutes": 12}, reason="收紧")
    form = supervisor_desk.get(address((other, newer.pk))).context["form"]
    assert form["choice"].value() == "keep_other"
    sent = SENT | {"choice": form["choice"].value(), "replacing": form["replacing"].value()}
    supervisor_desk.post(address((other, newer.pk)), sent)
    assert applies() == 12


def test_an_agent_reads_but_does_not_decide(desk):
    ids = a_clash()
    decided(ids)
    page = desk.get(address(ids))
    assert page.status_code == 200 and 'name="choice"' not in page.content.decode()
    with nothing_changes():
        answers = [
            desk.post(where, SENT) for where in (address(ids), address(ids, "/withdraw"), TOPIC, f"{TOPIC}/withdraw")
        ]
    assert [answer.status_code for answer in answers] == [403] * 4


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"choice": ""}, "choice"), ({"choice": "by_scope"}, "choice"), ({"reason": " "}, "reason")],
    ids=["no-choice", "not-offered", "no-reason"],
)
def test_a_decision_that_makes_no_sense_is_refused_and_stays_typed(supervisor_desk, wrong, field):
    ids = a_clash()
    with nothing_changes():
        answer = supervisor_desk.post(address(ids), SENT | wrong)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, [field])
    assert form["reason"].value() == (SENT | wrong)["reason"]


def test_each_in_its_own_scope_is_offered_only_where_scopes_differ(supervisor_desk):
    clash = a_clash(type="complaint")
    nested = (a_figure(30, "X-3").pk, a_figure(60, "X-4", type="fault").pk)
    offered = [
        [code for code, _label in supervisor_desk.get(address(ids)).context["form"].fields["choice"].choices]
        for ids in (clash, nested)
    ]
    assert "by_scope" not in offered[0] and "by_scope" in offered[1]


def test_who_comes_too_late_is_told_and_keeps_the_words(supervisor_desk):
    ids = a_clash()
    decided(ids)
    with nothing_changes():
        answer = supervisor_desk.post(address(ids), SENT)
    assert answer.status_code == 409 and SENT["reason"] in answer.content.decode()
    form = supervisor_desk.get(address(ids)).context["form"]
    again = supervisor_desk.post(address(ids), SENT | {"replacing": form["replacing"].value()})
    assert again.status_code == 303 and applies() == 20


def test_a_changed_figure_asks_to_confirm_the_decision(supervisor_desk):
    one, other = a_clash()
    row = decided((one, other), "keep_other")
    newer = revise_rule(actor=SYSTEM, rule_id=other, value={"minutes": 25}, reason="放宽").pk
    assert supervisor_desk.get(address((one, newer))).context["row"]["conflict"].outdated
    answer = supervisor_desk.post(address((one, newer)), SENT | {"replacing": str(row.pk)})
    assert answer.status_code == 303 and not conflict(SYSTEM, one, newer).outdated


def test_a_decision_is_taken_back_with_a_reason(supervisor_desk):
    ids = a_clash()
    decided(ids, "keep_other")
    with nothing_changes():
        answer = supervisor_desk.post(address(ids, "/withdraw"), {"text": ""})
    assert answer.status_code == 422 and answer.context["refused"] == "withdraw_form"
    assert supervisor_desk.post(address(ids, "/withdraw"), {"text": "重新讨论"}).status_code == 303
    assert applies() == 15 and "重新讨论" in supervisor_desk.get(address(ids)).content.decode()
    with nothing_changes():
        assert supervisor_desk.post(address(ids, "/withdraw"), {"text": "再来"}).status_code == 404


def test_pairs_that_do_not_disagree_and_unknown_contradictions_are_not_found(supervisor_desk):
    one, other = a_clash()
    for page in (address((other, one)), address((one, 987_654)), "/desk/conflicts/known/nothing"):
        with nothing_changes():
            assert supervisor_desk.get(page).status_code == supervisor_desk.post(page, SENT).status_code == 404


def test_a_known_contradiction_is_decided_changed_and_taken_back(supervisor_desk):
    given.centre()
    a_manual("S4", "service_centre")
    form = supervisor_desk.get(TOPIC).context["form"]
    assert form["choice"].value() == "by_scope"  # what we suggest
    answer = supervisor_desk.post(TOPIC, SENT | {"choice": "by_scope"})
    assert (answer.status_code, answer["Location"]) == (303, TOPIC)
    (first,) = topic_decisions(SYSTEM)["language"]
    with nothing_changes():  # no clause of this number is on the shelf of this small centre
        answer = supervisor_desk.post(TOPIC, SENT | {"choice": "keep:S4-3.3-1", "replacing": str(first.id)})
    assert answer.status_code == 422
    assert supervisor_desk.post(f"{TOPIC}/withdraw", {"text": "重新讨论"}).status_code == 303
    assert [one.end_reason for one in topic_decisions(SYSTEM)["language"]] == ["重新讨论"]


def test_a_clause_on_the_shelf_can_be_kept(supervisor_desk):
    given.centre()
    a_manual("S4-3.3", "service_centre")  # its one clause is S4-3.3-1
    answer = supervisor_desk.post(TOPIC, SENT | {"choice": "keep:S4-3.3-1"})
    assert answer.status_code == 303
    assert topic_decisions(SYSTEM)["language"][0].keeps == "S4-3.3-1"


def test_the_pairs_of_a_known_contradiction_are_shown_with_it(desk):
    given.centre()
    pairs = {
        row["conflict"].clauses for row in desk.get("/desk/conflicts/known/complaint-response").context["conflicts"]
    }
    assert pairs == {("S4-7.2-2", "S4-7.2-3")}


def test_the_cases_behind_a_conflict_are_listed_for_who_sees_them(desk):
    ids = (a_figure(30, "X-1").pk, a_figure(10, "X-2", type="complaint").pk)
    case = given.a_case(type="complaint")
    given.a_case(phone="13800000001", type="fault")
    given.a_case(phone="13800000002", type="complaint", team_code="mobile")
    rows = desk.get(address(ids, "/cases")).context["rows"]
    assert [row.case.pk for row in rows] == [case.pk]


def test_a_conflict_without_cases_says_so(desk):
    ids = a_clash(type="praise")
    answer = desk.get(address(ids, "/cases"))
    assert answer.context["rows"] == [] and address(ids) in answer.content.decode()
