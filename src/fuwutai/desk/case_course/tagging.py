"""Tags of a case in the dialog: what is on it, what one types, and what to take."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, done, with_toast
from fuwutai.desk.case_course.forms import tags_in
from fuwutai.desk.cases.case_context import case_context
from fuwutai.desk.cases.offers import Offer, register
from fuwutai.domain.cases.commands import tag_case, untag_case
from fuwutai.domain.cases.policies import may_tag
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.work import tags
from fuwutai.kernel.errors import Conflict, Invalid, Refused

register(
    Offer(
        name="tags", place=20, icon="list", label=gettext_lazy("Tags"), url_name="desk:case_tags",
        allowed=may_tag, key="t",
    )
)  # fmt: skip


@staff_page(permission="cases.classify", statements=8)
def case_tags_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the tags of a case with the most used ones to take. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_tag(request.actor, case):
        raise Refused
    return _answer(request, case)


@staff_action(permission="cases.classify", statements=40)
def case_tags_change(request: StaffRequest, case_id: int) -> HttpResponse:
    """Put on what was typed or chosen, and take off what was pressed. Raises: NotFound, Refused."""
    typed, off = request.POST.get("names", ""), request.POST.getlist("off")
    names = request.POST.getlist("name") or tags_in(typed)
    try:
        if off:
            untag_case(actor=request.actor, case_id=case_id, names=off)
        else:
            tag_case(actor=request.actor, case_id=case_id, names=names)
    except (Invalid, Conflict) as problem:
        case = visible_case(request.actor, case_id)
        return _answer(request, case, {"typed": typed, "problem": problem.message}, 422)
    said = _("The tag is taken off.") if off else _("The tags are on the case.")
    if not by_htmx(request):
        return done(request, reverse("desk:case", args=[case_id]), said)
    case = visible_case(request.actor, case_id)
    context = case_context(request, case) | {"with_title": True}
    return with_toast(_answer(request, case, context), said)


@staff_action(permission="cases.classify", statements=6)
def case_tags_suggest(request: StaffRequest, case_id: int) -> HttpResponse:
    """Return the tags that fit what is being typed; a POST, so that it stands in no address. Raises: NotFound."""
    case: Any = visible_case(request.actor, case_id)
    last = (tags_in(request.POST.get("names", "")) or [""])[-1]
    context = {"suggestions": tags.suggestions(request.actor, last, case.tags)}
    return render(request, "desk/case_course/_tag_suggestions.html", context)


def _answer(request: StaffRequest, case: Any, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    context = {
        "case": case,
        "title": _("Tags"),
        "suggestions": tags.suggestions(request.actor, "", case.tags),
        "typed": "",
        **(more or {}),
    }
    template = "desk/case_course/_tags_dialog.html" if by_htmx(request) else "desk/case_course/tags_page.html"
    return render(request, template, context, status=status)
