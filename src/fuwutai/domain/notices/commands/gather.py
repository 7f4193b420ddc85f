"""Put notices into mails: what comes shortly after one another for a person goes out as one."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from fuwutai.domain.notices.choices import AWAY, GATHERING, MAIL, MAILED
from fuwutai.domain.notices.models import Letter, Notice
from fuwutai.kernel import clock, mail
from fuwutai.kernel.jobs import enqueue_at

AWAY_AFTER = timedelta(minutes=15)
"""So long somebody has time to see the bell before a mail looks for her."""
AWAY_AFTER_URGENT = timedelta(minutes=5)
GATHERED_FOR = timedelta(minutes=2)


def put_into_letters(notices: Collection[Notice], by_way: Mapping[int, str], now: datetime, *, urgent: bool) -> None:
    """Give each notice whose way is a mail its letter: one that waits and goes out in time, else a new one.

    The letters that wait are locked, so that none of them is sent without what it is given here.
    Cost: 3 statements, none where mail is not set up or nobody wants one.
    """
    mailed = [notice for notice in notices if by_way[notice.staff_id] in MAILED]
    if not mailed or not mail.is_set_up():
        return
    people = sorted({notice.staff_id for notice in mailed})
    waiting = Letter.objects.select_for_update(no_key=True).filter(staff_id__in=people, state=GATHERING)
    gathering = list(waiting.order_by("pk"))
    new: list[Letter] = []
    for notice in mailed:
        way = by_way[notice.staff_id]
        due = notice.not_before + _pause(way, urgent=urgent)
        notice.letter = _joined(gathering, notice, way, due)
        if notice.letter is None:
            notice.letter = Letter(staff_id=notice.staff_id, way=way, state=GATHERING, due_at=due, created_at=now)
            new.append(notice.letter)
    if new:
        Letter.objects.bulk_create(new)
        promise(new)


def promise(letters: Collection[Letter]) -> None:
    """Promise that letters are sent when they are due. Cost: 1 statement."""
    now = clock.now()
    enqueue_at("notices.mail", [({"letter": one.pk}, max(one.due_at, now)) for one in letters])


def _pause(way: str, *, urgent: bool) -> timedelta:
    if way == AWAY:
        return AWAY_AFTER_URGENT if urgent else AWAY_AFTER
    return timedelta(0) if urgent or way != MAIL else GATHERED_FOR


def _joined(gathering: Collection[Letter], notice: Notice, way: str, due: datetime) -> Letter | None:
    """Return a letter that goes out after the notice is shown, and not later than one of its own would."""
    for letter in gathering:
        if (letter.staff_id, letter.way) == (notice.staff_id, way) and notice.not_before <= letter.due_at <= due:
            return letter
    return None


__all__ = ["AWAY_AFTER", "AWAY_AFTER_URGENT", "promise", "put_into_letters"]
