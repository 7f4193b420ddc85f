"""Tell people something, now or when work begins again."""

from collections.abc import Collection, Mapping
from datetime import datetime

from fuwutai.domain.accounts.queries import working_hours
from fuwutai.domain.cases.queries import locked_case
from fuwutai.domain.notices.bell import ring
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.jobs import enqueue


@command(statements=6)
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
    working time of the centre.
    Raises: Refused unless the system acts, NotFound for a case that is not there.
    """
    if not actor.is_system:
        raise Refused
    if case_id is not None:
        locked_case(actor, case_id)  # two levels of one clock, in the hands of two workers, come one after the other
    now = clock.now()
    told = Notice.objects.filter(staff_id__in=staff_ids, about=about)
    new = sorted(set(staff_ids) - set(told.filter(rank__gte=rank).values_list("staff_id", flat=True)))
    if not new:
        return
    told.filter(rank__lt=rank, read_at=None).update(read_at=now)
    not_before = now if urgent else working_hours().next_open_or_same(now)
    notices = [
        Notice(
            staff_id=staff_id, code=code, case_id=case_id, about=about, rank=rank, data=dict(data),
            created_at=now, not_before=not_before,
        )
        for staff_id in new
    ]  # fmt: skip
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    _ring_when_due(new, not_before, now)


def _ring_when_due(staff_ids: list[int], not_before: datetime, now: datetime) -> None:
    """Let open pages hear of it: at the commit, or by a job of its own when a held-back notice comes due."""
    if not_before <= now:
        ring(staff_ids)
    else:
        enqueue("notices.ring", {"staff_ids": staff_ids}, run_at=not_before)
