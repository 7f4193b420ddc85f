"""How the case page answers a change: the page anew, or, asked by htmx, the parts that may look different now."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from fuwutai.desk.access import StaffRequest
from fuwutai.desk.answers import by_htmx, done, with_toast
from fuwutai.desk.cases.case_context import case_context
from fuwutai.domain.cases.queries import visible_case, visible_cases
from fuwutai.kernel.errors import Text

DIALOG = "case-dialog"
"""Where the forms open that need more room than a menu; see case.html."""


def changed(request: StaffRequest, case_id: int, said: Text) -> HttpResponse:
    """Return the case as it is now; who gave it out of sight goes back to the own work."""
    if not visible_cases(request.actor).filter(pk=case_id).exists():
        if by_htmx(request):
            return HttpResponse(headers={"HX-Redirect": reverse("desk:home")})
        return done(request, reverse("desk:home"), said)
    if not by_htmx(request):
        return done(request, reverse("desk:case", args=[case_id]), said)
    context = case_context(request, visible_case(request.actor, case_id))
    context["composer_changed"] = request.POST.get("mode") != context["mode"]
    context["dialog_done"] = from_dialog = request.headers.get("HX-Target") == DIALOG
    answer = with_toast(render(request, "desk/cases/_live.html", context), said)
    if from_dialog:
        answer["HX-Retarget"], answer["HX-Reswap"] = "#case-thread", "outerHTML"
    return answer


def asked(request: StaffRequest, case: Any, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Return a form about a case: inside the dialog of its page for htmx, else as a page of its own."""
    template = "desk/cases/_dialog_form.html" if by_htmx(request) else "desk/cases/form_page.html"
    return render(request, template, {"case": case, **context}, status=status)
