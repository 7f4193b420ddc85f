"""Finding a case again by its number and the phone number or mail address left with it."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.queries import case_by_proof
from fuwutai.domain.customers.choices import EMAIL, PHONE
from fuwutai.kernel.blind_index import blind_index
from fuwutai.kernel.errors import DomainError, Invalid
from fuwutai.kernel.http import see_other
from fuwutai.kernel.numbering import parse_number
from fuwutai.portal import abuse
from fuwutai.portal.access import PortalRequest, customer_of, grant_case, note_entry, portal_page
from fuwutai.portal.cases.forms import TrackForm, WriteForm
from fuwutai.portal.cases.pages import case_answer, track_answer


@portal_page(statements=14, methods=("GET", "HEAD", "POST"))
def case_track(request: PortalRequest) -> HttpResponse:
    """Show a case to whoever knows its number and contact; others learn nothing, not even that it exists."""
    if request.method != "POST":
        return track_answer(request, TrackForm(initial={"number": request.GET.get("number", "")}))
    form = TrackForm(request.POST)
    if not form.is_valid():
        return track_answer(request, form, 422)
    try:
        case = _proven(request, form.cleaned_data["number"], form.cleaned_data["contact"])
    except DomainError as problem:
        form.refuse(problem)
        return track_answer(request, form, problem.http_status)
    grant_case(request, case.pk)
    if words := form.cleaned_data["words"]:
        request.actor = customer_of(request)
        return case_answer(request, case, WriteForm(initial={"body": words}))
    return see_other(reverse("portal:case", args=[case.number]))


def _proven(request: PortalRequest, number: str, contact: str) -> Any:
    """Return the case of a number and contact; whether they fit or not is written down. Raises: Invalid, TooMany."""
    wrong = {}
    if not number.strip():
        wrong["number"] = _("Enter the number you were given when you wrote to us.")
    if not contact.strip():
        wrong["contact"] = _("Enter the phone number or e-mail you left with the case.")
    if wrong:
        raise Invalid(fields=wrong)
    kind = EMAIL if "@" in contact.replace("＠", "@") else PHONE
    abuse.count(abuse.TRACKING_TRIES, "track", abuse.sender_of(request))
    abuse.count(abuse.TRACKING_TRIES_PER_CONTACT, "contact", blind_index(kind, contact))
    abuse.count(abuse.TRACKING_TRIES_PER_NUMBER, "number", parse_number(number) or number.strip()[:40])
    case = case_by_proof(number, kind, contact)
    note_entry(request, case)
    if case is None:
        raise Invalid(
            _("We find no case with this number and this phone number or e-mail. Please check both, digit by digit.")
        )
    return case
