"""What every template knows: the centre, and at the desk the reader and the navigation."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from fuwutai.desk.navigation import rail
from fuwutai.desk.watermark import watermark_of
from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.choices import PRESENCES
from fuwutai.domain.accounts.policies import may_edit_providers
from fuwutai.domain.accounts.presence import standing_from
from fuwutai.domain.accounts.queries import role
from fuwutai.domain.notices.queries import unread_count

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
        "nav_items": rail(request.actor, request.path),  # type: ignore[attr-defined]
        "may_export_cases": request.actor.may("cases.export"),  # type: ignore[attr-defined]
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
