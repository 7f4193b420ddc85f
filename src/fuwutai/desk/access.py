"""Who may open a page of the desk, and what the page may cost; declared on each view and tested from the URL table."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request whose sender is a signed-in staff member."""

    actor: Actor
    staff: Any


def staff_page(*, permission: str | None, statements: int) -> Callable[[View], View]:
    """Open a page (GET) to staff who hold a permission; None = every signed-in person. `statements`: its SQL budget."""

    def guard(view: View) -> View:
        return _guarded(require_safe(view), view, permission, statements)

    return guard


def staff_action(*, permission: str | None, statements: int) -> Callable[[View], View]:
    """Open an action (POST) to staff who hold a permission; the command behind it checks the thing itself."""

    def guard(view: View) -> View:
        return _guarded(require_POST(view), view, permission, statements)

    return guard


def open_to_strangers(view: View) -> View:
    """Mark a desk view that is reached before signing in; the URL table test lists each of them."""
    view.permission, view.statements = "public", 8  # type: ignore[attr-defined]
    return view


def _guarded(inner: View, view: View, permission: str | None, statements: int) -> View:
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        staff_request = cast(StaffRequest, request)
        if getattr(request, "staff", None) is None:
            return redirect(f"/desk/sign-in?{urlencode({'next': request.get_full_path()})}")
        if permission is not None and not staff_request.actor.may(permission):
            raise Refused
        return inner(staff_request, *args, **kwargs)

    guarded.permission, guarded.statements = permission or "staff", statements  # type: ignore[attr-defined]
    return cast(View, guarded)
