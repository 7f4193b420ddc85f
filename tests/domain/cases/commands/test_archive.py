"""The archive: what goes there, what happens to it there, and how it comes back."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests import given
from tests.domain.cases.scenarios_course import an_archived_case, an_old_closed_case
from tests.racing import at_once
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import (
    add_note,
    archive_case,
    archive_old_cases,
    note_call_back,
    redo_case,
    reopen_case,
    restore_case,
    write_as_customer,
)
from fuwutai.domain.cases.commands import archive as module
from fuwutai.domain.cases.jobs.course import archive_old
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import case_by_number, queue
from fuwutai.domain.cases.records import filing_of
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.domain.standards.queries import forget_rules
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, NotFound, Refused
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
MONDAY = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def is_archived(case: Case) -> bool:
    return Case.objects.get(pk=case.pk).archived_at is not None


def in_queue(name: str, case: Case) -> bool:
    return queue(given.agent(), name).filter(pk=case.pk).exists()


@pytest.mark.proves("S4-2.1-7", "S4-4.3-3")
def test_an_archived_case_leaves_the_lists_and_its_number_still_finds_it():
    case = an_archived_case()
    assert [in_queue(name, case) for name in ("closed", "all", "archived")] == [False, False, True]
    assert case_by_number(given.agent(), case.number) == case
    assert case.messages.count() > 0


def test_nothing_changes_in_the_archive():
    case = an_archived_case()
    lead = given.supervisor()
    for command, more, kind in (
        (reopen_case, {}, Conflict),
        (redo_case, {"reason": "没有修好。"}, Conflict),
        (note_call_back, {"outcome": "settled"}, Conflict),
        (add_note, {"body": "补充。"}, Refused),
    ):
        with nothing_changes(), pytest.raises(kind):
            command(actor=lead, case_id=case.pk, **more)


def test_the_customers_words_to_an_archived_case_open_another_one():
    case = an_archived_case()
    message = write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="又断了。", channel="portal")
    assert message.case.follows_id == case.pk
    assert is_archived(case)


def test_brought_back_it_is_as_it_was():
    case = an_archived_case()
    restore_case(actor=given.supervisor(), case_id=case.pk)
    assert in_queue("closed", case)
    redo_case(actor=given.supervisor(), case_id=case.pk, reason="没有修好。")
    with nothing_changes():
        restore_case(actor=given.supervisor(), case_id=case.pk)


def test_by_hand_only_once_the_customer_can_take_it_up_no_more():
    fresh, old = given.a_closed_case(), an_old_closed_case()
    with nothing_changes(), pytest.raises(Conflict):
        archive_case(actor=given.supervisor(), case_id=fresh.pk)
    archive_case(actor=given.supervisor(), case_id=old.pk)
    with nothing_changes():
        archive_case(actor=given.supervisor(), case_id=old.pk)


@pytest.mark.parametrize("make", [given.a_case, given.an_open_case, given.a_resolved_case])
def test_only_closed_cases_go_into_the_archive(make):
    case = make()
    with nothing_changes(), pytest.raises(Conflict):
        archive_case(actor=given.supervisor(), case_id=case.pk)


def test_only_who_may_and_sees_it_moves_it():
    old, there = an_old_closed_case(), an_archived_case()
    for command, case in ((archive_case, old), (restore_case, there)):
        for who, kind in (
            (given.agent(), Refused), (given.agent_elsewhere(), NotFound), (given.customer_of(case), Refused),
        ):  # fmt: skip
            with nothing_changes(), pytest.raises(kind):
                command(actor=who, case_id=case.pk)
    with nothing_changes(), pytest.raises(Refused):
        archive_old_cases(actor=given.supervisor())


@pytest.mark.proves("OWN-8")
def test_every_night_what_was_closed_long_enough_goes_there_chunk_by_chunk(time_machine, monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 2)
    time_machine.move_to(MONDAY, tick=False)
    old = [given.a_closed_case(phone=f"1381234567{nth}") for nth in range(5)]
    time_machine.shift(timedelta(days=89))
    young, open_case = given.a_closed_case(phone="13700001111"), given.an_open_case(phone="13700002222")
    archive_old({})
    drain()
    assert not any(is_archived(case) for case in old)
    time_machine.shift(timedelta(days=1))
    archive_old({})
    drain()
    assert all(is_archived(case) for case in old)
    assert not is_archived(young)
    assert not is_archived(open_case)
    assert JournalEntry.objects.filter(code="cases.case_archived").count() == 5


def test_each_case_has_the_days_of_its_own_rule(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    fault, complaint = given.a_closed_case(), given.a_closed_case(type="complaint", phone="13700001111")
    lead = given.administrator()
    adopt_rule(actor=lead, kind="cases.archive_after", value={"days": 200}, scope={"type": "complaint"})
    time_machine.shift(timedelta(days=100))
    archive_old({})
    drain()
    assert (is_archived(fault), is_archived(complaint)) == (True, False)


def test_without_a_rule_nothing_goes_by_itself(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    given.a_closed_case()
    RuleRow.objects.filter(kind="cases.archive_after").delete()
    forget_rules()
    time_machine.shift(timedelta(days=4_000))
    with nothing_changes():
        assert archive_old_cases(actor=SYSTEM) is None


@pytest.mark.proves("OWN-9", "S4-2.1-7", "S4-4.3-3")
def test_the_record_says_its_class_and_until_when_it_is_kept(time_machine):
    time_machine.move_to(MONDAY, tick=False)
    fault, complaint = given.a_closed_case(), given.a_closed_case(type="complaint", phone="13700001111")
    read = filing_of(fault)
    assert (read.file_class, read.years, read.until) == ("service", 3, date(2029, 3, 2))
    assert filing_of(complaint).file_class == "complaint"
    longer = {"years": 10, "file_class": "重要"}
    adopt_rule(actor=given.administrator(), kind="cases.keep_for", value=longer, scope={"priority": "emergency"})
    grave = given.a_closed_case(priority="emergency", phone="13700002222")
    assert (filing_of(grave).file_class, filing_of(grave).years) == ("重要", 10)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_archive_a_case_once():
    cases = [an_old_closed_case() for _nth in range(3)]
    Case.objects.update(status_since=clock.now() - timedelta(days=100))
    at_once(*[lambda: archive_old_cases(actor=SYSTEM)] * 2)
    assert all(is_archived(case) for case in cases)
    assert JournalEntry.objects.filter(code="cases.case_archived").count() == 3
