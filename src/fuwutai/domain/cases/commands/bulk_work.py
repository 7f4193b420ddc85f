"""The work of a bulk change, some cases at a time, so that nothing else waits long behind it."""

import logging
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.utils import translation
from django.utils.translation import gettext as _

from fuwutai.domain.accounts.queries import actor_by_token_id, actor_for, centre
from fuwutai.domain.cases.actions.bulk import DONE, GOES_ON, RUNNING, UNDOING, WAITING
from fuwutai.domain.cases.commands.bulk import count_bulk, note_bulk_problem, take_bulk_item, undo_bulk_item
from fuwutai.domain.cases.models import BulkItem, BulkRun
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import DomainError, NotFound
from fuwutai.kernel.masking import mask_text

log = logging.getLogger(__name__)

PLATFORM = Actor.system("cases")
SLICE_SECONDS, SLICE_CASES = 2.0, 500


def carry_on(run_id: int, seconds: float = SLICE_SECONDS) -> bool:
    """Do the next cases of a run for about so long, and return whether there are more.

    Each in its own transaction; what is refused stands in its row, in the language of the person, and holds up nothing.
    Raises: what the database itself raises, to be tried again. Cost: about 8 statements beside those of the cases.
    """
    run = BulkRun.objects.select_related("staff").filter(pk=run_id, state__in=GOES_ON).first()
    if run is None:
        return False
    if run.state == WAITING:
        BulkRun.objects.filter(pk=run_id, state=WAITING).update(state=RUNNING)
    here = centre()
    with translation.override(run.staff.language or (here.language if here else None)):
        person = actor_for(run.staff_id) if run.token_id is None else actor_by_token_id(run.token_id)
        left = BulkItem.objects.filter(run_id=run_id, state=DONE if run.state == UNDOING else WAITING)
        one = undo_bulk_item if run.state == UNDOING else take_bulk_item
        until = time.monotonic() + seconds
        for item_id in list(left.order_by("id").values_list("pk", flat=True)[:SLICE_CASES]):
            if person is None:
                gone = _("Whoever started this does not work here any more, or the token was withdrawn.")
                note_bulk_problem(actor=PLATFORM, item_id=item_id, code="not_here", words=gone)
            else:
                _tried(person, item_id, one)
            if time.monotonic() > until:
                break
        return count_bulk(actor=person or PLATFORM, run_id=run_id)


def _tried(person: Actor, item_id: int, one: Callable[..., bool]) -> None:
    """Do one case, or note why not."""
    try:
        one(actor=person, item_id=item_id)
    except NotFound:
        code, words = "not_found", _("You do not see this case any more, or it was given away meanwhile.")
    except DomainError as problem:
        said = [str(text) for text in problem.fields.values()] or [str(problem.message)]
        code, words = problem.code, mask_text(" ".join(dict.fromkeys(said)))
    except (OperationalError, InterfaceError):  # of the database, not of the case: the whole is tried again
        raise
    except Exception:
        log.exception("case %s of a bulk change failed", item_id)
        code, words = "unexpected", _("Something unforeseen went wrong. Tell whoever runs the server.")
    else:
        return
    note_bulk_problem(actor=person, item_id=item_id, code=code, words=words)
