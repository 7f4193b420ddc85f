"""Taking words or a file out of a case for good: first what it would be like, then for good."""

import re
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, refuse_in_form
from fuwutai.desk.cases.case_context import composer_mode, what_may
from fuwutai.desk.cases.changed import asked, changed
from fuwutai.desk.looks import look_at_case
from fuwutai.domain.cases.commands import redact_message, remove_attachment
from fuwutai.domain.cases.commands.redaction import MAX_REASON, Part, checked_reason, places_shown, redaction_of
from fuwutai.domain.cases.policies import may_redact
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.speech.attachments import attachment_of
from fuwutai.domain.cases.speech.conversation import message_of, visible_messages
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused

PARTS = re.compile(r"\d{1,7}-\d{1,7}")
LAST_WORD = gettext_lazy(
    "This cannot be undone. Backups made before still hold it until they are deleted."
)


class ReasonForm(forms.Form):
    """Why something is taken out."""

    use_required_attribute = False

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=MAX_REASON,
        help_text=gettext_lazy("It stays beside the message. Repeat nothing in it that is taken out."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RedactForm(ReasonForm):
    """What is taken out: places that were marked (“3-9,20-31”), words that were typed, or both."""

    words = forms.CharField(
        label=gettext_lazy("These very words"),
        required=False,
        strip=False,
        help_text=gettext_lazy("They are taken out wherever they stand in the message."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    parts = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-redact-parts": True}))
    field_order = ("words", "parts", "reason")

    def places(self) -> list[Part]:
        """Return the marked places, as the page shows the text."""
        found = [one.partition("-") for one in self.cleaned_data["parts"].split(",") if PARTS.fullmatch(one)]
        return [(int(start), int(end)) for start, _dash, end in found]


@staff_page(permission="cases.redact", statements=10)
def case_redact_page(request: StaffRequest, case_id: int, message_id: int) -> HttpResponse:
    """Show a message and ask what is to be taken out of it. Raises: NotFound, Refused."""
    return _redact_page(request, case_id, message_id, RedactForm())


@staff_action(permission="cases.redact", statements=60)
def case_redact(request: StaffRequest, case_id: int, message_id: int) -> HttpResponse:
    """Show what the message would be like; sent once more with `sure`, do it."""
    form = RedactForm(request.POST)
    if not form.is_valid():
        return _redact_page(request, case_id, message_id, form, status=422)
    stored = visible_messages(request.actor, case_id).filter(pk=message_id).first()
    if stored is None:
        raise NotFound
    what: dict[str, Any] = {"parts": places_shown(stored.body, form.places()), "words": form.cleaned_data["words"]}
    try:
        if "sure" in request.POST:
            reason = form.cleaned_data["reason"]
            redact_message(actor=request.actor, case_id=case_id, message_id=message_id, reason=reason, **what)
            return changed(request, case_id, _("Taken out for good."))
        checked_reason(form.cleaned_data["reason"])
        outcome = redaction_of(request.actor, case_id, message_id, **what)
    except (Invalid, Conflict) as error:
        refuse_in_form(form, error)
        return _redact_page(request, case_id, message_id, form, status=422)
    return _redact_page(request, case_id, message_id, form, outcome=outcome)


@staff_page(permission="cases.redact", statements=10)
def case_file_remove_page(request: StaffRequest, case_id: int, attachment_id: int) -> HttpResponse:
    """Ask why a file is removed. Raises: NotFound, Refused."""
    return _remove_page(request, case_id, attachment_id, ReasonForm())


@staff_action(permission="cases.redact", statements=60)
def case_file_remove(request: StaffRequest, case_id: int, attachment_id: int) -> HttpResponse:
    """Remove what a file holds for good."""
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            remove_attachment(actor=request.actor, case_id=case_id, attachment_id=attachment_id, reason=reason)
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return changed(request, case_id, _("The file is removed for good."))
    return _remove_page(request, case_id, attachment_id, form, status=422)


def _redact_page(
    request: StaffRequest, case_id: int, message_id: int, form: RedactForm, *, outcome: Any = None, status: int = 200
) -> HttpResponse:
    case = visible_case(request.actor, case_id)
    if not may_redact(request.actor, case):
        raise Refused
    message = message_of(request.actor, case_id, message_id)
    if not by_htmx(request):
        look_at_case(request.actor, case_id, "desk:case_redact")
    context = {
        "case": case,
        "message": message,
        "form": form,
        "outcome": outcome,
        "last_word": LAST_WORD,
        "url": reverse("desk:case_redact", args=[case_id, message_id]),
        "mode": composer_mode(case, what_may(request.actor, case)),
    }
    template = "desk/case_files/_redact.html" if by_htmx(request) else "desk/case_files/redact.html"
    return render(request, template, context, status=status)


def _remove_page(
    request: StaffRequest, case_id: int, attachment_id: int, form: ReasonForm, status: int = 200
) -> HttpResponse:
    case = visible_case(request.actor, case_id)
    if not may_redact(request.actor, case):
        raise Refused
    found = attachment_of(request.actor, case_id, attachment_id)
    context = {
        "title": _("Remove “%(name)s” for good") % {"name": found.name},
        "hint": LAST_WORD,
        "form": form,
        "shown": [],
        "url": reverse("desk:case_file_remove", args=[case_id, attachment_id]),
        "submit": _("Remove for good"),
        "submit_icon": "x",
        "mode": composer_mode(case, what_may(request.actor, case)),
    }
    return asked(request, case, context, status=status)
