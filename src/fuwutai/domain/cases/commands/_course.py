"""What the commands about the course of a case share."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import NOTE
from fuwutai.domain.cases.commands._states import refuse_state
from fuwutai.domain.cases.commands._words import write_message
from fuwutai.domain.cases.events import NoteAdded
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.policies import is_in_use
from fuwutai.domain.cases.queries import locked_case
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import emit
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.text import storable

LONGEST_WORDS = 500


def case_in_use(actor: Actor, case_id: int, permission: str, statuses: tuple[str, ...] = ()) -> Case:
    """Return a locked case in which something may change, in one of some states where they are named.

    Raises: NotFound, Refused, Conflict.
    """
    case = locked_case(actor, case_id)
    if permission and not actor.may(permission):
        raise Refused
    if not is_in_use(case) or (statuses and case.status not in statuses):
        raise refuse_state(case)
    return case


def in_state(policy: Callable[[Actor, Case], bool], actor: Actor, case: Case) -> None:
    """Let a policy decide. Raises: Refused."""
    if not policy(actor, case):
        raise Refused


def said(words: str, field: str) -> str:
    """Return words of at most 500 characters. Raises: Invalid that names their field."""
    words = words.strip()
    problem = None
    if not words:
        problem = _("Write something first.")
    elif len(words) > LONGEST_WORDS:
        problem = _("Write at most 500 characters.")
    elif not storable(words):
        problem = _("This text holds a character that cannot be stored. Remove it and send again.")
    if problem:
        raise Invalid(problem, fields={field: problem})
    return words


def leave_note(actor: Actor, case: Case, words: str) -> Message:
    """Write words for colleagues into the case. Emits: NoteAdded. Cost: 1 statement."""
    message = write_message(case, actor, NOTE, words, case.channel)
    emit(NoteAdded(case_id=case.pk, message_id=message.pk))
    return message
