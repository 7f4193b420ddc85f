"""Using a macro with a case: choose one, look at what it would do, do it."""

import json
import secrets
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx
from fuwutai.desk.cases.case_context import composer_mode, what_may
from fuwutai.desk.cases.changed import changed
from fuwutai.desk.cases.conversation import once
from fuwutai.desk.cases.offers import Offer, register
from fuwutai.desk.macros.words import done_in_words, listed, matching, preview
from fuwutai.domain.cases.actions.macros import visible_macro, visible_macros
from fuwutai.domain.cases.commands.macros import use_macro
from fuwutai.domain.cases.policies import is_in_use
from fuwutai.domain.cases.queries import visible_case
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text

WORK = "cases.note"


def may_use_macros(actor: Actor, case: Any) -> bool:
    """Return whether macros are offered on a case; each of their steps asks for its own right beside. Cost: none."""
    return actor.is_staff and actor.may(WORK) and is_in_use(case)


register(
    Offer(
        name="macro", place=5, icon="spark", label=gettext_lazy("Macro…"), url_name="desk:case_macros",
        allowed=may_use_macros, key="v",
    )
)  # fmt: skip


@staff_page(permission=WORK, statements=10)
def case_macros(request: StaffRequest, case_id: int) -> HttpResponse:
    """Offer the macros that a person has; `?q=` narrows them. Raises: NotFound, Refused."""
    return _choose(request, _case(request, case_id), request.GET.get("q", ""))


@staff_action(permission=WORK, statements=400)
def case_macro_preview(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show what a macro would do; nothing is done. Without one chosen, the first that fits what was typed.

    Raises: NotFound, Refused.
    """
    case = _case(request, case_id)
    chosen, typed = request.POST.get("macro", ""), request.POST.get("q", "")
    if chosen:
        return _preview(request, case, visible_macro(request.actor, _number(chosen)))
    found = matching(visible_macros(request.actor).select_related("team"), typed)
    if not typed.strip() or not found:
        return _choose(request, case, typed, status=422)
    return _preview(request, case, found[0])


@staff_action(permission=WORK, statements=400)
def case_macro_use(request: StaffRequest, case_id: int) -> HttpResponse:
    """Take the steps that were shown; where the macro is gone, ask anew. Raises: NotFound, Refused."""
    case = _case(request, case_id)
    try:
        macro = visible_macro(request.actor, _number(request.POST.get("macro", "")))
    except NotFound:
        return _choose(request, case, "", status=422)
    try:
        once(request, use_macro)(
            actor=request.actor, case_id=case_id, macro_id=macro.pk, seen_steps=_seen(request.POST.get("seen", ""))
        )
    except (Invalid, Conflict, Refused) as problem:
        said = next(iter(problem.fields.values()), problem.message)
        return _preview(request, case, visible_macro(request.actor, macro.pk), said, 422)
    return changed(request, case_id, done_in_words(request.actor, macro))


def _case(request: StaffRequest, case_id: int) -> Any:
    """Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_use_macros(request.actor, case):
        raise Refused
    return case


def _number(written: str) -> int:
    """Raises: NotFound."""
    if not (written.isascii() and written.isdecimal() and len(written) < 19):
        raise NotFound
    return int(written)


def _seen(written: str) -> list[Any]:
    try:
        found = json.loads(written)
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def _choose(request: StaffRequest, case: Any, typed: str, status: int = 200) -> HttpResponse:
    every = list(visible_macros(request.actor).select_related("team"))
    context = {"rows": listed(request.actor, matching(every, typed)), "typed": typed, "has_any": bool(every)}
    return _answer(request, case, _("Macro"), "desk/macros/_choose.html", context, status)


def _preview(request: StaffRequest, case: Any, macro: Any, problem: Text = "", status: int = 200) -> HttpResponse:
    address = reverse("desk:case_macro_use", args=[case.pk])
    context = {
        "macro": macro,
        "found": preview(request.actor, case.pk, macro.steps),
        "seen": json.dumps(macro.steps, ensure_ascii=False),
        "use_url": f"{address}?{urlencode({'once': secrets.token_urlsafe(12)})}",
        "problem": problem,
        "mode": composer_mode(case, what_may(request.actor, case)),
    }
    title = _("What “%(name)s” would do") % {"name": macro.name}
    return _answer(request, case, title, "desk/macros/_preview.html", context, status)


def _answer(
    request: StaffRequest, case: Any, title: str, body: str, context: dict[str, Any], status: int
) -> HttpResponse:
    """Return a side of the dialog for htmx, else a page of its own."""
    template = "desk/macros/_dialog.html" if by_htmx(request) else "desk/macros/page.html"
    whole = {"case": case, "title": title, "body_template": body, **context}
    return render(request, template, whole, status=status)
