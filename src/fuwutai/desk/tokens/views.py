"""List, make and withdraw the tokens of the people whom the reader may change."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.choices import SCOPES_IN_WORDS
from fuwutai.domain.accounts.commands import create_token, revoke_token
from fuwutai.domain.accounts.directory import people_for_tokens
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused

EDIT = "staff.edit"
SHOWN = 200
LIVES = [
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("One year")),
    ("", gettext_lazy("Without end: only where nobody can renew it")),
]


class TokenForm(forms.Form):
    """As whom a program acts, what it may do, and for how long."""

    staff_id = forms.TypedChoiceField(
        label=pgettext_lazy("token", "Acts as"),
        coerce=int,
        help_text=gettext_lazy("The program never sees or does more than this person."),
    )
    scopes = forms.MultipleChoiceField(
        label=pgettext_lazy("token", "May do"),
        choices=list(SCOPES_IN_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    expires_days = forms.TypedChoiceField(
        label=pgettext_lazy("token", "Valid for"), choices=LIVES, coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff_id"].choices = [("", "—"), *people_for_tokens(actor)]  # type: ignore[attr-defined]


@staff_page(permission=EDIT, statements=10)
def tokens(request: StaffRequest) -> HttpResponse:
    """List the tokens that open something."""
    found: list[Any] = list(queries.tokens(request.actor)[: SHOWN + 1])
    rows = [
        {"token": one, "scopes": [SCOPES_IN_WORDS.get(scope, scope) for scope in one.scopes]} for one in found[:SHOWN]
    ]
    context = {"room": "tokens", "rows": rows, "more": len(found) > SHOWN}
    return render(request, "desk/tokens/tokens.html", context)


@staff_page(permission=EDIT, statements=10)
def token_new(request: StaffRequest) -> HttpResponse:
    """Show the form."""
    return _new(request, TokenForm(actor=request.actor, initial={"expires_days": "90"}))


@staff_action(permission=EDIT, statements=25)
def token_add(request: StaffRequest) -> HttpResponse:
    """Make the token and show its secret in this one answer: it is kept nowhere."""
    form = TokenForm(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            made: Any = create_token(actor=request.actor, **form.cleaned_data)
        except Invalid as error:
            refuse_in_form(form, error)
        except (Refused, NotFound) as error:
            form.add_error("staff_id", str(error.message))
        else:
            name = dict(form.fields["staff_id"].choices).get(made.token.staff_id, "")
            context = {"room": "tokens", "secret": made.secret, "token": made.token, "name": name}
            return render(request, "desk/tokens/made.html", context)
    return _new(request, form, 422)


@staff_action(permission=EDIT, statements=25)
def token_revoke(request: StaffRequest, token_id: int) -> HttpResponse:
    """Withdraw a token for good. Raises: NotFound."""
    revoke_token(actor=request.actor, token_id=token_id)
    return done(request, reverse("desk:tokens"), _("The token is withdrawn. The program is shut out at once."))


def _new(request: StaffRequest, form: TokenForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/tokens/new.html", {"room": "tokens", "form": form}, status=status)
