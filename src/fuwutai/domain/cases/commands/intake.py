"""Open a case."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import team_by_code, visible_teams
from fuwutai.domain.cases.choices import CHANNELS, CUSTOMER_MESSAGE, NEW, PRIORITIES, ROUTINE, TYPES
from fuwutai.domain.cases.commands._words import checked_body, rule_for, write_message
from fuwutai.domain.cases.events import CaseOpened
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.policies import may_open_case
from fuwutai.domain.cases.queries import case_by_id
from fuwutai.domain.customers.commands import recognise_customer
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import DomainError, Invalid, Refused, Text
from fuwutai.kernel.events import Code
from fuwutai.kernel.numbering import format_number, next_number


@command(statements=12, replay=case_by_id)
def open_case(
    *,
    actor: Actor,
    type: str,
    subject: str,
    body: str,
    channel: str,
    name: str,
    phone: str = "",
    email: str = "",
    priority: str = ROUTINE,
    category: str = "",
    team_id: int | None = None,
    follows_id: int | None = None,
) -> Case:
    """Accept a customer's matter: recognise the customer, give it a number, a team and its first message.

    Emits: CaseOpened. Raises: Refused, Invalid naming every wrong field at once.
    """
    if not may_open_case(actor):
        raise Refused
    wrong = _wrong_answers(type, subject, body, channel, priority)
    try:
        customer = recognise_customer(actor=actor, name=name, phone=phone, email=email)
    except DomainError as problem:
        wrong |= problem.fields
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    case = Case(
        type=type,
        category=category,
        priority=priority,
        channel=channel,
        status=NEW,
        subject=subject.strip(),
        customer=customer,
        follows_id=follows_id,
        opened_at=clock.now(),
        status_since=clock.now(),
        last_message_at=clock.now(),
    )
    case.team_id = team_id or _team_for(case)
    day = clock.now().date()
    case.number = format_number(day, next_number("case", day))
    case.save(force_insert=True)
    message = write_message(case, actor, CUSTOMER_MESSAGE, body, channel)
    emit(
        CaseOpened(
            case_id=case.pk,
            customer_id=customer.pk,
            team_id=case.team_id,
            type=Code(type),
            priority=Code(priority),
            channel=Code(channel),
            message_id=message.pk,
            follows_id=follows_id,
        )
    )
    return case


def _wrong_answers(type: str, subject: str, body: str, channel: str, priority: str) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if type not in TYPES:
        wrong["type"] = _("Choose what this is about.")
    if not subject.strip():
        wrong["subject"] = _("Say in a few words what this is about.")
    elif len(subject.strip()) > 200 or "\x00" in subject:
        wrong["subject"] = _("Keep this to 200 characters; the details have their own field.")
    if channel not in CHANNELS:
        wrong["channel"] = _("Choose how the customer reached us.")
    if priority not in PRIORITIES:
        wrong["priority"] = _("Choose a priority.")
    try:
        checked_body(body)
    except Invalid as problem:
        wrong |= problem.fields
    return wrong


def _team_for(case: Case) -> int:
    """Return the team that the rules give the case to, else the first team of the centre."""
    if rule := rule_for(case, "cases.team_for"):
        return team_by_code(rule.value.team).pk
    first = visible_teams(Actor.system("cases")).first()
    if first is None:
        raise Invalid(_("This centre has no team yet. Add one before cases can be opened."), code="no_team")
    return first.pk
