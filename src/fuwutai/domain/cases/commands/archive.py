"""The archive: closed cases that nobody needs before their eyes, kept whole."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import CLOSED
from fuwutai.domain.cases.commands._states import may_still_reopen, refuse_state
from fuwutai.domain.cases.course import is_due_for_archive, to_archive
from fuwutai.domain.cases.events import CaseArchived, CaseRestored
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import locked_case
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Refused

CHUNK = 200


@command(statements=7)
def archive_case(*, actor: Actor, case_id: int) -> Case:
    """Put a closed case into the archive, once its customer's words would open another one; nothing is deleted.

    Emits: CaseArchived, nothing for one that is there. Raises: NotFound, Refused, Conflict.
    """
    case = locked_case(actor, case_id)
    if not actor.may("cases.archive"):
        raise Refused
    if case.archived_at is not None:
        return case
    if case.status != CLOSED:
        raise refuse_state(case)
    if case.merged_into_id is None and may_still_reopen(case):
        raise Conflict(
            _("The customer may still take this case up again. Archive it once the days for that are over."),
            code="may_reopen",
        )
    _put_away([case])
    return case


@command(statements=6)
def restore_case(*, actor: Actor, case_id: int) -> Case:
    """Bring a case back from the archive. Emits: CaseRestored, nothing where it is not there.

    Raises: NotFound, Refused.
    """
    case = locked_case(actor, case_id)
    if not actor.may("cases.archive"):
        raise Refused
    if case.archived_at is not None:
        case.archived_at = None
        case.save(update_fields=["archived_at"])
        emit(CaseRestored(case_id=case.pk))
    return case


@command(most_events=CHUNK + 1)
def archive_old_cases(
    *, actor: Actor, after: tuple[datetime, int] | None = None
) -> tuple[datetime, int] | None:
    """Put the next closed cases into the archive that have been closed long enough, by the rule of each.

    Returns after which to go on, None at the end. What another worker holds is left for the next night.
    Emits: CaseArchived. Raises: Refused. Cost: 2 statements and the journal.
    """
    if not actor.is_system:
        raise Refused
    now = clock.now()
    looked_at = list(to_archive(now, after, CHUNK).select_for_update(no_key=True, skip_locked=True, of=("self",)))
    if due := [case for case in looked_at if is_due_for_archive(case, now)]:
        _put_away(due)
    return (looked_at[-1].status_since, looked_at[-1].pk) if looked_at else None


def _put_away(cases: list[Case]) -> None:
    now = clock.now()
    Case.objects.filter(pk__in=[case.pk for case in cases]).update(archived_at=now)
    for case in cases:
        case.archived_at = now
        emit(CaseArchived(case_id=case.pk))
