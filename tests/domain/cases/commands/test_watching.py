"""Who hears of a case that is not hers."""

import pytest
from tests import given
from tests.domain.cases.scenarios_course import an_archived_case
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import add_watcher, unwatch_case, watch_case
from fuwutai.domain.cases.course import watchers_of
from fuwutai.domain.cases.models import Case, Watcher
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused

pytestmark = pytest.mark.django_db


def number(case: Case) -> int:
    return Case.objects.get(pk=case.pk).watchers


def test_who_watches_is_counted_on_the_case_and_named():
    case = given.a_case()
    watch_case(actor=given.agent(), case_id=case.pk)
    add_watcher(actor=given.agent(), case_id=case.pk, staff_id=given.staff(given.CHEN).pk)
    assert number(case) == 2
    assert [one.name for one in watchers_of(given.agent(), case.pk)] == ["林小雨", "陈国强"]


def test_watching_twice_is_watching_once():
    case = given.a_case()
    watch_case(actor=given.agent(), case_id=case.pk)
    with nothing_changes():
        watch_case(actor=given.agent(), case_id=case.pk)


def test_one_stops_watching_for_oneself_only():
    case = given.a_case()
    for who in (given.agent(), given.supervisor()):
        watch_case(actor=who, case_id=case.pk)
    unwatch_case(actor=given.agent(), case_id=case.pk)
    assert list(Watcher.objects.values_list("staff__username", flat=True)) == [given.CHEN]
    assert number(case) == 1
    with nothing_changes():
        unwatch_case(actor=given.agent(), case_id=case.pk)


def test_a_colleague_who_does_not_see_the_case_cannot_be_added():
    case = given.a_case()
    for staff_id in (given.staff(given.ZHAO).pk, 999_999):
        with nothing_changes(), pytest.raises(Invalid):
            add_watcher(actor=given.agent(), case_id=case.pk, staff_id=staff_id)


def test_outsiders_and_who_does_not_see_the_case_do_not_watch_it():
    case = given.a_case()
    for command in (watch_case, unwatch_case):
        with nothing_changes(), pytest.raises(NotFound):
            command(actor=given.agent_elsewhere(), case_id=case.pk)
        with nothing_changes(), pytest.raises(Refused):
            command(actor=given.customer_of(case), case_id=case.pk)
    assert watchers_of(given.agent_elsewhere(), case.pk) == []


@pytest.mark.parametrize("make", [given.a_merged_case, an_archived_case])
def test_nobody_begins_to_watch_what_is_over(make):
    case = make()
    with nothing_changes(), pytest.raises(Conflict):
        watch_case(actor=given.agent(), case_id=case.pk)
