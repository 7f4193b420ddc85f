"""Have the whole chain looked through, and keep what was found. Source: S4-4.3-7, S3-5.2-8."""

from fuwutai.domain.accounts.queries import actors_for, staff_who_may
from fuwutai.domain.compliance.events import ChainChecked
from fuwutai.domain.compliance.models import ChainCheck
from fuwutai.domain.compliance.policies import may_check_chain, may_view_audit
from fuwutai.domain.notices.choices import CHAIN_BROKEN
from fuwutai.domain.notices.commands import give_notice
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.chain import VerifyResult
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.events import Code
from fuwutai.kernel.jobs import enqueue

WORK = "compliance.check_chain"
UNREADABLE = "unreadable"


@command
def check_chain(*, actor: Actor) -> None:
    """Let the worker look through the whole chain; asked twice, it does so once. Raises: Refused."""
    if not may_check_chain(actor):
        raise Refused
    enqueue(WORK, {"staff_id": actor.id if actor.is_person else None}, unique_key=WORK)


@command
def note_chain_check(*, actor: Actor, result: VerifyResult | None, took_ms: int, staff_id: int | None) -> ChainCheck:
    """Keep what a look through the chain found, and tell those who watch the logs where it is not whole.

    `result`: None where the head file cannot be read. Emits: ChainChecked. Raises: Refused unless the system acts.
    """
    if not actor.is_system:
        raise Refused
    broken = result.first_broken if result else None
    why = broken.why if broken else ("" if result else UNREADABLE)
    check = ChainCheck.objects.create(
        at=clock.now(),
        rows=result.rows if result else 0,
        sealed=result.sealed if result else 0,
        unsealed=result.unsealed if result else 0,
        broken_table=broken.table if broken else "",
        broken_seq=broken.seq if broken else None,
        broken_why=why,
        took_ms=took_ms,
        by_id=staff_id,
    )
    emit(ChainChecked(chain_check_id=check.pk, rows=check.rows, why=Code(why)))
    if why:
        give_notice(
            actor=actor, staff_ids=watchers(), code=CHAIN_BROKEN, about=f"chain:{check.pk}", data={"why": why},
            urgent=True,
        )  # fmt: skip
    return check


def watchers() -> set[int]:
    """Return the ids of those who may look into the logs: the permission counts only with sight of everything."""
    return {one.id for one in actors_for(staff_who_may("audit.view")) if may_view_audit(one) and one.id is not None}
