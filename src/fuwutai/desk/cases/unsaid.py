"""What of a case is not said yet, as its page shows it: in the composer, above it, and at the end of the thread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fuwutai.design.moments import day_moment
from fuwutai.domain.accounts.queries import centre_zone, working_hours
from fuwutai.domain.cases.choices import AFTER_REPLY, NOTE, STAY
from fuwutai.domain.cases.speech.drafts import DraftLine, HeldLine, Unsaid
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid

MORNING = time(9)
OWN_MOMENT = "own"
MONDAY = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A reply at the end of the thread, with what this reader may do with it."""

    reply: HeldLine
    name: str
    when: str
    then: str
    is_own: bool
    withdraw_url: str
    send_url: str


def waiting(actor: Actor, unsaid: Unsaid, names: Mapping[int, str]) -> list[Waiting]:
    """Return the replies that wait to be sent, the next one first."""
    now = clock.now()
    return [
        Waiting(
            reply=one,
            name=names.get(one.staff_id, _("A colleague")),
            when=day_moment(one.send_at, now) if one.is_timed else f"{timezone.localtime(one.send_at):%H:%M:%S}",
            then=str(AFTER_REPLY[one.then]) if one.then != STAY else "",
            is_own=one.staff_id == actor.id,
            withdraw_url=reverse("desk:held_reply_withdraw", args=[one.id]),
            send_url=reverse("desk:held_reply_send", args=[one.id]),
        )
        for one in unsaid.held
    ]


def draft_words(unsaid: Unsaid, *, can_reply: bool) -> dict[str, Any]:
    """Return what of one's own drafts the composer holds: the newest of what it can send, and what stands beside it."""
    fitting = [one for one in unsaid.own if can_reply or one.kind == NOTE]
    shown: DraftLine | None = fitting[0] if fitting else None
    return {
        "body": shown.body if shown else "",
        "kind": shown.kind if shown else "",
        "draft": shown,
        "draft_base": shown.saved_at.isoformat() if shown else "",
        "draft_shared": shown.shared if shown else False,
        "drafts_beside": [one for one in unsaid.own if one is not shown],
    }


def shared_drafts(unsaid: Unsaid, names: Mapping[int, str]) -> list[tuple[str, DraftLine]]:
    """Return what colleagues have begun to write and share, each with whose it is."""
    return [(names.get(one.staff_id, _("A colleague")), one) for one in unsaid.shared]


def moments_offered(now: datetime) -> list[tuple[str, str]]:
    """Return when a reply may be sent later, by the calendar of the centre, each as (value, words)."""
    found = [(one.isoformat(), day_moment(one, now)) for one in _mornings(now)]
    return [("", _("At once")), *found, (OWN_MOMENT, _("Choose a moment …"))]


def quiet_hours(card: Any) -> str:
    """Return when the customer wants no words of ours, as a hint beside the moments; "" where they said nothing."""
    if card is None or card.quiet_from is None or card.quiet_until is None:
        return ""
    return _("Not to be disturbed from %(from)s until %(until)s") % {
        "from": f"{card.quiet_from:%H:%M}",
        "until": f"{card.quiet_until:%H:%M}",
    }


def moment_wanted(chosen: str, own: str) -> datetime | None:
    """Return when a reply is to be sent, as the composer says it; None for at once. Raises: Invalid."""
    if not chosen:
        return None
    try:
        moment = datetime.fromisoformat(own if chosen == OWN_MOMENT else chosen)
    except ValueError:
        problem = _("Choose day and time at which the reply is to be sent.")
        raise Invalid(problem, fields={"send_at": problem}) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=centre_zone())


def _mornings(now: datetime) -> Iterable[datetime]:
    """Return the next morning on which we work, and that of next week; one where both are the same."""
    local = now.astimezone(centre_zone())
    to_monday = (MONDAY - local.weekday()) % 7 or 7
    days = (local.date() + timedelta(days=1), local.date() + timedelta(days=to_monday))
    hours = working_hours()
    return sorted({hours.next_open_or_same(datetime.combine(day, MORNING, local.tzinfo)) for day in days})
