"""The forms of what holds for the whole centre: figures of security, providers of single sign-on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.domain.accounts.queries import roles

PLAIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class SecurityForm(forms.Form):
    """How long a browser may be left alone, how long data stays revealed, who needs a second factor."""

    idle_minutes = forms.IntegerField(
        label=_("Sign out after so many minutes without work"), help_text=_("From 5 to 720."),
        error_messages={"required": _("Enter a number."), "invalid": _("Enter a number.")},
    )  # fmt: skip
    reveal_minutes = forms.IntegerField(
        label=_("Full data stays revealed for so many minutes"), help_text=_("From 1 to 120."),
        error_messages={"required": _("Enter a number."), "invalid": _("Enter a number.")},
    )  # fmt: skip
    second_factor_roles = forms.MultipleChoiceField(
        label=_("Roles that must sign in with a second factor"), required=False, widget=forms.CheckboxSelectMultiple
    )
    has_watermark = forms.BooleanField(label=_("Lay name and time over each screen"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.code, one.name) for one in roles()]
        self.fields["second_factor_roles"].choices = offered  # type: ignore[attr-defined]


def code_field() -> forms.CharField:
    """Return the field for the lasting code of something by which people sign in."""
    return forms.CharField(
        label=pgettext_lazy("organisation", "Code"), max_length=40, widget=forms.TextInput(attrs=PLAIN),
        help_text=_("A short name for programs; it stays. Small letters, digits and dashes."),
        error_messages={"required": _("Enter a code.")},
    )  # fmt: skip


class ProviderForm(forms.Form):
    """A provider of single sign-on."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("It stands on the button of the sign-in page."),
        error_messages={"required": _("Enter the name that people know, at most 60 characters.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    issuer = forms.CharField(
        label=_("Address of the issuer"), max_length=200, widget=forms.TextInput(attrs=PLAIN),
        help_text=_("As the provider names itself, for example https://login.example.cn"),
        error_messages={"required": _("Enter the address of the issuer.")},
    )  # fmt: skip
    client_id = forms.CharField(
        label=_("Client ID"), max_length=200, widget=forms.TextInput(attrs=PLAIN),
        error_messages={"required": _("Enter the client ID that the provider gave you.")},
    )  # fmt: skip
    client_secret = forms.CharField(
        label=_("Client secret"), max_length=1_000, required=False, strip=True,
        help_text=_(
            "It is kept encrypted and never shown again. Empty keeps the one there is, unless the issuer changes."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    vouches_for_factor = forms.BooleanField(
        label=_("Believe this provider when it says that it asked for a second factor"), required=False,
        help_text=_(
            "Then our own is not asked in addition. Leave this off unless you know that the provider asks everybody "
            "for one."
        ),
    )  # fmt: skip
    is_on = forms.BooleanField(label=_("Offered on the sign-in page"), required=False, initial=True)


class NewProviderForm(ProviderForm):
    """A provider that is new."""

    code = code_field()
    client_secret = forms.CharField(
        label=_("Client secret"), max_length=1_000, strip=True,
        help_text=_("It is kept encrypted and never shown again."),
        error_messages={"required": _("Enter the secret that the provider gave you.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    field_order = ("name", "code", "issuer", "client_id", "client_secret", "vouches_for_factor", "is_on")
