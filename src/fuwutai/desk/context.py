"""What every template knows: the centre, and at the desk the reader and the navigation."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.choices import ROLES


def centre(request: HttpRequest) -> dict[str, Any]:
    """Return the centre, the languages offered, how the page looks, and for staff the navigation."""
    known: dict[str, Any] = {"centre": queries.centre(), "languages": settings.LANGUAGES}
    staff = getattr(request, "staff", None)
    if staff is None:
        size = request.GET.get("text") or request.COOKIES.get(settings.TEXT_SIZE_COOKIE_NAME)
        return known | {"ui": {"theme": "auto", "density": "comfortable", "text_size": "large" if size == "large" else "normal"}}
    look = {"theme": staff.theme, "density": staff.density, "text_size": staff.text_size}
    reader = {"id": staff.pk, "name": staff.display_name, "role": ROLES[staff.role]}
    return known | {
        "ui": look,
        "me": reader,
        "actor": request.actor,  # type: ignore[attr-defined]
        "nav_items": _navigation(request),
        "live_url": "/live/desk",
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    items = [
        ("cases.view", "desk:home", _("My work"), "inbox"),
        ("cases.open", "desk:case_new", _("New case"), "phone"),
        ("overview.view", "desk:overview", _("Overview"), "chart"),
        ("operations.view", "desk:operations", _("Operations"), "gear"),
    ]
    here = request.path
    return [
        {"label": label, "url": reverse(name), "icon": icon, "count": None, "current": here == reverse(name)}
        for permission, name, label, icon in items
        if request.actor.may(permission)  # type: ignore[attr-defined]
    ]
