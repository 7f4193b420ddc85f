"""The queues as one moves among them: what they are called, their chips, and what an empty one says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.domain.cases.queries import QUEUES, queue_counts
from fuwutai.kernel.actors import Actor


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty queue says: what is so, and where to look next."""

    icon: str
    title: str
    text: str
    url: str = ""
    label: str = ""


def queue_labels(actor: Actor) -> dict[str, str]:
    """Return what this reader calls the queues: who sees all teams reads “all open”, not “my teams”."""
    everywhere = actor.reach in ("unit", "all")
    return {
        "mine": _("My work"),
        "responsible": pgettext("queue", "I answer for"),
        "unassigned": _("Unassigned"),
        "team": _("All open") if everywhere else _("My teams"),
        "waiting": pgettext("queue", "Waiting"),
        "snoozed": pgettext("queue", "Snoozed"),
        "supervised": pgettext("queue", "Supervised"),
        "resolved": pgettext("queue", "Resolved"),
        "closed": pgettext("queue", "Closed"),
        "archived": pgettext("queue", "Archived"),
        "all": _("Everything"),
        "open": _("Every open case, snoozed ones too"),
    }


def chips(actor: Actor, current: str, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the queues as chips with their live counts. Cost: 1 statement."""
    counts = queue_counts(actor)
    labels = queue_labels(actor)
    all_chips = [
        {
            "name": name,
            "label": labels[name],
            "url": address(name),
            "count": counts.get(name),
            "current": name == current and not asked,
        }
        for name in QUEUES
        if name == current or _is_offered(actor, name, counts)
    ]
    overdue = {
        "name": "overdue",
        "label": _("My overdue"),
        "url": f"{reverse('desk:home')}?overdue=1",
        "count": counts["mine_overdue"],
        "hot": counts["mine_overdue"] > 0,
        "current": current == "mine" and asked.keys() == {"overdue"},
    }
    return [all_chips[0], overdue, *all_chips[1:]]


def _is_offered(actor: Actor, name: str, counts: Mapping[str, int]) -> bool:
    """Return whether a queue has a chip: some have one only for whom they concern, or while they hold something."""
    if name == "supervised":
        return actor.may("cases.supervise") or bool(counts["supervised"])
    if name in ("snoozed", "responsible"):
        return bool(counts[name])
    return name != "open"


def address(name: str) -> str:
    """Return where a queue is found; one's own is the start of the desk."""
    return reverse("desk:home") if name == "mine" else reverse("desk:queue", args=[name])


def empty_state(name: str) -> Empty:
    """Return what a queue says when it holds nothing."""
    soon = _("New cases appear here by themselves.")
    match name:
        case "mine":
            text = _("Take a case that nobody works on yet.")
            return Empty(
                "check-circle", _("Nothing waits for you"), text, address("unassigned"), _("Unassigned cases")
            )
        case "responsible":
            text = _("You answer for whatever you open for a customer, first take or first reply to.")
            return Empty("check-circle", _("You answer for no open case"), text)
        case "unassigned":
            return Empty("check-circle", _("Every case has somebody"), soon, address("team"), _("Open cases"))
        case "team":
            return Empty("inbox", _("No open case"), soon)
        case "waiting":
            text = _("Choose after sending a reply whether the case waits for the customer or for a third party.")
            return Empty("hourglass", _("No case waits"), text)
        case "resolved":
            text = _("Resolved cases stay here until the customer confirms or the days for it are over.")
            return Empty("check", _("No case waits for confirmation"), text)
        case "closed":
            text = _("Closed cases stay here until they go into the archive.")
            return Empty("archive", _("No case is closed yet"), text, address("archived"), _("Archive"))
        case "snoozed":
            text = _("Choose “Snooze” on a case that has to wait for a day; it comes back by itself.")
            return Empty("clock", _("No case is snoozed"), text)
        case "supervised":
            text = _("Choose “Supervise” on a case on which you want a report.")
            return Empty("eye", _("No case is supervised"), text)
        case "archived":
            text = _("Cases go there some time after they were closed, and are kept whole.")
            return Empty("archive", _("The archive is empty"), text)
    text = _("Cases come from the portal, or from a call that you take down.")
    return Empty("inbox", _("There is no case yet"), text, reverse("desk:case_new"), _("New case"))
