"""Open a case."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import centre_zone, team_ids
from fuwutai.domain.cases.choices import CHANNELS, CUSTOMER_MESSAGE, NEW
from fuwutai.domain.cases.commands._facts import wrong_facts
from fuwutai.domain.cases.commands._priority import set_priority
from fuwutai.domain.cases.commands._states import first_contact
from fuwutai.domain.cases.commands._words import (
    MAX_SUBJECT,
    both_subjects,
    checked_body,
    facts_of_case,
    rule_for,
    write_message,
)
from fuwutai.domain.cases.commands.attachments import take_along
from fuwutai.domain.cases.commands.checklists import store_tasks, tasks_by_themselves
from fuwutai.domain.cases.commands.fields import Said, filled, first_answers
from fuwutai.domain.cases.events import CaseOpened
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.policies import may_open_case
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.customers.commands import recognise_customer
from fuwutai.domain.customers.person import held
from fuwutai.domain.customers.queries import customer_in_sight
from fuwutai.domain.files.commands import Kept
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, Refused, Text
from fuwutai.kernel.events import Code
from fuwutai.kernel.numbering import format_number, next_number
from fuwutai.kernel.text import storable


def _opened_before(actor: Actor, case_id: int) -> Case:
    """Return the case of a repeated request. A stranger is let in by sending the very same words under the same key."""
    return visible_case(Actor.system("cases") if actor.is_customer else actor, case_id)


@command(statements=12, replay=_opened_before)
def open_case(
    *,
    actor: Actor,
    type: str,
    subject: str,
    body: str,
    channel: str,
    name: str = "",
    phone: str = "",
    email: str = "",
    priority: str = "",
    category: str = "",
    team_id: int | None = None,
    follows_id: int | None = None,
    line: str = "",
    service_class: str = "",
    urgency: str = "",
    complexity: str = "",
    impact: str = "",
    nature: str = "",
    region: str = "",
    customer_id: int | None = None,
    fields: Mapping[str, Said] | None = None,
    files: Sequence[Kept] = (),
) -> Case:
    """Accept a customer's matter: recognise the customer, give it a number, a team and its first message.

    `customer_id`: a customer in sight for whom it is opened, whatever name and contacts are given.
    Without a priority it gets the one of the table of urgency, impact and tier, else it is routine.
    The tier of the customer is the tier of the case; the case of a restricted customer is restricted.
    `fields`: what is said in fields of the centre's own, by code; None where nobody could be asked.
    `files`: what comes with the first words, just taken in.
    Emits: CaseOpened, FieldsFilled, FilesAdded. Raises: Refused, NotFound, Invalid naming every wrong field at once.
    """
    if not may_open_case(actor):
        raise Refused
    if follows_id is not None:
        visible_case(actor, follows_id)
    said = {"line": line, "service_class": service_class, "urgency": urgency, "complexity": complexity}
    said |= {"impact": impact, "nature": nature, "region": region, "category": category}
    said |= {"type": type, "priority": priority}
    wrong = wrong_facts(said) | wrong_answers(subject, body, channel, team_id)
    customer = None
    try:
        if customer_id is None:
            customer = recognise_customer(actor=actor, name=name, phone=phone, email=email)
        else:
            customer = held(customer_in_sight(actor, customer_id).pk)
    except Invalid as problem:
        wrong = {**problem.fields, **wrong}
    about = {**said, "channel": channel, "tier": customer.tier if customer else ""}
    plain, personal, wrong_fields = first_answers(actor, about, fields)
    wrong |= wrong_fields
    if wrong or customer is None:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    case = Case(
        **said,
        tier=customer.tier,
        channel=channel,
        **both_subjects(subject.strip()),
        customer=customer,
        restricted=customer.restricted,
        follows_id=follows_id,
        fields=plain,
    )
    set_priority(case, priority)
    case.team_id = team_id or team_for(case)
    first_contact(case, actor)
    message = accept(case, actor, body)
    take_along(case, message, actor, kept=files)
    filled(case, personal)
    return case


def accept(case: Case, actor: Actor, body: str) -> Message:
    """Store a new case under its number with the customer's first words, and return these.

    It gets the checklists that are meant for it. Emits: CaseOpened, ChecklistApplied.
    """
    tasks = tasks_by_themselves(case, is_new=True)
    store(case)
    message = write_message(case, actor, CUSTOMER_MESSAGE, body, case.channel)
    emit(opened(case, message))
    store_tasks(case, tasks, by=None, by_itself=True)
    return message


def store(case: Case, said_at: datetime | None = None) -> None:
    """Store a new case under the next number of the day; `said_at`: when its first words came. Cost: 2 statements."""
    now = clock.now()
    day = now.astimezone(centre_zone()).date()
    case.status, case.opened_at, case.status_since, case.last_message_at = NEW, now, now, said_at or now
    case.number = format_number(day, next_number("case", day))
    case.save(force_insert=True)


def opened(case: Case, message: Message, since: datetime | None = None) -> CaseOpened:
    """Return the event of a new case with its first words; `since`: when the customer had asked, where before."""
    return CaseOpened(
        case_id=case.pk,
        customer_id=case.customer_id,
        team_id=case.team_id,
        message_id=message.pk,
        follows_id=case.follows_id,
        since=since,
        **{name: Code(value) for name, value in facts_of_case(case).items()},
    )


def wrong_subject(subject: str) -> dict[str, Text]:
    """Return what is wrong with the subject of a new case."""
    if not subject.strip():
        return {"subject": _("Say in a few words what this is about.")}
    if len(subject.strip()) > MAX_SUBJECT or not storable(subject):
        return {"subject": _("Keep this to 200 characters; the details have their own field.")}
    return {}


def wrong_answers(subject: str, body: str, channel: str, team_id: int | None) -> dict[str, Text]:
    """Return what is wrong with the words, channel and team of a new case."""
    wrong = wrong_subject(subject)
    if channel not in CHANNELS:
        wrong["channel"] = _("Choose how the customer reached us.")
    if team_id is not None and team_id not in team_ids().values():
        wrong["team_id"] = _("Choose another team.")
    try:
        checked_body(body)
    except Invalid as problem:
        wrong |= problem.fields
    return wrong


def team_for(case: Case) -> int:
    """Return the team that the rules give the case to, else the first team of the centre: no matter is turned away."""
    ids = team_ids()
    if not ids:
        raise Invalid(_("This centre has no team yet. Add one before cases can be opened."), code="no_team")
    rule = rule_for(case, "cases.team_for")
    return ids.get(rule.value.team if rule else "", next(iter(ids.values())))
