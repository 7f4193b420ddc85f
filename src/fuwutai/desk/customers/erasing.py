"""Erase a customer for good: what would go and what would stay, a word to type, and a reason."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.looks import look_at_customer
from fuwutai.domain.cases.records import words_of
from fuwutai.domain.customers.commands import erase_customer
from fuwutai.domain.customers.erasure import Erasure, erasure_of
from fuwutai.kernel.errors import Conflict, Invalid

ERASE = "customers.erase"


class EraseForm(forms.Form):
    """Why a customer is erased, and a word that nobody types by accident."""

    reason = forms.CharField(
        label=gettext_lazy("Why is this customer erased?"), max_length=200,
        help_text=gettext_lazy("It stays in the access log: name a letter or a date, not the person."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    word = forms.CharField(max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["word"].label = _("Type “%(word)s” to confirm") % {"word": the_word()}

    def clean_word(self) -> str:
        """Return the word. Raises: ValidationError for any other."""
        word: str = self.cleaned_data["word"].strip()
        if word.casefold() != the_word().casefold():
            raise forms.ValidationError(_("Type the word exactly as it stands there."))
        return word


def the_word() -> str:
    """Return what is to be typed, in the reader's language."""
    return pgettext("typed to confirm", "erase")


@staff_page(permission=ERASE, statements=12)
def customer_erase_form(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Show what goes and what stays. Raises: NotFound, Refused."""
    found = erasure_of(request.actor, customer_id)
    look_at_customer(request.actor, customer_id, "desk:customer_erase")
    return _page(request, found, EraseForm())


@staff_action(permission=ERASE, statements=50)
def customer_erase(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Erase the customer. Raises: NotFound, Refused."""
    form = EraseForm(request.POST)
    found = erasure_of(request.actor, customer_id)
    if form.is_valid():
        try:
            erase_customer(actor=request.actor, customer_id=customer_id, reason=form.cleaned_data["reason"])
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            said = _("Erased. Numbers and times of the cases stay, without a person.")
            return done(request, reverse("desk:customer", args=[customer_id]), said)
    look_at_customer(request.actor, customer_id, "desk:customer_erase")
    return _page(request, found, form)


def _page(request: StaffRequest, found: Erasure, form: forms.Form) -> HttpResponse:
    cases, words = words_of(found.ids)
    goes = [
        (_("Contacts"), found.contacts),
        (_("Notes"), found.notes),
        (_("Entries about special care"), found.special),
        (_("Values of the centre's own fields"), found.values),
        (_("Subjects of cases"), cases),
        (_("Messages and notes in cases"), words),
    ]
    context = {"found": found, "form": form, "goes": goes, "back": reverse("desk:customer", args=[found.customer_id])}
    return render(request, "desk/customers/erase.html", context, status=422 if form.errors else 200)
