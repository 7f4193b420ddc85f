"""My work and the other queues: one list, live."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.answers import by_htmx
from fuwutai.desk.cases.narrowing import KEYS, narrowing_of
from fuwutai.desk.cases.rows import rows_of
from fuwutai.domain.cases.choices import CHANNELS, PRIORITIES, STATUSES
from fuwutai.domain.cases.queries import QUEUES, queue_counts, queue_page
from fuwutai.kernel.actors import Actor


@staff_page(permission="cases.view", statements=12)
def home(request: StaffRequest) -> HttpResponse:
    """Show what the person works on."""
    return _queue(request, "mine")


@staff_page(permission="cases.view", statements=12)
def queue(request: StaffRequest, name: str) -> HttpResponse:
    """Show one queue. Raises: NotFound for a queue that does not exist."""
    return _queue(request, name)


def _queue(request: StaffRequest, name: str) -> HttpResponse:
    actor = request.actor
    asked = {key: request.GET[key] for key in KEYS if key in request.GET}
    cursor = request.GET.get("after")
    only, words = narrowing_of(actor, asked)
    found = queue_page(actor, name, cursor, only=only)
    labels = queue_labels(actor)
    base = _address(name)
    context: dict[str, Any] = {
        "name": name,
        "title": labels[name],
        "chips": _chips(actor, name, asked),
        "rows": rows_of(actor, found.rows),
        "narrowed_by": words,
        "widen_url": base,
        "empty": None if words or cursor else _empty(name),
        "here": request.get_full_path(),
        "first_url": f"{base}?{urlencode(asked)}" if cursor else "",
        "next_url": f"{base}?{urlencode({**asked, 'after': found.next})}" if found.next else "",
        "statuses": STATUSES,
        "priorities": PRIORITIES,
        "channels": CHANNELS,
    }
    template = "desk/cases/_queue.html" if by_htmx(request) else "desk/cases/queue.html"
    return render(request, template, context)


def queue_labels(actor: Actor) -> dict[str, str]:
    """Return what the queues are called to this reader: who sees all teams reads “all open” for “my teams”."""
    everywhere = actor.reach == "all"
    return {
        "mine": _("My work"),
        "unassigned": _("Unassigned"),
        "team": _("All open") if everywhere else _("My teams"),
        "waiting": _("Waiting for customer"),
        "resolved": pgettext("queue", "Resolved"),
        "closed": pgettext("queue", "Closed"),
        "all": _("Everything"),
    }


def _chips(actor: Actor, current: str, asked: dict[str, str]) -> list[dict[str, Any]]:
    counts = queue_counts(actor)
    labels = queue_labels(actor)
    chips = [
        {"name": name, "label": labels[name], "url": _address(name), "count": counts.get(name), "current": name == current and not asked}
        for name in QUEUES
    ]
    overdue = {
        "name": "overdue",
        "label": _("My overdue"),
        "url": f"{reverse('desk:home')}?overdue=1",
        "count": counts["mine_overdue"],
        "hot": counts["mine_overdue"] > 0,
        "current": current == "mine" and asked.keys() == {"overdue"},
    }
    return [chips[0], overdue, *chips[1:]]


def _address(name: str) -> str:
    return reverse("desk:home") if name == "mine" else reverse("desk:queue", args=[name])


def _empty(name: str) -> dict[str, str]:
    """Return what an empty queue says: what is so, and where to look next."""
    unassigned = reverse("desk:queue", args=["unassigned"])
    team = reverse("desk:queue", args=["team"])
    states = {
        "mine": ("check-circle", _("Nothing waits for you"), _("Take a case that nobody works on yet."), unassigned, _("Unassigned cases")),
        "unassigned": ("check-circle", _("Every case has somebody"), _("New cases appear here by themselves."), team, _("Open cases")),
        "team": ("inbox", _("No open case"), _("New cases appear here by themselves."), "", ""),
        "waiting": ("hourglass", _("No case waits for its customer"), _("Choose “wait for the customer” when you send a reply."), "", ""),
        "resolved": ("check", _("No case waits for confirmation"), _("Resolved cases stay here until the customer confirms or the days for it are over."), "", ""),
        "closed": ("archive", _("No case is closed yet"), _("Closed cases stay here for good."), "", ""),
        "all": ("inbox", _("There is no case yet"), _("Cases come from the portal, or from a call that you take down."), reverse("desk:case_new"), _("New case")),
    }  # fmt: skip
    icon, title, text, url, label = states[name]
    return {"icon": icon, "title": title, "text": text, "url": url, "label": label}
