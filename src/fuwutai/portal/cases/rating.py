"""A customer says how content she is, once the matter is settled: one press, and words if she likes."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.domain.cases.choices import GIVEN
from fuwutai.domain.cases.commands import record_rating
from fuwutai.domain.cases.queries import case_by_number
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import DomainError
from fuwutai.kernel.http import see_other
from fuwutai.portal import abuse
from fuwutai.portal.access import PortalRequest, portal_page, refuse_colleagues
from fuwutai.portal.cases.forms import RateForm, TrackForm
from fuwutai.portal.cases.pages import case_answer, track_answer


@portal_page(statements=15, methods=("GET", "POST"))
def case_rate(request: PortalRequest, number: str) -> HttpResponse:
    """Record how content the customer is; pressed again within the days for it, the rating changes."""
    page = reverse("portal:case", args=[number])
    if request.method != "POST":
        return see_other(f"{page}#rate")
    case = case_by_number(request.actor, number)
    if case is None:
        return track_answer(request, TrackForm(initial={"number": number}), 403)
    form = RateForm(request.POST)
    if not form.is_valid():
        form.errors.pop("score", None)
        return case_answer(request, case, rate_form=form, problem=_("Choose one of the five answers."), status=422)
    try:
        refuse_colleagues(request)
        abuse.count(abuse.MESSAGES, "rate", abuse.sender_of(request))
        record_rating.once(form.cleaned_data["token"])(
            actor=Actor.customer(case.customer_id, frozenset({case.pk})),
            case_id=case.pk,
            outcome=GIVEN,
            score=form.cleaned_data["score"],
            words=form.cleaned_data["words"],
        )
    except DomainError as problem:
        said = next(iter(problem.fields.values()), problem.message)
        return case_answer(request, case, rate_form=form, problem=str(said), status=problem.http_status)
    return see_other(f"{page}?rated=1#rate")
