"""How long people worked on a case: noted, told apart, corrected without a trace lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import assign_case, correct_time, note_time
from fuwutai.domain.cases.models import Case, TimeSpent
from fuwutai.domain.cases.work.time_spent import activities, my_times, shares, times_of, today, week_of
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def noted(case: Case, minutes: int = 30, actor: object = None, **more: object) -> TimeSpent:
    return note_time(actor=actor or given.agent(), case_id=case.pk, minutes=minutes, **more)


def minutes_of(case: Case) -> int:
    total = Case.objects.get(pk=case.pk).minutes
    assert total == sum(one.minutes for one in times_of(given.supervisor(), case.pk))
    return total


def test_several_people_are_told_apart_and_summed_up():
    case = given.a_case()
    noted(case, 30)
    noted(case, 15)
    noted(case, 90, given.supervisor(), note="与机房协调")
    assert minutes_of(case) == 135
    found = shares(times_of(given.agent(), case.pk))
    assert [(one.name, one.minutes) for one in found] == [("陈国强", 90), ("林小雨", 45)]
    entry = JournalEntry.objects.filter(code="cases.time_noted").last()
    assert entry.data["minutes"] == 90 and "机房" not in str(entry.data)


def test_a_correction_is_a_row_of_its_own_and_counts_in_place_of_the_first():
    case = given.a_case()
    first = noted(case, 300, note="误")
    second = correct_time(actor=given.agent(), time_id=first.pk, minutes=30)
    first.refresh_from_db()
    assert (first.minutes, first.note) == (300, "误")
    assert (second.corrects_id, second.staff_id, minutes_of(case)) == (first.pk, first.staff_id, 30)
    with pytest.raises(Conflict), nothing_changes():
        correct_time(actor=given.agent(), time_id=first.pk, minutes=20)
    correct_time(actor=given.agent(), time_id=second.pk, minutes=0)
    assert minutes_of(case) == 0
    assert times_of(given.agent(), case.pk) == []
    assert TimeSpent.objects.count() == 3


def test_a_correction_of_nothing_is_no_row():
    first = noted(given.a_case(), 30)
    assert correct_time(actor=given.agent(), time_id=first.pk, minutes=30).pk == first.pk
    assert TimeSpent.objects.count() == 1


def test_a_supervisor_corrects_for_others_and_it_stays_their_time():
    case = given.a_case()
    made = correct_time(actor=given.supervisor(), time_id=noted(case, 60).pk, minutes=45)
    assert made.staff_id == given.staff().pk
    hers = noted(case, 20, given.supervisor())
    with pytest.raises(Refused), nothing_changes():
        correct_time(actor=given.agent(), time_id=hers.pk, minutes=10)


@pytest.mark.parametrize("minutes", [0, -5, 1441])
def test_minutes_are_those_of_a_day(minutes):
    case = given.a_case()
    with pytest.raises(Invalid) as refused, nothing_changes():
        noted(case, minutes)
    assert list(refused.value.fields) == ["minutes"]


def test_nobody_works_more_than_a_day_has():
    case, other = given.a_case(), given.a_case(phone="13700000001")
    noted(case, 1_000)
    with pytest.raises(Invalid) as refused, nothing_changes():
        noted(other, 441)
    assert list(refused.value.fields) == ["minutes"]
    noted(other, 440)
    noted(other, 441, given.supervisor())


def test_a_day_is_neither_to_come_nor_before_the_case():
    case = given.a_case()
    for day in (today() + timedelta(days=1), today() - timedelta(days=1)):
        with pytest.raises(Invalid) as refused, nothing_changes():
            noted(case, day=day)
        assert list(refused.value.fields) == ["day"]


def test_a_kind_of_work_is_one_of_the_list_or_none():
    case = given.a_case()
    with pytest.raises(Invalid) as refused, nothing_changes():
        noted(case, activity="no_such_work", note="x" * 201)
    assert set(refused.value.fields) == {"activity", "note"}
    for code in list(activities())[:1]:
        assert noted(case, activity=code).activity == code


def test_who_does_not_see_or_may_not_notes_nothing():
    case, merged = given.a_case(), given.a_merged_case(phone="13700000001")
    made = noted(case)
    watcher = replace(given.supervisor(), permissions=frozenset({"cases.view", "complaints.view"}))
    for actor, refusal in ((given.agent_elsewhere(), NotFound), (watcher, Refused), (given.customer_of(case), Refused)):
        with pytest.raises(refusal), nothing_changes():
            noted(case, actor=actor)
        with pytest.raises(refusal), nothing_changes():
            correct_time(actor=actor, time_id=made.pk, minutes=1)
    with pytest.raises(Conflict), nothing_changes():
        noted(merged)


def test_a_closed_case_still_takes_time():
    case = given.a_closed_case()
    noted(case, 5)
    assert minutes_of(case) == 5


def test_my_week_holds_my_times_and_of_cases_out_of_sight_only_how_long():
    case = given.a_case()
    noted(case, 30, note="检测")
    noted(case, 45, given.supervisor())
    first, last = week_of(today())
    [row] = my_times(given.agent(), first, last)
    assert (row.minutes, row.number, row.note) == (30, case.number, "检测")
    assign_case(actor=given.supervisor(), case_id=case.pk, team_id=given.team("mobile").pk)
    [row] = my_times(given.agent(), first, last)
    assert (row.minutes, row.number, row.subject, row.note) == (30, "", "", "")
    assert my_times(given.agent(), first - timedelta(days=7), last - timedelta(days=7)) == []
