"""How content the customer is, as staff record it, and the card that says how a case ends."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.cases import cards
from fuwutai.desk.cases.case_context import composer_mode, what_may
from fuwutai.desk.cases.changed import asked, changed
from fuwutai.desk.cases.mending import mends_of
from fuwutai.desk.cases.offers import Offer, register
from fuwutai.desk.cases.outcome import rating_fields
from fuwutai.domain.cases.choices import CLOSED, GIVEN, RATINGS, RESOLVED, SCORES
from fuwutai.domain.cases.closing import MISSING, what_is_missing
from fuwutai.domain.cases.commands import record_rating
from fuwutai.domain.cases.policies import may_rate, may_record_result
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.vocabularies import label_of
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, Refused


def may_record(actor: Actor, case: Any) -> bool:
    """Return whether somebody is offered to record a rating: none was given yet."""
    return may_rate(actor, case) and case.rating != GIVEN


def rating_words(case: Any) -> str:
    """Return what came of asking for a rating, in words; "" where nobody has asked."""
    if case.rating == GIVEN:
        return _("%(score)s of 5, %(word)s") % {"score": case.score, "word": SCORES.get(case.score, "")}
    return str(RATINGS.get(case.rating, ""))


def _context(request: StaffRequest, case: Any) -> dict[str, Any]:
    missing = what_is_missing(case) if case.merged_into_id is None else []
    return {
        "rating": rating_words(case),
        "resolution": label_of("resolution", case.resolution),
        "cause": label_of("cause", case.cause),
        "is_over": case.status == CLOSED,
        "mends": [{"text": MISSING[one.code], "mend": one} for one in mends_of(case, missing)],
        "may_rate": may_record(request.actor, case),
        "may_record_result": may_record_result(request.actor, case),
    }


def _stands_open(case: Any) -> bool:
    return case.merged_into_id is None and (case.status == RESOLVED or (case.status == CLOSED and not case.rating))


CARD = cards.register(
    cards.Card(
        name="ending", place=12, icon="check-circle", title=gettext_lazy("Result and rating"),
        url_name="desk:case_ending", template="desk/cases/_ending.html", context=_context, summary=rating_words,
        stands_open=_stands_open,
    )
)  # fmt: skip
register(
    Offer(
        name="rating", place=30, icon="star", label=gettext_lazy("Record the rating"), url_name="desk:case_rating",
        allowed=may_record,
    )
)  # fmt: skip


@staff_page(permission="cases.view", statements=11)
def case_ending(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show how the case ends and what is missing for that. Raises: NotFound."""
    return cards.show_card(request, case_id, CARD)


@staff_page(permission="cases.rate", statements=10)
def case_rating_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the form of the rating. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_rate(request.actor, case):
        raise Refused
    return asked(request, case, _dialog(request, case, _form()))


@staff_action(permission="cases.rate", statements=50)
def case_rating(request: StaffRequest, case_id: int) -> HttpResponse:
    """Record what the customer said of how content she is, or that nobody could learn it."""
    form = _form(request.POST)
    if form.is_valid():
        said = dict(form.cleaned_data)
        try:
            record_rating(actor=request.actor, case_id=case_id, outcome=said.pop("rating"), **said)
        except Refused as error:
            if error.code != "own_work":
                raise
            refuse_in_form(form, error)
        except (Invalid, Conflict) as error:
            if "outcome" in error.fields:
                error.fields["rating"] = error.fields.pop("outcome")
            refuse_in_form(form, error)
        else:
            return changed(request, case_id, _("The rating is recorded."))
    case = visible_case(request.actor, case_id)
    return asked(request, case, _dialog(request, case, form), status=422)


def _form(data: Mapping[str, Any] | None = None) -> forms.Form:
    form = forms.Form(data)
    form.fields = rating_fields()
    form.fields["rating"].required = True
    return form


def _dialog(request: StaffRequest, case: Any, form: forms.Form) -> dict[str, Any]:
    return {
        "title": _("Record the rating"),
        "hint": _("Record what the customer said, not what you think. The customer may still rate on the portal."),
        "form": form,
        "shown": [],
        "url": reverse("desk:case_rating", args=[case.pk]),
        "submit": _("Record the rating"),
        "submit_icon": "star",
        "mode": composer_mode(case, what_may(request.actor, case)),
    }
