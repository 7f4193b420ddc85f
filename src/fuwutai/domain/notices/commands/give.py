"""Tell people something: each by the way she wishes, now or when work begins again."""

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from fuwutai.domain.accounts.queries import centre_zone, working_hours
from fuwutai.domain.calendars.working_time import WorkingTime
from fuwutai.domain.cases.queries import locked_case
from fuwutai.domain.notices.bell import ring
from fuwutai.domain.notices.choices import IN_DIGEST, OFF
from fuwutai.domain.notices.commands.gather import put_into_letters
from fuwutai.domain.notices.models import Notice
from fuwutai.domain.notices.rules import end_of_quiet, next_digest, next_moment
from fuwutai.domain.notices.ways import Wishes, shipped, wishes_of
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.jobs import enqueue

DOER = "by"
"""In `data`: who did what is told of. She is not told."""


@command(statements=13)
def give_notice(
    *,
    actor: Actor,
    staff_ids: Collection[int],
    code: str,
    about: str,
    rank: int = 0,
    case_id: int | None = None,
    data: Mapping[str, int | str],
    urgent: bool = False,
) -> None:
    """Tell each of these people a rank of a matter once; it takes the place of lower ranks they have not read.

    Who knows a higher rank already is not told a lower one that comes late. What is not urgent waits for the next
    working time of the centre, for the end of a person's quiet hours, or for her digest. Who turned a kind off, and
    whoever did it herself (`data["by"]`), is told nothing.
    Raises: Refused unless the system acts, NotFound for a case that is not there.
    """
    if not actor.is_system:
        raise Refused
    if case_id is not None:
        locked_case(actor, case_id)  # two levels of one clock, in the hands of two workers, come one after the other
    now = clock.now()
    told = Notice.objects.filter(staff_id__in=staff_ids, about=about)
    knowing = set(told.filter(rank__gte=rank).values_list("staff_id", flat=True))
    new = sorted(set(staff_ids) - knowing - {data.get(DOER)})
    if not new:
        return
    told.filter(rank__lt=rank, read_at=None, staff_id__in=new).update(read_at=now)
    hours, zone, wishes = working_hours(), centre_zone(), wishes_of(new)
    notices, by_way = [], {}
    for staff_id in new:
        wished = wishes.get(staff_id) or shipped("")
        if (way := wished.way(code)) == OFF:
            continue
        not_before, digest_at = _moments(now, wished, way, hours, zone, urgent=urgent)
        by_way[staff_id] = way
        notices.append(
            Notice(
                staff_id=staff_id, code=code, case_id=case_id, about=about, rank=rank, data=dict(data),
                created_at=now, not_before=not_before, digest_at=digest_at,
            )
        )  # fmt: skip
    put_into_letters(notices, by_way, now, urgent=urgent)
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    _ring_when_due(notices, now)


def _moments(
    now: datetime, wished: Wishes, way: str, hours: WorkingTime, zone: ZoneInfo, *, urgent: bool
) -> tuple[datetime, datetime | None]:
    """Return from when on a notice is shown, and the digest it waits for if it does. What is urgent waits for none."""
    if urgent:
        return now, None
    if way in IN_DIGEST:
        digest = next_digest(now.astimezone(zone), wished.digests, hours.is_working_day)
        if digest is not None:
            digest = end_of_quiet(digest, wished.quiet)
            return digest, digest
    return next_moment(now, wished.quiet, hours.next_open_or_same, zone), None


def _ring_when_due(notices: Collection[Notice], now: datetime) -> None:
    """Let open pages hear of it: at the commit, or by a job of its own when held-back notices come due."""
    due: dict[datetime, list[int]] = {}
    for notice in notices:
        due.setdefault(max(notice.not_before, now), []).append(notice.staff_id)
    for moment, staff_ids in sorted(due.items()):
        if moment <= now:
            ring(staff_ids)
        else:
            enqueue("notices.ring", {"staff_ids": staff_ids}, run_at=moment)
