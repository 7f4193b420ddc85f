"""A case is resolved with a result, and closed only when nothing is missing that the manual asks for."""

import pytest
from tests import given
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import (
    close_case,
    confirm_case,
    note_call_back,
    record_rating,
    record_result,
    reopen_case,
    reply_to_case,
    resolve_case,
    save_term,
    take_next_step,
    write_as_customer,
)
from fuwutai.domain.cases.models import Case, Message, Task
from fuwutai.domain.packs.commands import load_pack
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

TESTS = Actor.system("tests")
CLOSE_NEEDS = "cases.close_needs"


def told(case: Case) -> list[str]:
    rows = JournalEntry.objects.filter(subject="case", subject_id=case.pk).order_by("subject_seq")
    return [one.removeprefix("cases.") for one in rows.values_list("code", flat=True)]


def needs(**value) -> None:
    given.centre()
    adopt_rule(actor=TESTS, kind=CLOSE_NEEDS, value=value, scope={"type": "fault"})


def terms() -> None:
    given.centre()
    for vocabulary, code, group in (("resolution", "repaired", ""), ("cause", "cable", "system")):
        save_term(actor=given.administrator(), vocabulary=vocabulary, code=code, name=code, group=group)


def resolved_in_silence() -> Case:
    """Return a resolved case whose customer was told nothing."""
    case = given.an_open_case()
    return resolve_case(actor=given.agent(), case_id=case.pk)


def close(case: Case, **more) -> Case:
    return close_case(actor=given.supervisor(), case_id=case.pk, **more)


def refused_for(case: Case, *missing: str, **more) -> None:
    with nothing_changes(), pytest.raises(Conflict) as refused:
        close(case, **more)
    assert (refused.value.code, refused.value.facts["missing"]) == ("unfinished", missing)


@pytest.mark.proves("S0-2.3-4")
def test_a_case_is_resolved_with_how_and_why_and_the_customer_told_in_one_act():
    terms()
    case = given.an_open_case()
    said = {"resolution": "repaired", "cause": "cable", "body": "线路已修复。"}
    resolve_case(actor=given.agent(), case_id=case.pk, **said)
    case = Case.objects.get()
    assert (case.status, case.resolution, case.cause) == ("resolved", "repaired", "cable")
    entry = JournalEntry.objects.get(code="cases.case_resolved")
    assert (entry.data["resolution"], entry.data["cause"]) == ("repaired", "cable")
    assert told(case)[-3:] == ["agent_replied", "case_resolved", "result_notified"]
    assert case.messages.filter(kind="reply", body="线路已修复。").exists()


def test_a_reply_that_resolves_says_the_result_as_well():
    terms()
    case = given.an_open_case()
    said = {"body": "已修复。", "then": "resolve", "resolution": "repaired", "cause": "cable"}
    reply_to_case(actor=given.agent(), case_id=case.pk, **said)
    assert (Case.objects.get().resolution, Case.objects.get().cause) == ("repaired", "cable")


@pytest.mark.parametrize("ways", [{"resolution": "unheard"}, {"cause": "repaired"}])
def test_what_is_no_term_of_its_list_is_no_result(ways):
    terms()
    case = given.an_open_case()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        resolve_case(actor=given.agent(), case_id=case.pk, **ways)
    assert refused.value.fields.keys() == ways.keys()


def test_where_a_rule_asks_for_the_result_nobody_resolves_without_it():
    terms()
    adopt_rule(actor=TESTS, kind="cases.resolve_needs", value={"resolution": True, "cause": True})
    case = given.an_open_case()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        reply_to_case(actor=given.agent(), case_id=case.pk, body="已修复。", then="resolve", cause="cable")
    assert refused.value.fields.keys() == {"resolution"}
    record_result(actor=given.agent(), case_id=case.pk, resolution="repaired", cause="cable")
    assert resolve_case(actor=given.agent(), case_id=case.pk).status == "resolved"


@pytest.mark.proves("S0-2.3-5", "S3-1.2-4")
def test_nobody_closes_before_the_result_was_told_and_the_rating_or_its_absence_recorded():
    case = resolved_in_silence()
    refused_for(case, "result_sent", "rating")
    reply_to_case(actor=given.agent(), case_id=case.pk, body="线路已修复。")
    refused_for(case, "rating")
    record_rating(actor=given.supervisor(), case_id=case.pk, outcome="declined")
    assert close(case).status == "closed"


def test_what_was_told_before_the_case_was_taken_up_again_counts_for_nothing():
    case = given.a_resolved_case()
    record_rating(actor=given.supervisor(), case_id=case.pk, outcome="given", score=1)
    reopen_case(actor=given.agent(), case_id=case.pk)
    resolve_case(actor=given.agent(), case_id=case.pk)
    assert (Case.objects.get().rating, Case.objects.get().score) == ("", None)
    refused_for(case, "result_sent", "rating")


def test_a_call_back_tells_the_result_and_may_bring_the_rating_with_it():
    case = resolved_in_silence()
    note_call_back(actor=given.agent(), case_id=case.pk, outcome="settled", rating="given", score=5)
    assert close(case).status == "closed"
    assert (Case.objects.get().rating, Case.objects.get().score) == ("given", 5)


def test_the_absence_of_a_rating_is_recorded_as_one_closes():
    case = close(given.a_resolved_case(), rating="no_answer")
    assert told(case)[-2:] == ["rating_recorded", "case_closed"]
    assert (Case.objects.get().rating, Case.objects.get().score) == ("no_answer", None)


def test_a_supervisor_may_close_without_and_says_why():
    case = resolved_in_silence()
    with nothing_changes(), pytest.raises(Refused):
        close_case(actor=given.agent(), case_id=case.pk, reason="联系不上")
    close(case, reason="三次回访都联系不上客户。")
    assert told(case)[-2:] == ["closing_waived", "case_closed"]
    entry = JournalEntry.objects.get(code="cases.closing_waived")
    assert entry.data["missing"] == ["result_sent", "rating"]
    assert Message.objects.get(pk=entry.data["message_id"]).body == "三次回访都联系不上客户。"


def test_where_the_rule_leaves_nothing_open_a_reason_does_not_help():
    needs(rating=True)
    refused_for(given.a_resolved_case(), "rating", reason="联系不上")


@pytest.mark.proves("S2-1.1-2")
def test_no_case_is_closed_while_a_stage_is_unrecorded():
    terms()
    load_pack(actor=TESTS, code="after_sales")
    case = resolved_in_silence()
    Task.objects.create(case=case, title="更换光猫", is_needed=True, made_at=clock.now())
    Case.objects.filter(pk=case.pk).update(tasks_open=1)
    refused_for(case, "resolution", "cause", "result_sent", "rating", "tasks")
    record_result(actor=given.agent(), case_id=case.pk, resolution="repaired", cause="cable")
    reply_to_case(actor=given.agent(), case_id=case.pk, body="已更换。")
    refused_for(case, "tasks", rating="no_answer")
    Task.objects.update(state="done")
    Case.objects.update(tasks_open=0)
    assert close(case, rating="no_answer").status == "closed"


def test_cases_below_are_settled_first():
    needs(children=True)
    parent, child = given.a_resolved_case(), given.an_open_case()
    Case.objects.filter(pk=child.pk).update(parent=parent)
    refused_for(parent, "children")
    resolve_case(actor=given.agent(), case_id=child.pk)
    assert close(parent).status == "closed"


@pytest.mark.proves("S2-4.3.3-1", "S3-1.4-5", "S3-3.3-5", "S1-5.3-1")
@pytest.mark.parametrize(
    ("pack", "type"), [("after_sales", "complaint"), ("telecom", "complaint"), ("telecom", "request")]
)
def test_what_is_to_be_verified_stays_open_until_the_customer_says_so(pack, type, time_machine):
    time_machine.move_to("2026-03-02T02:00:00Z", tick=False)
    terms()
    load_pack(actor=TESTS, code=pack)
    said = {"resolution": "repaired", "cause": "cable"}
    case = given.an_open_case(type=type)
    reply_to_case(actor=given.agent(), case_id=case.pk, body="已处理。", then="resolve", **said)
    refused_for(case, "verified", rating="declined")
    time_machine.move_to(Case.objects.get().next_step_at, tick=False)
    take_next_step(actor=TESTS, case_id=case.pk)
    assert Case.objects.get().status == "resolved"
    note_call_back(actor=given.agent(), case_id=case.pk, outcome="not_settled")
    assert Case.objects.get().status == "open"
    reply_to_case(actor=given.agent(), case_id=case.pk, body="已重新处理。", then="resolve", **said)
    note_call_back(actor=given.agent(), case_id=case.pk, outcome="settled", rating="declined")
    assert close(case).status == "closed"


def test_the_customer_is_never_refused_and_what_is_missing_is_asked_of_us():
    needs(rating=True, resolution=True)
    case = given.a_resolved_case()
    confirm_case(actor=given.customer_of(case), case_id=case.pk)
    assert Case.objects.get().status == "closed"
    assert JournalEntry.objects.get(code="cases.closed_unfinished").data["missing"] == ["resolution", "rating"]


def test_staff_who_heard_the_customer_agree_record_first_what_is_missing():
    case = given.a_resolved_case()
    with nothing_changes(), pytest.raises(Conflict) as refused:
        confirm_case(actor=given.agent(), case_id=case.pk)
    assert refused.value.facts["missing"] == ("rating",)
    assert confirm_case(actor=given.agent(), case_id=case.pk, rating="declined").status == "closed"


def test_silence_closes_no_case_whose_customer_was_told_nothing_and_says_so_once(time_machine):
    time_machine.move_to("2026-03-02T02:00:00Z", tick=False)
    case = resolved_in_silence()
    time_machine.move_to(Case.objects.get().next_step_at, tick=False)
    for _time in range(2):
        take_next_step(actor=TESTS, case_id=case.pk)
    case = Case.objects.get()
    assert (case.status, case.next_step_at, told(case).count("closing_held_up")) == ("resolved", None, 1)
    reply_to_case(actor=given.agent(), case_id=case.pk, body="线路已修复。")
    case = Case.objects.get()
    assert case.next_step_at is not None
    time_machine.move_to(case.next_step_at, tick=False)
    take_next_step(actor=TESTS, case_id=case.pk)
    assert (Case.objects.get().status, Case.objects.get().rating) == ("closed", "no_answer")


def test_a_merger_asks_for_nothing():
    needs(result_sent=True, rating=True, resolution=True, verified=True)
    assert given.a_merged_case().status == "closed"


def test_the_result_is_recorded_by_who_may_and_sees_the_case():
    terms()
    case, merged = given.a_resolved_case(), given.a_merged_case()
    said = {"case_id": case.pk, "resolution": "repaired"}
    with nothing_changes(), pytest.raises(NotFound):
        record_result(actor=given.agent_elsewhere(), **said)
    with nothing_changes(), pytest.raises(Refused):
        record_result(actor=given.customer_of(case), **said)
    with nothing_changes(), pytest.raises(Conflict):
        record_result(actor=given.agent(), case_id=merged.pk, resolution="repaired")
    record_result(actor=given.agent(), **said)
    with nothing_changes():
        record_result(actor=given.agent(), **said)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_closing_while_the_customer_answers_leaves_one_true_story():
    case = given.a_resolved_case()
    record_rating(actor=given.supervisor(), case_id=case.pk, outcome="declined")
    supervisor, customer = given.supervisor(), given.customer_of(case)
    closed, written = at_once(
        lambda: close_case(actor=supervisor, case_id=case.pk),
        lambda: write_as_customer(actor=customer, case_id=case.pk, body="还是不行。", channel="portal"),
    )
    assert isinstance(written, Message)
    case = Case.objects.get()
    assert (case.status, case.rating, case.customer_waits) == ("open", "", True)
    if isinstance(closed, Case):  # it was first: the words took the closed case up again
        assert told(case)[-3:] == ["case_closed", "customer_wrote", "case_reopened"]
    else:
        assert isinstance(closed, Conflict) and "case_closed" not in told(case)
