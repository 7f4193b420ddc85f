"""Take the refused rows out again."""

from fuwutai.domain.imports.commands.runs import run_to_change
from fuwutai.domain.imports.events import RejectsExported
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit


@command
def export_rejects(*, actor: Actor, run_id: int) -> None:
    """Write down who takes out the refused rows of an import with all that stands in them; then a query reads them.

    Emits: RejectsExported. Raises: Refused, NotFound.
    """
    run = run_to_change(actor, run_id)
    entry = record_access(actor, "export_rejects", subject="import", subject_id=run.pk)
    emit(RejectsExported(import_id=run.pk, access_entry_id=entry.pk))
