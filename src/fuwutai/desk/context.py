"""What every template knows: the centre, and at the desk the reader and the navigation."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.watermark import watermark_of
from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.choices import PRESENCES
from fuwutai.domain.accounts.policies import may_edit_providers
from fuwutai.domain.accounts.presence import standing_from
from fuwutai.domain.accounts.queries import role
from fuwutai.domain.notices.queries import unread_count
from fuwutai.kernel.actors import Actor

BELL_ASKS_LATER = {
    "desk:announcement", "desk:case", "desk:calendar", "desk:customer", "desk:manual_version",
    "desk:manual_version_roll_back",
}  # fmt: skip
"""Pages whose budget of statements is full without the bell."""


def centre(request: HttpRequest) -> dict[str, Any]:
    """Return the centre, the languages offered, how the page looks, and for staff the navigation and the bell.

    Cost: as `accounts.queries.centre`; 1 statement more where a template counts `unread_notices`.
    """
    known: dict[str, Any] = {"centre": queries.centre(), "languages": settings.LANGUAGES}
    staff = getattr(request, "staff", None)
    if staff is None:
        size = request.GET.get("text") or request.COOKIES.get(settings.TEXT_SIZE_COOKIE_NAME)
        return known | {
            "ui": {
                "theme": "auto",
                "density": "comfortable",
                "text_size": "large" if size == "large" else "normal",
            }
        }
    look = {"theme": staff.theme, "density": staff.density, "text_size": staff.text_size}
    reader = {"id": staff.pk, "name": staff.display_name, "role": role(staff.role).name}
    stands = standing_from(staff)
    return known | {
        "ui": look,
        "me": reader,
        "actor": request.actor,  # type: ignore[attr-defined]
        "nav_items": _navigation(request),
        "may_open_cases": request.actor.may("cases.open"),  # type: ignore[attr-defined]
        "may_edit_providers": partial(may_edit_providers, request.actor),  # type: ignore[attr-defined]
        "may_read_figures": request.actor.may("overview.view"),  # type: ignore[attr-defined]
        "unread_notices": _unread(request),
        "live_url": "/live/desk",
        "watermark": watermark_of(staff, known["centre"]),
        "presence_template": "desk/presence/_own.html",
        "presence": {"state": stands.state, "since": stands.since, "offered": PRESENCES.items()},
    }


def _unread(request: HttpRequest) -> Callable[[], int] | None:
    """Return what counts the unread notices when a template asks; None where the bell asks for itself later."""
    if request.resolver_match and request.resolver_match.view_name in BELL_ASKS_LATER:
        return None
    return partial(unread_count, request.actor)  # type: ignore[attr-defined]


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the places this reader may go; the longest address above the page is the current one."""
    items = [
        ("cases.view", "desk:home", _("My work"), "home"),
        ("cases.open", "desk:case_new", _("New case"), "plus"),
        ("cases.note", "desk:my_tasks", _("My tasks"), "check"),
        ("cases.side", "desk:side_talks", _("Asked of us"), "chat"),
        ("cases.note", "desk:macros", _("Macros"), "spark"),
        ("cases.view", "desk:phrases", _("Standard phrases"), "note"),
        ("customers.view", "desk:customers", _("Customers"), "person"),
        ("overview.view", "desk:overview", _("Overview"), "chart"),
        ("overview.view", "desk:dispatch", _("Sharing out"), "assign"),
        ("automation.view", "desk:automation", _("Automation"), "gear"),
        ("overview.view", "desk:attainment", _("Attainment"), "check-circle"),
        ("cases.view", "desk:manuals", _("Manuals"), "book"),
        ("cases.import", "desk:imports", _("Imports"), "upload"),
        ("staff.view", "desk:people", _("People"), "people"),
        ("cases.configure", "desk:tags", _("Tags"), "list"),
        ("cases.configure", "desk:case_fields", _("Fields and checklists"), "clipboard"),
        ("cases.configure", "desk:wordlists", pgettext("navigation", "Categories"), "filter"),
        ("calendars.edit", "desk:calendars", _("Calendars"), "calendar"),
        ("audit.view", "desk:audit", _("Audit"), "shield"),
        ("operations.view", "desk:operations", _("Operations"), "gear"),
    ]
    actor: Actor = request.actor  # type: ignore[attr-defined]
    urls = [(label, reverse(name), icon) for permission, name, label, icon in items if actor.may(permission)]
    room = _room(request.path)
    here = max((url for _label, url, _icon in urls if room.startswith(url)), key=len, default="")
    elsewhere = request.path in (reverse("desk:sessions"), reverse("desk:search"), reverse("desk:notices"))
    elsewhere = elsewhere or request.path.removeprefix(reverse("desk:home")).partition("/")[0] in _OWN
    return [
        {"label": label, "url": url, "icon": icon, "count": None, "current": url == here and not elsewhere}
        for label, url, icon in urls
    ]


_BEHIND_MANUALS = ("promises", "clauses", "conflicts", "evidence", "announcements", "manual-versions", "trials")
"""Rooms that the navigation leads to through the manuals."""
_BEHIND_PEOPLE = ("teams", "units", "roles", "skills", "tokens", "centre", "identity-providers")
"""Rooms that it leads to through the people."""
_OWN = ("profile", "password", "second-factor", "notices")
"""Rooms of one's own account, to which no place of the navigation leads."""
_BEHIND_CUSTOMERS = ("organisations", "customer-fields", "duplicates", "customer-files")
"""Rooms that it leads to through the customers."""


def _room(path: str) -> str:
    """Return the address by which the navigation finds the current place."""
    desk = reverse("desk:home")
    first = path.removeprefix(desk).partition("/")[0]
    if first in _BEHIND_MANUALS:
        return reverse("desk:manuals")
    if first == "checklists":
        return reverse("desk:case_fields")
    if first == "phrase-folders":
        return reverse("desk:phrases")
    if first == "my-time":
        return reverse("desk:my_tasks")
    if first in _BEHIND_CUSTOMERS:
        return reverse("desk:customers")
    if first == "presence":
        return reverse("desk:overview")
    return reverse("desk:people") if first in _BEHIND_PEOPLE else path
