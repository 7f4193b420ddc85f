"""Where the rail of the desk leads, and to which of its places each page belongs."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Text


class Place(NamedTuple):
    """A page that is led to: the name of its address, what it is called, its icon, and what one does there."""

    name: str
    label: Text
    icon: str
    text: Text = ""


RAIL = (
    Place("desk:home", _("My work"), "home"),
    Place("desk:case_new", _("New case"), "plus"),
    Place("desk:my_tasks", _("My tasks"), "check"),
    Place("desk:side_talks", _("Asked of us"), "chat"),
    Place("desk:customers", _("Customers"), "person"),
    Place("desk:overview", _("Overview"), "chart"),
    Place("desk:dispatch", _("Sharing out"), "assign"),
    Place("desk:attainment", _("Attainment"), "check-circle"),
    Place("desk:manuals", _("Manuals"), "book"),
    Place("desk:people", _("People"), "people"),
    Place("desk:audit", _("Audit"), "shield"),
    Place("desk:operations", _("Operations"), "terminal"),
    Place("desk:settings", _("Settings"), "gear"),
)
"""The places of every day; what is set up once and changed now and then stands behind the last one."""

SETTINGS: Sequence[tuple[Text, Sequence[Place]]] = (
    (
        pgettext_lazy("settings", "Words and steps"),
        (
            Place("desk:phrases", _("Standard phrases"), "note", _("Texts for replies and notes, with variables.")),
            Place("desk:macros", _("Macros"), "spark", _("Several steps with a case in one go.")),
            Place(
                "desk:automation", _("Automation"), "progress", _("What the platform does by itself, and when."),
            ),
        ),
    ),
    (
        pgettext_lazy("settings", "About cases"),
        (
            Place(
                "desk:wordlists", pgettext_lazy("navigation", "Categories"), "filter",
                _("Categories, regions, results and causes: the words by which cases are sorted."),
            ),
            Place(
                "desk:wordlist_priorities", _("Priority table"), "alert",
                _("Which priority a case gets by urgency, impact and the class of its customer."),
            ),
            Place(
                "desk:case_fields", _("Fields and checklists"), "clipboard",
                _("What is asked about a case, and what is ticked off before it ends."),
            ),
            Place("desk:tags", _("Tags"), "list", _("Rename tags, or make one of two.")),
            Place("desk:calendars", _("Calendars"), "calendar", _("Service hours, public holidays, days in lieu.")),
        ),
    ),
    (
        pgettext_lazy("settings", "Customers and data"),
        (
            Place("desk:customer_fields", _("Fields of customers"), "person", _("What else is kept about customers.")),
            Place("desk:duplicates", _("Duplicates"), "merge", _("Customers who are there twice.")),
            Place("desk:imports", _("Imports"), "upload", _("Cases from another system or a table.")),
        ),
    ),
    (
        pgettext_lazy("settings", "People and rights"),
        (
            Place("desk:teams", _("Teams"), "people", _("Who works together and shares a queue.")),
            Place(
                "desk:units", pgettext_lazy("organisation", "Units"), "home", _("Headquarters, branches and partners."),
            ),
            Place("desk:roles", _("Roles"), "lock", _("What each role may see and do.")),
            Place("desk:skills", _("Skills"), "star", _("Who can do what, how well, until when.")),
            Place(
                "desk:identity_providers", _("Single sign-on"), "shield", _("Sign-in by your directory or provider."),
            ),
            Place("desk:tokens", pgettext_lazy("person", "Tokens"), "terminal", _("Access for other programs.")),
        ),
    ),
)  # fmt: skip
"""What is set up once and changed now and then, by what it is about."""

BEHIND: Mapping[str, Sequence[str]] = {
    "desk:manuals": (
        "promises", "clauses", "conflicts", "evidence", "announcements", "manual-versions", "trials",
    ),
    "desk:people": ("teams", "units", "roles", "skills", "tokens", "centre", "identity-providers"),
    "desk:customers": ("organisations", "customer-fields", "duplicates", "customer-files"),
    "desk:my_tasks": ("my-time",),
    "desk:overview": ("presence", "reports"),
    "desk:settings": (
        "phrases", "phrase-folders", "macros", "automation", "wordlists", "case-fields", "checklists", "tags",
        "calendars", "imports",
    ),
}  # fmt: skip
"""The first words of the addresses to which a place of the rail leads though they do not lie below its own."""
OWN = ("profile", "password", "second-factor", "notices", "sessions", "search")
"""Rooms of one's own, to which no place of the rail leads."""


def rail(actor: Actor, path: str) -> list[dict[str, Any]]:
    """Return the places of the rail that somebody may open: label, url, icon, count, and whether the page is there."""
    places = [one for one in RAIL if (settings_of(actor) if one.name == "desk:settings" else may_open(actor, one))]
    here = _place_of(path, [reverse(one.name) for one in places])
    return [
        {"label": one.label, "url": url, "icon": one.icon, "count": None, "current": url == here}
        for one in places
        for url in [reverse(one.name)]
    ]


def settings_of(actor: Actor) -> list[tuple[Text, list[Place]]]:
    """Return what somebody may open of the settings, group by group."""
    groups = [(title, [one for one in places if may_open(actor, one)]) for title, places in SETTINGS]
    return [(title, places) for title, places in groups if places]


def may_open(actor: Actor, place: Place) -> bool:
    """Return whether somebody holds the permission that the page itself asks for."""
    permission = _permission(place.name)
    return permission == "staff" or actor.may(permission)


@cache
def _permission(name: str) -> str:
    guarded: Any = resolve(reverse(name)).func
    return str(guarded.permission)


def _place_of(path: str, urls: Sequence[str]) -> str:
    """Return the place of the rail to which a page belongs: the one it is behind, else the longest address above it."""
    first = path.removeprefix(reverse("desk:home")).partition("/")[0]
    if first in OWN:
        return ""
    behind = next((reverse(name) for name, rooms in BEHIND.items() if first in rooms), path)
    return max((url for url in urls if behind.startswith(url)), key=len, default="")
