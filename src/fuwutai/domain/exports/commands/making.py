"""The worker's part of a file: one page, then everybody else's work, then the next."""

from fuwutai.domain.accounts.queries import actor_for
from fuwutai.domain.cases.policies import may_export
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.customers.policies import may_reveal_contacts
from fuwutai.domain.exports.choices import DONE, REFUSED, RUNNING
from fuwutai.domain.exports.commands.runs import WORK, end_run
from fuwutai.domain.exports.events import ExportFinished, ExportRefused
from fuwutai.domain.exports.models import ExportRun
from fuwutai.domain.exports.rules import ids_of, packed
from fuwutai.domain.notices.choices import EXPORT_READY
from fuwutai.domain.notices.commands import give_notice
from fuwutai.domain.sla.exports import exported
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.jobs import enqueue


@command(statements=36)
def make_page(*, actor: Actor, run_id: int) -> None:
    """Make the next page of a file, as whoever asked for it sees the cases now, and promise the one after it.

    After the last one she is told. Who may not have it any more gets nothing of it.
    Emits: ExportFinished, ExportRefused. Raises: Refused unless the system acts.
    """
    if not actor.is_system:
        raise Refused
    run = ExportRun.objects.select_for_update(no_key=True).filter(pk=run_id, state=RUNNING).first()
    if run is None:
        return
    person = actor_for(run.staff_id)
    if person is None or not may_export(person) or (run.full and not may_reveal_contacts(person)):
        end_run(run, REFUSED)
        emit(ExportRefused(export_run_id=run.pk))
        return
    page = run.pages.filter(data__isnull=True).order_by("number").first()
    if page is None:
        _finish(run)
        return
    ids = ids_of(page.case_ids)
    cases = visible_cases(person).filter(pk__in=ids)
    rows = [row for batch in exported(cases, full=run.full) for row in batch]
    page.data = packed(rows)
    page.save(update_fields=["data"])
    run.done += len(ids)
    run.rows += len(rows)
    run.save(update_fields=["done", "rows"])
    enqueue(WORK, {"run_id": run.pk})


def _finish(run: ExportRun) -> None:
    run.state, run.ended_at = DONE, clock.now()
    run.save(update_fields=["state", "ended_at"])
    give_notice(
        actor=Actor.system("exports"), staff_ids=[run.staff_id], code=EXPORT_READY, about=f"export:{run.pk}",
        data={"run": run.pk, "rows": run.rows}, urgent=True,
    )  # fmt: skip
    emit(ExportFinished(export_run_id=run.pk, rows=run.rows))
