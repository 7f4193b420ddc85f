"""The two pages that several addresses answer with: a case, and the way to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.domain.accounts.queries import centre, staff_names
from fuwutai.domain.cases.choices import (
    CLOSED,
    CUSTOMER_MESSAGE,
    GIVEN,
    PHONE,
    REPLY,
    RESOLVED,
    SCORES,
    WAITING_CUSTOMER,
)
from fuwutai.domain.cases.commands import may_still_rate
from fuwutai.domain.cases.course import urging_in
from fuwutai.domain.cases.policies import may_rate
from fuwutai.domain.cases.queries import history_of, linked_cases
from fuwutai.domain.cases.speech.attachments import facts_for_limits, limits_for, said_limits
from fuwutai.domain.cases.speech.beside_words import Attached
from fuwutai.domain.cases.speech.conversation import messages_of
from fuwutai.domain.sla.queries import readings
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.portal.access import PortalRequest
from fuwutai.portal.cases.forms import RateForm, TrackForm, WriteForm
from fuwutai.portal.cases.progress import promise_of, steps_of
from fuwutai.portal.cases.urging import urging_words
from fuwutai.portal.spoken import spoken_moment


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the conversation. `mine`: the reader wrote it."""

    id: int
    mine: bool
    who: str
    body: str
    at: datetime
    by_phone: bool
    files: tuple[Attached, ...] = ()
    redacted_at: datetime | None = None


def case_answer(
    request: PortalRequest,
    case: Any,
    form: WriteForm | None = None,
    *,
    rate_form: RateForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """Return the page of a case, with what was typed and what was wrong with it."""
    facts = progress_facts(request, case)
    facts |= {
        "form": form or WriteForm(),
        "problem": problem,
        "file_limits": said_limits(limits_for(facts_for_limits(case))),
        "files_lost": bool(request.FILES),
        "just_sent": (just_sent := "sent" in request.GET),
        "is_first": just_sent and len(facts["thread"]) == 1,
        "live_url": f"/live/case/{case.number}",
        "just_rated": "rated" in request.GET,
        **rating_facts(case, rate_form),
    }
    return render(request, "portal/case.html", facts, status=status)


def progress_facts(request: PortalRequest, case: Any) -> dict[str, Any]:
    """Return what the part of the page shows that changes while one looks at it. Cost: 6 statements."""
    messages = messages_of(request.actor, case.pk)
    speakers = {case.assignee_id, case.responsible_id, *(one.author_id for one in messages if one.kind == REPLY)}
    names = staff_names(speakers - {None})
    now = clock.now()
    closes_at = case.next_step_at if case.status == RESOLVED else None
    thread = [_said(one, names) for one in messages]
    linked = linked_cases(request.actor, case)
    history = history_of(request.actor, case.pk)
    steps = steps_of(case, history, names.get(case.assignee_id, ""))
    answers = [one for one in thread if not one.mine]
    return {
        "case": case,
        "steps": steps,
        "stands_at": next(step.name for step in reversed(steps) if step.state),
        "promise": promise_of(case, readings(request.actor, [case.pk]).get(case.pk, []), now),
        "urging": urging_words(case, urging_in(case, history), now),
        "thread": thread,
        "question": answers[-1] if answers and case.status == WAITING_CUSTOMER else None,
        "is_waiting": case.status == WAITING_CUSTOMER,
        "is_resolved": case.status == RESOLVED,
        "is_closed": case.status == CLOSED,
        "closes": spoken_moment(closes_at, now) if closes_at else "",
        "linked": [one for one in linked if one.pk != case.merged_into_id],
        "merged_into": next((one for one in linked if one.pk == case.merged_into_id), None),
        "responsible": names.get(case.responsible_id, "") if case.status != CLOSED else "",
        "case_url": reverse("portal:case", args=[case.number]),
    }


def rating_facts(case: Any, form: RateForm | None = None) -> dict[str, Any]:
    """Return what the page shows of rating a case, "" where it cannot be rated now. Cost: as `rule_in_force`."""
    if not may_rate(Actor.customer(case.customer_id, frozenset({case.pk})), case) or not may_still_rate(case):
        return {"scores": []}
    given = case.score if case.rating == GIVEN else None
    return {
        "scores": [(score, word, score == given) for score, word in SCORES.items()],
        "given": SCORES.get(given, "") if given else "",
        "given_score": given,
        "rate_form": form or RateForm(),
    }


def track_answer(request: PortalRequest, form: TrackForm, status: int = 200) -> HttpResponse:
    """Return the page that asks for number and contact."""
    return render(request, "portal/track.html", {"form": form}, status=status)


def _said(message: Any, names: dict[int, str]) -> Said:
    if mine := message.kind == CUSTOMER_MESSAGE:
        who = _("You")
    else:
        here = centre()
        who = names.get(message.author_id, "") or (here.name if here else "")
    by_phone = mine and message.channel == PHONE
    redacted_at = max((cut.at for cut in message.cuts), default=None)
    return Said(message.pk, mine, who, message.body, message.at, by_phone, message.files, redacted_at)
