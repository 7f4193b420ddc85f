"""What the commands of this app share: checked words, written messages, dated next steps."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import working_hours
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.cases.queries import may_follow
from fuwutai.domain.standards.queries import Rule, rule_in_force
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound
from fuwutai.kernel.masking import mask_text
from fuwutai.kernel.text import storable

MAX_BODY = 100_000
MAX_SUBJECT = 200


def checked_body(body: str) -> str:
    """Return words exactly as given. Raises: Invalid when they are empty, too long or hold a NUL."""
    problem = None
    if not body.strip():
        problem = _("Write something first.")
    elif len(body) > MAX_BODY:
        problem = _("This text is too long. Send at most 100,000 characters at a time.")
    elif not storable(body):
        problem = _("This text holds a character that cannot be stored. Remove it and send again.")
    if problem:
        raise Invalid(problem, fields={"body": problem})
    return body


def both_subjects(subject: str) -> dict[str, str | None]:
    """Return the two columns of a subject: masked for every list, and whole where that differs. Source: S3-5.1-7."""
    masked = mask_text(subject)
    return {"subject": masked, "subject_whole": None if masked == subject else subject}


def write_message(
    case: Case, actor: Actor, kind: str, body: str, channel: str, via: Case | None = None
) -> Message:
    """Store words in a case; `via`: the merged one to which they were addressed. Cost: 1 statement."""
    return Message.objects.create(
        case=case,
        kind=kind,
        body=body,
        author_kind=actor.kind,
        author_id=actor.id,
        channel=channel,
        at=clock.now(),
        via=via,
    )


def sent_before(actor: Actor, message_id: int) -> Message:
    """Return the message of a repeated request; a customer's words may stand in a case further down.

    Raises: NotFound.
    """
    message = Message.objects.select_related("case").filter(pk=message_id).first()
    if message is None or not may_follow(actor, message.case_id):
        raise NotFound
    return message


def rule_for(case: Case, kind: str) -> Rule | None:
    """Return the rule of a kind that holds for a case now."""
    return rule_in_force(kind, facts_of_case(case), clock.now())


def facts_of_case(case: Case) -> dict[str, str]:
    """Return what rules may be limited by, as it is said of a case; "" = not said."""
    return {name: getattr(case, name) for name in CASE_FACTS}


def after_working_days(days: int, calendar_code: str) -> datetime:
    """Return the moment so many working days from now at the same time of day. Empty code = the centre's calendar.

    Cost: none while calendar and centre are remembered, which is a second.
    """
    return working_hours(calendar_code).add_business_days_to_time(clock.now(), days)
