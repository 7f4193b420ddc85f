"""Waiting without a word to the customer: for a third party, and until somebody says that it is over."""

from fuwutai.domain.cases.commands._ready import refuse_to_leave_intake
from fuwutai.domain.cases.commands._states import SAVED_WITH_STATE, back_to_work, case_for, wait_for_third_party
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.policies import may_await_third_party, may_end_wait
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command


@command(statements=9)
def await_third_party(*, actor: Actor, case_id: int) -> Case:
    """Let a case wait for somebody who is neither the customer nor of this centre; nobody is reminded.

    Emits: ThirdPartyAwaited, nothing where it waits for one already. Raises: NotFound, Refused, Conflict.
    """
    case = case_for(actor, case_id, "third_party", may_await_third_party)
    refuse_to_leave_intake(actor, case)
    wait_for_third_party(case)
    case.save(update_fields=SAVED_WITH_STATE)
    return case


@command(statements=9)
def end_wait(*, actor: Actor, case_id: int) -> Case:
    """Take up a case that waits, for the customer or a third party. Emits: WaitEnded.

    Raises: NotFound, Refused, Conflict.
    """
    case = case_for(actor, case_id, "end_wait", may_end_wait)
    back_to_work(case)
    case.save(update_fields=SAVED_WITH_STATE)
    return case
