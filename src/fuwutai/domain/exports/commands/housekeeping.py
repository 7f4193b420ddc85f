"""Files that nobody needs any more go by themselves."""

from fuwutai.domain.exports.choices import DONE, FORGOTTEN_AFTER, KEPT_FOR, OVER, RUNNING
from fuwutai.domain.exports.models import ExportPage, ExportRun
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Refused

FILES_AT_ONCE = 20


@command(statements=5)
def remove_old_files(*, actor: Actor) -> bool:
    """Remove the pages of files that have waited long enough; return whether there may be more.

    Raises: Refused unless the system acts.
    """
    _only_the_system(actor)
    old = ExportRun.objects.filter(state=DONE, ended_at__lt=clock.now() - KEPT_FOR).order_by("ended_at")
    found = list(old.select_for_update(no_key=True).values_list("pk", flat=True)[:FILES_AT_ONCE])
    ExportPage.objects.filter(run_id__in=found).delete()
    ExportRun.objects.filter(pk__in=found).update(state=OVER)
    return len(found) == FILES_AT_ONCE


@command(statements=4)
def forget_exports(*, actor: Actor) -> None:
    """Forget exports that were over long ago; the access log keeps who took what. Raises: Refused unless the system."""
    _only_the_system(actor)
    over = ExportRun.objects.exclude(state__in=(RUNNING, DONE)).filter(made_at__lt=clock.now() - FORGOTTEN_AFTER)
    over.delete()


def _only_the_system(actor: Actor) -> None:
    if not actor.is_system:
        raise Refused
