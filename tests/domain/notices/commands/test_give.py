"""Giving notices: once, the highest only, and when they are due."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.budgets import budget
from tests.rows import nothing_changes

from fuwutai.domain.notices.commands import give_notice, mark_read
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel import push
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.models import OutboxRow
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai
EVENING = datetime(2026, 3, 2, 12, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 3, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    given.centre()
    return time_machine


@pytest.fixture
def rung():
    """Gather for whom the bell rings."""
    heard: list[list[int]] = []
    end = push.listen(lambda channel, payload: heard.append(payload) if channel == "staff" else None)
    yield heard
    end()


def ids(*people: str) -> list[int]:
    return [given.staff(person).pk for person in people or (given.LIN,)]


def give(rank: int = 1, *people: str, **more) -> None:
    wanted = {"code": "tests.told", "about": "tests:1", "rank": rank, "data": {"percent": 75}, **more}
    give_notice(actor=SYSTEM, staff_ids=ids(*people), **wanted)


def unread(person: str = given.LIN) -> list[int]:
    rows = Notice.objects.filter(staff=given.staff(person), read_at=None)
    return sorted(rows.values_list("rank", flat=True))


def test_each_person_is_told_once():
    give(1, given.LIN, given.CHEN)
    with nothing_changes():
        give(1, given.LIN, given.CHEN, data={"percent": 80})
    give(1, given.LIN, given.ZHAO)
    assert Notice.objects.count() == 3


def test_a_higher_rank_takes_the_place_of_what_was_not_read(monday):
    give(1, given.LIN, given.CHEN)
    monday.shift(timedelta(minutes=5))
    give(2)
    assert (unread(), unread(given.CHEN)) == ([2], [1])
    assert Notice.objects.get(rank=1, staff=given.staff()).read_at == MONDAY + timedelta(minutes=5)


def test_what_was_read_keeps_the_moment_of_its_reading(monday):
    give(1)
    mark_read(actor=given.agent(), notice_id=Notice.objects.get().pk)
    monday.shift(timedelta(minutes=5))
    give(2)
    assert Notice.objects.get(rank=1).read_at == MONDAY


def test_a_lower_rank_that_comes_late_is_not_told():
    give(2)
    with nothing_changes():
        give(1)


def test_another_matter_is_told_beside_it():
    give(1)
    give(1, about="tests:2")
    assert unread() == [1, 1]


def test_what_is_not_urgent_waits_for_the_morning_and_what_is_urgent_does_not(monday):
    monday.move_to(EVENING, tick=False)
    give(1)
    give(1, about="tests:2", urgent=True)
    assert sorted(Notice.objects.values_list("not_before", flat=True)) == [EVENING, NEXT_MORNING]


def test_the_bell_rings_when_the_notice_is_written_and_not_before(rung, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        give(1, given.LIN, given.CHEN)
        assert rung == []
    assert rung == [sorted(ids(given.LIN, given.CHEN))]
    assert not OutboxRow.objects.filter(name="notices.ring").exists()


def test_for_what_waits_the_bell_rings_once_it_is_due(monday, rung, django_capture_on_commit_callbacks):
    monday.move_to(EVENING, tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        give(1, given.LIN, given.CHEN)
        monday.move_to(NEXT_MORNING - timedelta(seconds=1), tick=False)
        drain()
    assert rung == []
    assert OutboxRow.objects.filter(name="notices.ring").count() == 1
    monday.move_to(NEXT_MORNING, tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        drain()
    assert rung == [sorted(ids(given.LIN, given.CHEN))]
    assert not OutboxRow.objects.filter(name="notices.ring").exists()


@pytest.mark.parametrize("who", [given.administrator, given.supervisor, lambda: Actor.customer(1)])
def test_only_the_platform_gives_notices(who):
    with nothing_changes(), pytest.raises(Refused):
        give_notice(actor=who(), staff_ids=ids(), code="tests.told", about="tests:1", data={})


@pytest.mark.parametrize("now", [MONDAY, EVENING])
def test_giving_a_notice_keeps_its_budget(monday, now):
    people = ids(given.LIN, given.ZHAO, given.CHEN)
    give(1, given.LIN, given.ZHAO, given.CHEN)
    monday.move_to(now, tick=False)
    with budget(give_notice):
        give_notice(actor=SYSTEM, staff_ids=people, code="tests.told", about="tests:1", rank=2, data={})
    assert unread() == unread(given.ZHAO) == [2]
