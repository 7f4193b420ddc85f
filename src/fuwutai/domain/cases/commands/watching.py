"""Who hears of a case that is not hers."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import actor_for
from fuwutai.domain.cases.commands._states import refuse_state
from fuwutai.domain.cases.events import CaseUnwatched, CaseWatched
from fuwutai.domain.cases.models import Case, Watcher
from fuwutai.domain.cases.policies import is_in_use, may_watch
from fuwutai.domain.cases.queries import locked_case, visible_cases
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, Refused


@command(statements=9)
def watch_case(*, actor: Actor, case_id: int) -> Case:
    """Hear from now on of what happens in a case. Emits: CaseWatched, nothing for who hears of it already.

    Raises: NotFound, Refused, Conflict.
    """
    case = _case_to_watch(actor, case_id)
    assert actor.id is not None  # as `may_watch` asks
    _add(case, actor.id)
    return case


@command(statements=7)
def unwatch_case(*, actor: Actor, case_id: int) -> Case:
    """Hear no more of a case. Emits: CaseUnwatched, nothing for who did not. Raises: NotFound, Refused."""
    case = locked_case(actor, case_id)
    if actor.staff_id is None:
        raise Refused
    own = Watcher.objects.filter(case=case, staff_id=actor.staff_id)
    if own.delete()[0]:
        _count(case)
        emit(CaseUnwatched(case_id=case.pk, staff_id=actor.staff_id))
    return case


@command(statements=12)
def add_watcher(*, actor: Actor, case_id: int, staff_id: int) -> Case:
    """Let a colleague hear of a case that she can see. Emits: CaseWatched, nothing for who hears of it already.

    Raises: NotFound, Refused, Conflict, Invalid for somebody who does not see the case.
    """
    case = _case_to_watch(actor, case_id)
    colleague = actor_for(staff_id)
    if colleague is None or not visible_cases(colleague).filter(pk=case.pk).exists():
        text = _("This person does not see the case, so nothing of it can be told. Choose somebody else.")
        raise Invalid(text, fields={"staff_id": text})
    _add(case, staff_id)
    return case


def _case_to_watch(actor: Actor, case_id: int) -> Case:
    case = locked_case(actor, case_id)
    if not is_in_use(case):
        raise refuse_state(case)
    if not may_watch(actor, case):
        raise Refused
    return case


def _add(case: Case, staff_id: int) -> None:
    if Watcher.objects.filter(case=case, staff_id=staff_id).exists():
        return
    Watcher.objects.create(case=case, staff_id=staff_id, since=clock.now())
    _count(case)
    emit(CaseWatched(case_id=case.pk, staff_id=staff_id))


def _count(case: Case) -> None:
    case.watchers = Watcher.objects.filter(case=case).count()
    case.save(update_fields=["watchers"])
