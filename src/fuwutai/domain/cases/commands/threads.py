"""Two cases that are one matter, and one case that is two."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import ACTIVE, CUSTOMER_MESSAGE
from fuwutai.domain.cases.commands._states import SAVED_WITH_STATE, case_for, merge, refuse_state
from fuwutai.domain.cases.commands._words import both_subjects, facts_of_case
from fuwutai.domain.cases.commands.intake import opened, store, wrong_subject
from fuwutai.domain.cases.conversation import visible_messages
from fuwutai.domain.cases.events import CaseAbsorbed, CaseSplit
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.policies import allows, may_merge, may_split
from fuwutai.domain.cases.queries import locked_cases, visible_case
from fuwutai.domain.customers.person import held
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.journal import entries_about


@command(statements=12)
def merge_case(*, actor: Actor, case_id: int, into_id: int) -> Case:
    """Let a case go on in another one of the same customer; its words stay where they are, later ones land there.

    Emits: CaseMerged, CaseAbsorbed. Raises: NotFound, Refused, Conflict, Invalid.
    """
    cases = locked_cases(actor, (case_id, into_id))
    case, into = cases[case_id], cases[into_id]
    if not allows(case, "merge"):
        raise refuse_state(case)
    if not may_merge(actor, case):
        raise Refused
    _check_target(case, into)
    customer_waits = case.customer_waits
    merge(case, into)
    case.save(update_fields=["merged_into", *SAVED_WITH_STATE])
    if customer_waits and into.status in ACTIVE:
        into.last_message_at = max(case.last_message_at, into.last_message_at)
        into.customer_waits = True
        into.save(update_fields=["last_message_at", "customer_waits"])
    emit(CaseAbsorbed(case_id=into.pk, from_id=case.pk))
    return case


@command(statements=14)
def split_case(*, actor: Actor, case_id: int, message_id: int, subject: str) -> Case:
    """Make a case of its own of words with which the customer began another matter; the words stand in both.

    Emits: CaseOpened with the moment of the words, CaseSplit. Raises: NotFound, Refused, Conflict, Invalid.
    """
    customer = held(visible_case(actor, case_id).customer_id)
    case = case_for(actor, case_id, "split", may_split)
    words = _said(actor, case_id, message_id)
    if wrong := wrong_subject(subject):
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    _check_words(case, words)
    new = Case(**facts_of_case(case), **both_subjects(subject.strip()), customer_id=case.customer_id)
    new.team_id, new.restricted, new.follows = case.team_id, customer.restricted, case
    store(new, said_at=words.at)
    copied = Message.objects.create(
        case=new,
        kind=words.kind,
        body=words.body,
        author_kind=words.author_kind,
        author_id=words.author_id,
        channel=words.channel,
        at=words.at,
        day_only=words.day_only,
    )
    emit(opened(new, copied, since=words.at))
    emit(CaseSplit(case_id=case.pk, new_case_id=new.pk, message_id=words.pk))
    return new


def _said(actor: Actor, case_id: int, message_id: int) -> Message:
    """Return a message as it is stored. Raises: NotFound."""
    message = visible_messages(actor, case_id).filter(pk=message_id).first()
    if message is None:
        raise NotFound
    return message


def _check_target(case: Case, into: Case) -> None:
    """Raises: Invalid, Conflict. A circle cannot arise: what was merged is closed, and nothing goes on in that."""
    problem = None
    if case.pk == into.pk:
        problem = _("A case cannot go on in itself. Choose another one.")
    elif case.customer_id != into.customer_id:
        problem = _("These are cases of two customers. Only cases of the same customer can be merged.")
    if problem:
        raise Invalid(problem, fields={"into_id": problem})
    if into.status not in ACTIVE:  # what is owed here would be owed by nobody there
        raise Conflict(
            _("Nobody works on the case in which this one should go on. Reopen it first, or choose another one."),
            code="target_over",
        )


def _check_words(case: Case, words: Message) -> None:
    problem = None
    if words.kind != CUSTOMER_MESSAGE:
        problem = _("Only the customer's own words can become a case.")
    elif case.messages.order_by("at", "id").values_list("pk", flat=True).first() == words.pk:
        problem = _("With these words the case began. What would be left of it?")
    if problem:
        raise Invalid(problem, fields={"message_id": problem})
    if entries_about("case", [case.pk]).filter(code=CaseSplit.code, data__message_id=words.pk).exists():
        raise Conflict(_("These words are a case of their own already."), code="split_before")
