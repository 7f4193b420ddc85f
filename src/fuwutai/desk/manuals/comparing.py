"""Two versions of a manual side by side."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.manuals.moment import STANDING
from fuwutai.domain.standards import manuals
from fuwutai.domain.standards.choices import STATES
from fuwutai.domain.standards.compare import compare
from fuwutai.domain.standards.manuals import VersionView
from fuwutai.kernel.errors import NotFound

OF_A_DRAFT = 2
"""What a page may cost more where one side is a draft: its changes are laid over what is in force."""


@staff_page(permission=None, statements=12 + OF_A_DRAFT)
def compare_versions(request: StaffRequest, code: str) -> HttpResponse:
    """Show what differs between `?from=` and `?to=`, at first between the latest version and the one before it.

    Raises: NotFound for a version that is not of this manual or not for this reader.
    """
    manual = manuals.manual(request.actor, code)
    versions = manuals.versions(request.actor, code)
    one, other = _asked(request, versions)
    comparison = compare(request.actor, one.id, other.id) if one and other and one.id != other.id else None
    context: dict[str, Any] = {
        "manual": manual,
        "options": [{"version": each, "state": STATES[each.state]} for each in versions],
        "one": one,
        "other": other,
        "comparison": comparison,
        "states": STATES,
    }
    return render(request, "desk/manuals/compare.html", context)


def _asked(request: StaffRequest, versions: Sequence[VersionView]) -> tuple[VersionView | None, VersionView | None]:
    """Return from which to which version; versions come the newest first."""
    standing = [one for one in versions if one.state in STANDING]
    latest = _named(versions, request.GET.get("to", "")) or next(iter(standing), None)
    before = _named(versions, request.GET.get("from", ""))
    if before is None and latest is not None:
        before = next((one for one in standing if one.number < latest.number), None)
    return before, latest


def _named(versions: Sequence[VersionView], number: str) -> VersionView | None:
    if not number:
        return None
    found = next((one for one in versions if str(one.id) == number), None)
    if found is None:
        raise NotFound
    return found
