"""Words with which a customer began another matter become a case of their own; and back again."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import team_ids
from fuwutai.domain.cases.choices import ACTIVE, CUSTOMER_MESSAGE, TYPES
from fuwutai.domain.cases.commands._priority import set_priority
from fuwutai.domain.cases.commands._states import case_for, refuse_state
from fuwutai.domain.cases.commands._words import both_subjects, facts_of_case
from fuwutai.domain.cases.commands.attachments import copy_files
from fuwutai.domain.cases.commands.intake import opened, store, wrong_subject
from fuwutai.domain.cases.commands.threads import absorb
from fuwutai.domain.cases.events import CaseSplit
from fuwutai.domain.cases.mergers import in_time_to_undo
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.policies import allows, may_split
from fuwutai.domain.cases.queries import locked_cases, visible_case, visible_cases
from fuwutai.domain.cases.speech.conversation import visible_messages
from fuwutai.domain.customers.person import held
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.journal import entries_about

OF_THE_OLD_MATTER = ("category", "nature", "complexity")
"""What is said of a matter of one type says nothing of one of another type."""


@command(statements=18)
def split_case(
    *,
    actor: Actor,
    case_id: int,
    message_ids: Collection[int],
    subject: str,
    type: str = "",
    team_id: int | None = None,
) -> Case:
    """Make a case of its own of words with which the customer began another matter; the words stand in both.

    `type`, `team_id`: "" and None = as the first case. Its clocks run since the first of these words was written.
    Emits: CaseOpened with that moment, CaseSplit. Raises: NotFound, Refused, Conflict, Invalid.
    """
    customer = held(visible_case(actor, case_id).customer_id)
    case = case_for(actor, case_id, "split", may_split)
    words = _said(actor, case_id, message_ids)
    if wrong := wrong_subject(subject) | _wrong_choice(type, team_id):
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    _check_words(case, words)
    facts = facts_of_case(case)
    if type and type != case.type:
        facts |= {"type": type, **dict.fromkeys(OF_THE_OLD_MATTER, "")}
    new = Case(**facts, **both_subjects(subject.strip()), customer_id=case.customer_id)
    new.team_id, new.restricted, new.follows = team_id or case.team_id, customer.restricted, case
    set_priority(new, case.priority if case.priority_by_hand else "")
    store(new, said_at=words[-1].at)
    copies = [_copied(new, one) for one in words]
    emit(opened(new, copies[0], since=words[0].at))
    ids = tuple(one.pk for one in words)
    emit(CaseSplit(case_id=case.pk, new_case_id=new.pk, message_id=ids[0], message_ids=ids))
    return new


@command(statements=18)
def undo_split(*, actor: Actor, case_id: int) -> Case:
    """Let a case that was split off go back into the one whose words it holds; these are then shown once.

    Emits: CaseMerged, CaseAbsorbed. Raises: NotFound, Refused, Conflict.
    """
    seen = visible_case(actor, case_id)
    if seen.follows_id is None:
        raise _no_split()
    if not visible_cases(actor).filter(pk=seen.follows_id).exists():
        raise Refused(_("It was split off a case that you cannot see. Ask somebody who sees both."))
    cases = locked_cases(actor, (case_id, seen.follows_id))
    case, first = cases[case_id], cases[seen.follows_id]
    if not allows(case, "merge"):
        raise refuse_state(case)
    if not may_split(actor, case):
        raise Refused
    if not case.messages.filter(copied_from__case_id=first.pk).exists():
        raise _no_split()
    if not in_time_to_undo(case, case.opened_at):
        raise Conflict(
            _("The time in which this split could be undone is over. Merge the case instead."), code="too_late"
        )
    if first.status not in ACTIVE:
        raise Conflict(
            _("Nobody works on the case from which this one was split off. Reopen that one first."), code="target_over"
        )
    absorb(actor, case, first, is_split_undone=True)
    return case


def _no_split() -> Conflict:
    return Conflict(_("This case was not split off another one, so there is nothing to undo."), code="not_split")


def _wrong_choice(type: str, team_id: int | None) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if type and type not in TYPES:
        wrong["type"] = _("Choose what this is about.")
    if team_id is not None and team_id not in team_ids().values():
        wrong["team_id"] = _("Choose another team.")
    return wrong


def _said(actor: Actor, case_id: int, message_ids: Collection[int]) -> list[Message]:
    """Return messages as they are stored, in order of time. Raises: NotFound, Invalid where none is named."""
    if not message_ids:
        problem = _("Choose the words that are another matter.")
        raise Invalid(problem, fields={"message_ids": problem})
    found = visible_messages(actor, case_id).filter(pk__in=set(message_ids)).order_by("at", "pk")
    words = list(found)
    if len(words) != len(set(message_ids)):
        raise NotFound
    return words


def _check_words(case: Case, words: list[Message]) -> None:
    problem = None
    first = case.messages.order_by("at", "id").values_list("pk", flat=True).first()
    if any(one.kind != CUSTOMER_MESSAGE for one in words):
        problem = _("Only the customer's own words can become a case.")
    elif first in {one.pk for one in words}:
        problem = _("With these words the case began. What would be left of it?")
    if problem:
        raise Invalid(problem, fields={"message_ids": problem})
    if {one.pk for one in words} & split_before(case.pk):
        raise Conflict(_("These words are a case of their own already."), code="split_before")


def split_before(case_id: int) -> set[int]:
    """Return which words of a case stand in one of their own; a split that was undone counts no more.

    Cost: 1 statement, 1 more where any were split off.
    """
    split: dict[int, set[int]] = {}
    for data in entries_about("case", [case_id]).filter(code=CaseSplit.code).values_list("data", flat=True):
        split.setdefault(data["new_case_id"], set()).update(data.get("message_ids") or [data["message_id"]])
    if not split:
        return set()
    back = Case.objects.filter(pk__in=split, merged_into=case_id).values_list("pk", flat=True)
    return set[int]().union(*(ids for new_id, ids in split.items() if new_id not in set(back)))


def _copied(new: Case, words: Message) -> Message:
    copy = Message.objects.create(
        case=new,
        kind=words.kind,
        body=words.body,
        author_kind=words.author_kind,
        author_id=words.author_id,
        channel=words.channel,
        at=words.at,
        day_only=words.day_only,
        redacted=words.redacted,
        copied_from=words,
    )
    copy_files(words, copy)
    return copy
