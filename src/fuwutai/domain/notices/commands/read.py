"""What a person has read."""

from collections.abc import Collection
from datetime import datetime

from fuwutai.domain.notices.bell import ring
from fuwutai.domain.notices.models import Notice
from fuwutai.domain.notices.queries import visible_notice, visible_notices
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Refused


@command(statements=2)
def mark_read(*, actor: Actor, notice_id: int) -> Notice:
    """Keep that the person has read a notice, and return it. Raises: NotFound for another's."""
    notice = visible_notice(actor, notice_id)
    if notice.read_at is None:
        notice.read_at = clock.now()
        notice.save(update_fields=["read_at"])
        ring([notice.staff_id])
    return notice


@command(statements=1)
def mark_these_read(*, actor: Actor, notice_ids: Collection[int]) -> int:
    """Keep that the person has read some notices, and return how many she had not; those of others are passed over."""
    count = visible_notices(actor).filter(pk__in=notice_ids, read_at=None).update(read_at=clock.now())
    if count and actor.id is not None:
        ring([actor.id])
    return count


@command(statements=1)
def mark_all_read(*, actor: Actor, until: datetime, codes: Collection[str] | None = None) -> int:
    """Keep that the person has read all that was due by a moment, and return how many; what came after stays unread.

    `codes`: only of these kinds.
    """
    shown = visible_notices(actor).filter(read_at=None, not_before__lte=until, created_at__lte=until)
    if codes is not None:
        shown = shown.filter(code__in=codes)
    count = shown.update(read_at=clock.now())
    if count and actor.id is not None:
        ring([actor.id])
    return count


@command(statements=2)
def settle_matter(*, actor: Actor, staff_ids: Collection[int], about: str) -> int:
    """Keep that a matter asks nothing more of these people; return how many of them it still waited for.

    Raises: Refused unless the system acts.
    """
    if not actor.is_system:
        raise Refused
    waiting = Notice.objects.filter(staff_id__in=staff_ids, about=about, read_at=None)
    people = sorted(set(waiting.values_list("staff_id", flat=True)))
    if people:
        waiting.update(read_at=clock.now())
        ring(people)
    return len(people)
