"""Take away what nobody needs any more."""

from datetime import timedelta

from fuwutai.domain.notices.models import Letter, Notice
from fuwutai.domain.notices.queries import old_notices
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Refused

# No figures of a manual: a notice proves nothing, the journal does.
KEEP_READ = timedelta(days=90)
KEEP_OVER = timedelta(days=7)
"""What was over before anybody read it is kept a little: a case that is reopened takes its clock up again."""
BATCH = 1_000


@command(statements=3)
def forget_notices(*, actor: Actor) -> int:
    """Delete a batch of old notices of one sort and return how many; 0 once none is left.

    Raises: Refused unless the system acts.
    """
    if not actor.is_system:
        raise Refused
    now = clock.now()
    old = old_notices(BATCH, read_before=now - KEEP_READ, over_before=now - KEEP_OVER)
    return Notice.objects.filter(pk__in=old).delete()[0]


@command(statements=4)
def forget_letters(*, actor: Actor) -> int:
    """Delete a batch of mails that were over long ago and return how many. Raises: Refused unless the system acts."""
    if not actor.is_system:
        raise Refused
    over = Letter.objects.filter(ended_at__lt=clock.now() - KEEP_READ).order_by("ended_at")
    return Letter.objects.filter(pk__in=list(over.values_list("pk", flat=True)[:BATCH])).delete()[0]
