"""A draft run over past cases: only the draft makes a difference, and the one it would have made."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import given
from tests.domain.evidence.given_histories import SYSTEM, random_histories
from tests.domain.standards.given_manuals import a_manual
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import reply_to_case, resolve_case
from fuwutai.domain.evidence.choices import TRIAL_DONE, TRIAL_FAILED, TRIAL_RUNNING, TRIAL_STOPPED, TRIAL_WAITING
from fuwutai.domain.evidence.commands import trials as commands
from fuwutai.domain.evidence.commands.trials import ask_for_trial, carry_on_trial, stop_trial
from fuwutai.domain.evidence.models import Flip, Trial
from fuwutai.domain.evidence.trials import flip_page, trials_of_version, visible_trial
from fuwutai.domain.evidence.what_if import what_if
from fuwutai.domain.standards.commands import (
    adopt_rule,
    approve_version,
    decide_conflict,
    draft_version,
    propose_rule,
    submit_version,
    word_clause,
)
from fuwutai.domain.standards.models import ManualVersion, RuleRow
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai


def a_draft() -> ManualVersion:
    """Return a draft of the centre's own manual, through which rules of no manual are changed."""
    a_manual("OWN")
    return draft_version(actor=given.supervisor(), manual_code="OWN", title="试算", reason="看看影响")


def proposed(version: ManualVersion, **what) -> None:
    propose_rule(actor=given.supervisor(), version_id=version.pk, **what)


def tried(version: ManualVersion, **days) -> Trial:
    """Return a trial of a draft after the worker has done its part."""
    asked = ask_for_trial(actor=given.supervisor(), version_id=version.pk, **days)
    drain()
    return Trial.objects.get(pk=asked.pk)


def sides(trial: Trial, definition: str) -> tuple[Counter[str], Counter[str]]:
    found = trial.result["clocks"][definition]
    return Counter(found["before"]), Counter(found["after"])


def tally(row) -> Counter[str]:
    return Counter(kept=row.kept, missed=row.missed, open=row.open, cancelled=row.cancelled)


def answered(opened: datetime, time_machine, after: timedelta, **facts):
    """Return a case with its first answer so long after its opening."""
    time_machine.move_to(opened, tick=False)
    case = given.a_case(**facts)
    time_machine.move_to(opened + after, tick=False)
    reply_to_case(actor=given.agent(), case_id=case.pk, body="您好")
    return case


def general_response() -> RuleRow:
    return RuleRow.objects.get(clause_code="S4-6.1-1", kind="sla.first_response")


@pytest.mark.parametrize("seed", range(3))
def test_a_draft_that_fits_nothing_changes_nothing_whatever_happened(time_machine, seed):
    random_histories(seed, time_machine, corrected=True)
    draft = a_draft()
    for kind in ("sla.first_response", "sla.resolution", "sla.next_response", "sla.complaint_reply"):
        proposed(
            draft, action="adopt", kind=kind, clause_code="OWN-1.1-1", scope={"channel": "kiosk"}, value={"minutes": 1}
        )
    trial = tried(draft)
    seen = 0
    for definition in ("first_response", "resolution", "next_response", "complaint_reply"):
        before, after = sides(trial, definition)
        assert +before == +after
        seen += before.total()
    assert seen > 20 and (trial.result["lost"], trial.result["won"]) == (0, 0)
    assert trial.result["due"]["before"] == trial.result["due"]["after"]


@pytest.mark.parametrize(("seed", "minutes"), [(4, 5), (5, 75), (6, 10_000)])
def test_a_draft_of_every_target_of_a_clock_agrees_with_what_if(time_machine, seed, minutes):
    random_histories(seed, time_machine, corrected=False)
    draft = a_draft()
    for rule in RuleRow.objects.filter(kind="sla.resolution", valid_to=None):
        kept = {name: value for name, value in rule.value.items() if name not in ("seconds", "minutes", "working_days")}
        proposed(draft, action="revise", rule_id=rule.pk, value={**kept, "minutes": minutes})
    expected = what_if(SYSTEM, definition="resolution", minutes=minutes)
    trial = tried(draft)
    before, after = sides(trial, "resolution")
    assert (+before, +after) == (+tally(expected.before), +tally(expected.after))
    assert (trial.result["lost"], trial.result["won"]) == (len(expected.lost), len(expected.won))
    assert Flip.objects.filter(trial=trial, lost=True).count() == len(expected.lost)


def test_a_stricter_figure_for_complaints_touches_complaints_alone(time_machine):
    complaint = answered(MONDAY, time_machine, timedelta(minutes=10), phone="13800000001", type="complaint")
    answered(MONDAY, time_machine, timedelta(minutes=10), phone="13800000002", type="fault")
    draft = a_draft()
    rule = RuleRow.objects.get(clause_code="S4-7.2-2", kind="sla.first_response")
    proposed(draft, action="revise", rule_id=rule.pk, value={"minutes": 5})
    trial = tried(draft)
    before, after = sides(trial, "first_response")
    assert (+before, +after) == (Counter(kept=2), Counter(kept=1, missed=1))
    (flip,) = flip_page(given.supervisor(), trial.pk, lost=True, cursor=None).rows
    assert (flip.case_id, flip.definition, flip.round) == (complaint.pk, "first_response", 1)
    assert (flip.before_used_seconds, flip.before_target_seconds, flip.after_target_seconds) == (600, 900, 300)
    assert flip_page(given.supervisor(), trial.pk, lost=False, cursor=None).rows == []


def test_due_moments_move_between_the_hours_of_the_centre(time_machine):
    answered(MONDAY, time_machine, timedelta(minutes=10), type="fault")
    draft = a_draft()
    proposed(draft, action="revise", rule_id=general_response().pk, value={"minutes": 90})
    due = tried(draft).result["due"]
    assert (due["before"][10], due["before"][11], sum(due["before"])) == (1, 0, 1)  # 10:30
    assert (due["after"][10], due["after"][11], sum(due["after"])) == (0, 1, 1)  # 11:30


def test_a_figure_that_ends_is_no_longer_promised_and_one_that_begins_is(time_machine):
    case = answered(MONDAY, time_machine, timedelta(hours=3), type="fault")
    resolve_case(actor=given.agent(), case_id=case.pk)
    draft = a_draft()
    proposed(draft, action="end", rule_id=general_response().pk)
    proposed(
        draft, action="adopt", kind="sla.acknowledge", clause_code="OWN-1.1-1", scope={}, value={"minutes": 1}
    )  # fmt: skip
    trial = tried(draft)
    assert sides(trial, "first_response") == (Counter(missed=1), Counter())
    assert sides(trial, "acknowledge") == (Counter(), Counter(missed=1))
    won, lost = (flip_page(given.supervisor(), trial.pk, lost=side, cursor=None).rows for side in (False, True))
    assert [(one.definition, one.before_target_seconds, one.after_target_seconds) for one in (*won, *lost)] == [
        ("first_response", 1800, None), ("acknowledge", None, 60),
    ]  # fmt: skip


def test_only_cases_opened_in_the_days_asked_for_are_tried(time_machine):
    for day in range(4):
        answered(MONDAY + timedelta(days=day), time_machine, timedelta(minutes=10), phone=f"1380000000{day}")
    draft = a_draft()
    proposed(draft, action="revise", rule_id=general_response().pk, value={"minutes": 5})
    trial = tried(draft, since=MONDAY.date() + timedelta(days=1), until=MONDAY.date() + timedelta(days=3))
    assert (trial.cases_total, trial.cases_done, trial.result["lost"]) == (2, 2, 2)


def test_the_worker_goes_on_where_it_was_and_a_stop_is_heard(time_machine, monkeypatch):
    monkeypatch.setattr(commands, "AT_ONCE", 2)
    for nth in range(5):
        answered(MONDAY, time_machine, timedelta(minutes=10), phone=f"1380000000{nth}")
    draft = a_draft()
    proposed(draft, action="revise", rule_id=general_response().pk, value={"minutes": 5})
    trial = tried(draft)
    assert (trial.state, trial.cases_total, trial.cases_done, trial.result["lost"]) == (TRIAL_DONE, 5, 5, 5)

    asked = ask_for_trial(actor=given.supervisor(), version_id=draft.pk)
    carry_on_trial(actor=Actor.system("evidence"), trial_id=asked.pk, after=0)
    half = Trial.objects.get(pk=asked.pk)
    assert (half.state, half.cases_done, half.result["lost"]) == (TRIAL_RUNNING, 2, 2)
    stop_trial(actor=given.supervisor(), trial_id=asked.pk)
    drain()
    stopped = Trial.objects.get(pk=asked.pk)
    assert (stopped.state, stopped.cases_done, stopped.result) == (TRIAL_STOPPED, 2, half.result)


def test_cases_that_came_after_the_question_are_counted_too(time_machine):
    answered(MONDAY, time_machine, timedelta(minutes=10))
    draft = a_draft()
    proposed(draft, action="revise", rule_id=general_response().pk, value={"minutes": 5})
    asked = ask_for_trial(actor=given.supervisor(), version_id=draft.pk)
    answered(MONDAY, time_machine, timedelta(minutes=10), phone="13800000001")
    drain()
    trial = Trial.objects.get(pk=asked.pk)
    assert (trial.cases_total, trial.cases_done) == (2, 2)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one transaction write at a time")
def test_a_stop_waits_for_the_cases_in_hand(time_machine):
    answered(MONDAY, time_machine, timedelta(minutes=10))
    draft = a_draft()
    proposed(draft, action="revise", rule_id=general_response().pk, value={"minutes": 5})
    asked = ask_for_trial(actor=given.supervisor(), version_id=draft.pk)
    with CaptureQueriesContext(connection) as seen:
        stop_trial(actor=given.supervisor(), trial_id=asked.pk)
    assert any("evidence_trial" in one["sql"] and "FOR NO KEY UPDATE" in one["sql"] for one in seen.captured_queries)


def test_a_trial_goes_by_what_was_decided_about_an_earlier_version_of_a_figure(time_machine):
    time_machine.move_to(MONDAY - timedelta(days=1), tick=False)
    given.centre()
    strict, kept = (
        adopt_rule(actor=SYSTEM, kind="sla.first_response", value={"minutes": minutes}, scope={"type": "praise"}).pk
        for minutes in (5, 60)
    )
    decide_conflict(
        actor=given.administrator(), one_id=strict, other_id=kept, choice="keep_other", reason="表扬不急"
    )
    answered(MONDAY, time_machine, timedelta(minutes=30), type="praise")
    draft = a_draft()
    proposed(draft, action="revise", rule_id=kept, value={"minutes": 90}, clause_code="OWN-1.1-1")
    before, after = sides(tried(draft), "first_response")
    assert (+before, +after) == (Counter(kept=1), Counter(kept=1))


def test_a_draft_that_is_approved_meanwhile_ends_its_trial(time_machine):
    answered(MONDAY, time_machine, timedelta(minutes=10))
    draft = a_draft()
    proposed(draft, action="revise", rule_id=general_response().pk, value={"minutes": 5})
    asked = ask_for_trial(actor=given.supervisor(), version_id=draft.pk)
    assert asked.state == TRIAL_WAITING
    submit_version(actor=given.supervisor(), version_id=draft.pk)
    approve_version(actor=given.administrator(), version_id=draft.pk)
    drain()
    assert Trial.objects.get(pk=asked.pk).state == TRIAL_FAILED
    with nothing_changes(), pytest.raises(Conflict):
        ask_for_trial(actor=given.supervisor(), version_id=draft.pk)


def test_a_draft_whose_figures_change_between_two_batches_ends_its_trial_and_its_words_do_not(
    time_machine, monkeypatch
):
    monkeypatch.setattr(commands, "AT_ONCE", 1)
    case_ids = [
        answered(MONDAY, time_machine, timedelta(minutes=10), phone=f"1380000000{nth}", type="fault").pk
        for nth in range(2)
    ]
    draft, rule = a_draft(), general_response()
    proposed(draft, action="revise", rule_id=rule.pk, value={"minutes": 5})
    asked = ask_for_trial(actor=given.supervisor(), version_id=draft.pk)
    carry_on_trial(actor=SYSTEM, trial_id=asked.pk, after=0)
    word_clause(actor=given.supervisor(), version_id=draft.pk, clause_code="OWN-1.1-1", texts={"zh": "尽快答复。"})
    carry_on_trial(actor=SYSTEM, trial_id=asked.pk, after=case_ids[0])
    half = Trial.objects.get(pk=asked.pk)
    assert (half.state, half.cases_done, half.result["lost"]) == (TRIAL_RUNNING, 2, 2)
    proposed(draft, action="revise", rule_id=rule.pk, value={"minutes": 60})
    carry_on_trial(actor=SYSTEM, trial_id=asked.pk, after=case_ids[1])
    ended = Trial.objects.get(pk=asked.pk)
    assert (ended.state, ended.problem, ended.result) == (TRIAL_FAILED, "draft_changed", half.result)


def test_a_draft_without_a_figure_of_a_clock_is_not_tried():
    draft = a_draft()
    word_clause(actor=given.supervisor(), version_id=draft.pk, clause_code="OWN-1.1-1", texts={"zh": "改写。"})
    with nothing_changes(), pytest.raises(Invalid) as refused:
        ask_for_trial(actor=given.supervisor(), version_id=draft.pk)
    assert refused.value.code == "nothing_to_try"


def test_days_that_are_no_period_are_refused():
    draft = a_draft()
    proposed(draft, action="revise", rule_id=general_response().pk, value={"minutes": 5})
    with nothing_changes(), pytest.raises(Invalid):
        ask_for_trial(
            actor=given.supervisor(), version_id=draft.pk, since=MONDAY.date(), until=MONDAY.date() - timedelta(days=1)
        )


def test_a_trial_is_for_who_reads_figures_and_seen_by_who_asked():
    draft = a_draft()
    proposed(draft, action="revise", rule_id=general_response().pk, value={"minutes": 5})
    with nothing_changes(), pytest.raises(Refused):
        ask_for_trial(actor=given.agent(), version_id=draft.pk)
    trial = ask_for_trial(actor=given.supervisor(), version_id=draft.pk)
    assert [one.pk for one in trials_of_version(given.supervisor(), draft.pk)] == [trial.pk]
    assert trials_of_version(given.administrator(), draft.pk) == []
    for verb in (visible_trial, lambda actor, pk: stop_trial(actor=actor, trial_id=pk)):
        with nothing_changes(), pytest.raises(NotFound):
            verb(given.administrator(), trial.pk)
    with nothing_changes(), pytest.raises(Refused):
        carry_on_trial(actor=given.supervisor(), trial_id=trial.pk, after=0)
