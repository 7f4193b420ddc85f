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
    PHONE,
    REPLY,
    RESOLVED,
    WAITING_CUSTOMER,
)
from fuwutai.domain.cases.conversation import messages_of
from fuwutai.domain.cases.queries import history_of, linked_cases
from fuwutai.domain.sla.queries import readings
from fuwutai.kernel import clock
from fuwutai.portal.access import PortalRequest
from fuwutai.portal.cases.forms import TrackForm, WriteForm
from fuwutai.portal.cases.progress import promise_of, steps_of
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


def case_answer(
    request: PortalRequest, case: Any, form: WriteForm | None = None, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """Return the page of a case, with what was typed and what was wrong with it."""
    facts = progress_facts(request, case)
    facts |= {
        "form": form or WriteForm(),
        "problem": problem,
        "just_sent": (just_sent := "sent" in request.GET),
        "is_first": just_sent and len(facts["thread"]) == 1,
        "live_url": f"/live/case/{case.number}",
    }
    return render(request, "portal/case.html", facts, status=status)


def progress_facts(request: PortalRequest, case: Any) -> dict[str, Any]:
    """Return what the part of the page shows that changes while one looks at it. Cost: 6 statements."""
    messages = messages_of(request.actor, case.pk)
    speakers = {case.assignee_id, *(one.author_id for one in messages if one.kind == REPLY)}
    names = staff_names(speakers - {None})
    now = clock.now()
    closes_at = case.next_step_at if case.status == RESOLVED else None
    thread = [_said(one, names) for one in messages]
    linked = linked_cases(request.actor, case)
    steps = steps_of(case, history_of(request.actor, case.pk), names.get(case.assignee_id, ""))
    answers = [one for one in thread if not one.mine]
    return {
        "case": case,
        "steps": steps,
        "stands_at": next(step.name for step in reversed(steps) if step.state),
        "promise": promise_of(case, readings(request.actor, [case.pk]).get(case.pk, []), now),
        "thread": thread,
        "question": answers[-1] if answers and case.status == WAITING_CUSTOMER else None,
        "is_waiting": case.status == WAITING_CUSTOMER,
        "is_resolved": case.status == RESOLVED,
        "is_closed": case.status == CLOSED,
        "closes": spoken_moment(closes_at, now) if closes_at else "",
        "linked": [one for one in linked if one.pk != case.merged_into_id],
        "merged_into": next((one for one in linked if one.pk == case.merged_into_id), None),
        "case_url": reverse("portal:case", args=[case.number]),
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
    return Said(message.pk, mine, who, message.body, message.at, mine and message.channel == PHONE)
