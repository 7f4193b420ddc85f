"""See a customer's file in full for a reason, and give that up again."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.desk.customers.form_page import form_page, written
from fuwutai.domain.customers.commands import end_reveal, reveal_contacts
from fuwutai.domain.customers.file import profile_to_change

REVEAL = "customers.reveal"


class RevealForm(forms.Form):
    """Why somebody needs the data in full."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you need the data in full?"), max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


@staff_page(permission=REVEAL, statements=8)
def customer_reveal_form(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Ask why. Raises: NotFound."""
    return _page(request, profile_to_change(request.actor, customer_id), RevealForm())


@staff_action(permission=REVEAL, statements=25)
def customer_reveal(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Show the file in full for a while; the reason is kept. Raises: NotFound, Refused."""
    found: Any = profile_to_change(request.actor, customer_id)

    def write(said: dict[str, Any]) -> Any:
        return reveal_contacts(actor=request.actor, customer_id=customer_id, place="desk:customer_reveal", **said)

    return written(
        request, RevealForm(request.POST), write, lambda form: _page(request, found, form),
        onward=reverse("desk:customer", args=[customer_id]), said="",
    )  # fmt: skip


@staff_action(permission=REVEAL, statements=20)
def customer_reveal_end(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Mask the file again. Raises: NotFound."""
    end_reveal(actor=request.actor, customer_id=customer_id)
    return done(request, reverse("desk:customer", args=[customer_id]))


def _page(request: StaffRequest, found: Any, form: forms.Form) -> HttpResponse:
    return form_page(
        request, form, title=_("Show in full"), submit=_("Show in full"), about=found.name,
        back=reverse("desk:customer", args=[found.pk]),
        hint=_("Contacts, address and sensitive fields are shown for a while. Your name, time and reason are kept."),
    )  # fmt: skip
