"""The dialogs in which a case ends: resolved with its result, confirmed by the customer, closed without that."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, refuse_in_form
from fuwutai.desk.cases.case_context import composer_mode, what_may
from fuwutai.desk.cases.changed import DIALOG, asked, changed
from fuwutai.desk.cases.mending import mends_of
from fuwutai.desk.cases.offers import Offer, register
from fuwutai.desk.phrases.using import RESULT, note_use, refuse_open_variables
from fuwutai.domain.cases.choices import GIVEN, RATINGS, SCORES
from fuwutai.domain.cases.closing import MISSING, needs_to_close, what_is_missing
from fuwutai.domain.cases.commands import (
    MAX_NEED,
    MAX_RATING_WORDS,
    close_case,
    confirm_case,
    record_result,
    resolve_case,
    restate_need,
)
from fuwutai.domain.cases.policies import may_close, may_confirm, may_record_result, may_resolve
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.vocabularies import offered
from fuwutai.kernel.errors import Conflict, DomainError, Invalid, Refused

RESULT_LABELS = {"resolution": gettext_lazy("How it was resolved"), "cause": gettext_lazy("What the cause was")}
NEED_MISSING = frozenset({"need_not_restated", "need_not_confirmed"})
OFTEN_REFUSED = NEED_MISSING | {"unfinished", "rated_by_customer", "own_work"}
"""What is mended in the form itself; what else is refused is told as everywhere."""


def result_fields(case: Any) -> dict[str, forms.Field]:
    """Return a field for each list of results that the centre has. Cost: as `offered`."""
    found: dict[str, forms.Field] = {}
    for name, label in RESULT_LABELS.items():
        known = offered(name, kept=getattr(case, name))
        if known:
            choices = [("", _("Not said")), *known.items()]
            found[name] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=getattr(case, name)
            )
    return found


def results_asked(case: Any, error: DomainError, said: Mapping[str, str]) -> list[tuple[str, forms.BoundField]]:
    """Return what the composer asks for where a reply that resolves was refused for want of its result, else nothing.

    Cost: as `offered`.
    """
    if not error.fields.keys() & RESULT_LABELS.keys():
        return []
    form = forms.Form({name: said.get(name, "") for name in RESULT_LABELS}, auto_id="composer-%s")
    form.fields = result_fields(case)
    return [(str(form.fields[name].label), form[name]) for name in form.fields]


def rating_fields(outcomes: Mapping[str, Any] = RATINGS) -> dict[str, forms.Field]:
    """Return what asks for the rating, with nothing chosen beforehand."""
    return {
        "rating": forms.ChoiceField(
            label=_("How content is the customer?"), choices=list(outcomes.items()), widget=forms.RadioSelect,
            required=False,
        ),
        "score": forms.TypedChoiceField(
            label=_("Score"), required=False, coerce=int, empty_value=None,
            choices=[("", _("None given")), *((score, f"{score} · {word}") for score, word in SCORES.items())],
        ),
        "words": forms.CharField(
            label=_("In the customer's words"), required=False, strip=False, max_length=MAX_RATING_WORDS,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
    }  # fmt: skip


class ResolveForm(forms.Form):
    """How a matter was settled, and the words that tell the customer; the need where it must be restated first."""

    body = forms.CharField(
        label=gettext_lazy("Tell the customer the result"),
        help_text=gettext_lazy(
            "The customer reads this. Leave it empty if you have told it already. A slash at the beginning of a line "
            "offers phrases."
        ),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 20_000}),
    )

    def __init__(self, case: Any, data: Mapping[str, Any] | None = None, *, need: bool = False) -> None:
        super().__init__(data)
        self.fields["body"].widget.attrs["data-phrases-url"] = reverse("desk:case_phrases_typed", args=[case.pk])
        fields = result_fields(case)
        if need:
            fields = need_fields("", confirmed=False) | fields
        self.fields = {**fields, **self.fields}


class EndForm(forms.Form):
    """What is asked for at the end: the rating where there is none yet, and why it ends without what is missing."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, rating: bool, reason: bool) -> None:
        super().__init__(data)
        if rating:
            self.fields |= rating_fields()
        if reason:
            self.fields["reason"] = forms.CharField(
                label=_("Why it is closed although something is missing"),
                help_text=_("Kept as an internal note."),
                required=False,
                max_length=2_000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )


def need_fields(words: str, *, confirmed: bool) -> dict[str, forms.Field]:
    """Return what asks for the need in our own words."""
    return {
        "need": forms.CharField(
            label=_("What the customer needs, in your own words"),
            max_length=MAX_NEED,
            initial=words,
            widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        ),
        "need_confirmed": forms.BooleanField(
            label=_("I read this to the customer, and it was confirmed"), required=False, initial=confirmed
        ),
    }


@staff_page(permission="cases.resolve", statements=10)
def case_resolve_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the form of the result. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_resolve(request.actor, case):
        raise Refused
    return asked(request, case, _resolving(request, case, ResolveForm(case)))


@staff_action(permission="cases.resolve", statements=50)
def case_resolve(request: StaffRequest, case_id: int) -> HttpResponse:
    """Mark the matter as settled: one press where nothing is asked for, else the form says what is."""
    case: Any = visible_case(request.actor, case_id)
    form = ResolveForm(case, request.POST, need="need" in request.POST)
    if form.is_valid():
        given = dict(form.cleaned_data)
        need, confirmed = given.pop("need", ""), given.pop("need_confirmed", False)
        try:
            refuse_open_variables(request)
            if need:
                restate_need(actor=request.actor, case_id=case_id, words=need, confirmed=confirmed)
            resolve_case(actor=request.actor, case_id=case_id, **given)
        except (Invalid, Conflict) as error:
            form = _with_need(case, request, error) if error.code in NEED_MISSING else form
            _refuse(form, error)
        else:
            note_use(request, case_id)
            told = bool(given["body"].strip())
            said = _("Marked as resolved, and the customer is told.") if told else _("Marked as resolved.")
            return changed(request, case_id, said)
    return _asked_in_dialog(request, case, _resolving(request, case, form))


@staff_page(permission="cases.confirm", statements=13)
def case_confirm_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show what is to be recorded with the customer's word. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_confirm(request.actor, case):
        raise Refused
    return asked(request, case, _confirming(request, case, _end_form(case, None)))


@staff_action(permission="cases.confirm", statements=50)
def case_confirm(request: StaffRequest, case_id: int) -> HttpResponse:
    """Note that the customer agreed."""
    case = visible_case(request.actor, case_id)
    form = _end_form(case, request.POST)
    if form.is_valid():
        try:
            confirm_case(actor=request.actor, case_id=case_id, **form.cleaned_data)
        except (Invalid, Conflict, Refused) as error:
            _refuse(form, error)
        else:
            return changed(request, case_id, _("Confirmed and closed."))
    return _asked_in_dialog(request, case, _confirming(request, case, form))


@staff_page(permission="cases.close", statements=13)
def case_close_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show what is missing before the case may be closed. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_close(request.actor, case):
        raise Refused
    return asked(request, case, _closing(request, case, _end_form(case, None, may_waive=True)))


@staff_action(permission="cases.close", statements=50)
def case_close(request: StaffRequest, case_id: int) -> HttpResponse:
    """Close a resolved case without the customer's word."""
    case = visible_case(request.actor, case_id)
    form = _end_form(case, request.POST, may_waive=True)
    if form.is_valid():
        try:
            close_case(actor=request.actor, case_id=case_id, **form.cleaned_data)
        except (Invalid, Conflict, Refused) as error:
            _refuse(form, error)
        else:
            return changed(request, case_id, _("Closed."))
    return _asked_in_dialog(request, case, _closing(request, case, form))


@staff_page(permission="cases.resolve", statements=10)
def case_result_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the form that says, or corrects, the result of a case. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_record_result(request.actor, case):
        raise Refused
    return asked(request, case, _resulting(request, case, _result_form(case)))


@staff_action(permission="cases.resolve", statements=50)
def case_result(request: StaffRequest, case_id: int) -> HttpResponse:
    """Say, or correct, how the case was resolved and what the cause was."""
    case = visible_case(request.actor, case_id)
    form = _result_form(case, request.POST)
    if form.is_valid():
        try:
            record_result(actor=request.actor, case_id=case_id, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return changed(request, case_id, _("The result is recorded."))
    return asked(request, case, _resulting(request, case, form), status=422)


register(
    Offer(
        name="resolve_with_result", place=5, icon="check-circle", label=gettext_lazy("Resolve with a result…"),
        url_name="desk:case_resolve", allowed=may_resolve, in_status=True,
    )
)  # fmt: skip


def _with_need(case: Any, request: StaffRequest, error: DomainError) -> ResolveForm:
    """Return the form with the need in it, which has to be restated first."""
    form = ResolveForm(case, request.POST | {"need": case.restated or ""}, need=True)
    form.is_valid()
    if error.code == "need_not_restated":  # an empty field is no mistake of who was not asked for it yet
        form.errors.pop("need", None)
    return form


def _refuse(form: forms.Form, error: DomainError) -> None:
    """Put a refusal into the form that can mend it. Raises: the refusal where it cannot."""
    if not error.fields and error.code not in OFTEN_REFUSED:
        raise error
    refuse_in_form(form, error)


def _asked_in_dialog(request: StaffRequest, case: Any, context: dict[str, Any]) -> HttpResponse:
    """Return the form with what is wrong; where a menu was pressed, the dialog opens with it."""
    answer = asked(request, case, context, status=422)
    if by_htmx(request) and request.headers.get("HX-Target") != DIALOG:
        answer["HX-Retarget"], answer["HX-Reswap"] = f"#{DIALOG}", "innerHTML"
    return answer


def _end_form(case: Any, data: Mapping[str, Any] | None, *, may_waive: bool = False) -> EndForm:
    needs = needs_to_close(case) if may_waive else None
    return EndForm(data, rating=case.rating != GIVEN, reason=bool(needs and needs.waivable))


def _result_form(case: Any, data: Mapping[str, Any] | None = None) -> forms.Form:
    form = forms.Form(data)
    form.fields = result_fields(case)
    return form


def _resolving(request: StaffRequest, case: Any, form: forms.Form) -> dict[str, Any]:
    hint = _("Silence closes the case after the days that the rule gives; until then the customer may contradict.")
    shown = _dialog(request, case, form, "case_resolve", _("Mark as resolved"), hint, "check-circle")
    return {**shown, "takes_phrases": RESULT, "phrases": request.POST.get("phrases", "")}


def _confirming(request: StaffRequest, case: Any, form: forms.Form) -> dict[str, Any]:
    hint = _("You heard from the customer that the matter is settled. This closes the case.")
    missing = [one for one in what_is_missing(case) if one not in ("result_sent", "verified", "rating")]
    return _dialog(request, case, form, "case_confirm", _("The customer confirmed"), hint, "check", missing)


def _closing(request: StaffRequest, case: Any, form: forms.Form) -> dict[str, Any]:
    hint = _("This closes the case although the customer has not confirmed the result.")
    missing = [one for one in what_is_missing(case) if one != "rating"]
    return _dialog(request, case, form, "case_close", _("Close without confirmation"), hint, "archive", missing)


def _resulting(request: StaffRequest, case: Any, form: forms.Form) -> dict[str, Any]:
    hint = "" if form.fields else _("Your centre has no lists of resolutions and causes yet.")
    return _dialog(request, case, form, "case_result", _("Record the result"), hint, "check")


def _dialog(
    request: StaffRequest,
    case: Any,
    form: forms.Form,
    name: str,
    title: str,
    hint: str,
    icon: str,
    missing: list[str] | None = None,
) -> dict[str, Any]:
    mends = mends_of(case, missing or [])
    return {
        "title": title,
        "hint": hint,
        "mends": [{"text": MISSING[one.code], "mend": one} for one in mends],
        "form": form,
        "shown": [],
        "url": reverse(f"desk:{name}", args=[case.pk]),
        "submit": title,
        "submit_icon": icon,
        "mode": composer_mode(case, what_may(request.actor, case)),
    }
