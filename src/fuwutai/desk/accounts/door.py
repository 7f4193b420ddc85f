"""The way through the door: after the password or a provider has vouched, a second step where there is one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from fuwutai.desk.accounts.browsers import address_of, browser_named
from fuwutai.desk.accounts.language import remember_language
from fuwutai.desk.middleware import OUTSIDE_FACTOR
from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.commands import start_session
from fuwutai.domain.accounts.second_factor import has_second_factor
from fuwutai.kernel import clock
from fuwutai.kernel.http import see_other

HALFWAY = "halfway"
"""In the session of a browser: whose password was right, until when the second step may follow, and where to then."""
MINUTES_HALFWAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Halfway:
    """Somebody whose password was right and whose second factor is waited for."""

    staff: Any
    onward: str


def through(request: HttpRequest, staff: Any, onward: str, *, has_outside_factor: bool = False) -> HttpResponse:
    """Let a person in who has proved who she is, or ask for her second factor first.

    Cost: 1 statement, and those of `enter`.
    """
    if not has_outside_factor and has_second_factor(staff.pk):
        request.session.cycle_key()
        request.session[HALFWAY] = {
            "staff_id": staff.pk,
            "hash": staff.get_session_auth_hash(),
            "until": (clock.now() + timedelta(minutes=MINUTES_HALFWAY)).isoformat(),
            "onward": onward,
        }
        return see_other(reverse("desk:sign_in_code"))
    enter(request, staff, has_outside_factor=has_outside_factor)
    answer = see_other(onward)
    remember_language(answer, staff.language)
    return answer


def halfway(request: HttpRequest) -> Halfway | None:
    """Return who is halfway through in this browser; None when it took too long or the password is another by now.

    Cost: 2 statements, none for who is not.
    """
    kept = request.session.get(HALFWAY)
    if not kept:
        return None
    staff = queries.active_staff(int(kept["staff_id"]))
    is_same = staff is not None and constant_time_compare(kept["hash"], staff.get_session_auth_hash())
    if not is_same or datetime.fromisoformat(kept["until"]) < clock.now():
        del request.session[HALFWAY]
        return None
    return Halfway(staff=staff, onward=str(kept["onward"]))


def enter(request: HttpRequest, staff: Any, *, has_outside_factor: bool = False) -> None:
    """Open a session under a new key for a person who has proved who they are."""
    request.session.pop(HALFWAY, None)
    login(request, staff, backend="django.contrib.auth.backends.ModelBackend")
    if has_outside_factor:
        request.session[OUTSIDE_FACTOR] = True
    if not request.session.session_key:
        request.session.save()
    start_session(
        actor=queries.actor_of(staff),
        session_key=request.session.session_key or "",
        browser=browser_named(request.headers.get("User-Agent", "")),
        address=address_of(request),
    )
