"""The forms in which people change what is their own: password, mail address, second factor."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

LONGEST_PASSWORD = 1_000


def _hidden_words(label: Any, autocomplete: str, *, help_text: Any = "", required: Any = "") -> forms.CharField:
    """Return a field that never shows again what was typed."""
    return forms.CharField(
        label=label, max_length=LONGEST_PASSWORD, strip=False, help_text=help_text,
        error_messages={"required": required or _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )  # fmt: skip


class ChosenPasswordForm(forms.Form):
    """A password that a person chooses herself, typed twice."""

    password = _hidden_words(
        _("New password"), "new-password", help_text=password_validators_help_text_html(),
        required=_("Enter the password you choose."),
    )  # fmt: skip
    again = _hidden_words(
        _("New password once more"), "new-password", required=_("Enter the same password once more.")
    )

    def clean(self) -> dict[str, Any] | None:
        """Refuse two passwords that differ."""
        said = super().clean() or {}
        if "password" in said and "again" in said and said["password"] != said["again"]:
            self.add_error("again", _("This is not the same password as above."))
        return said


class OwnPasswordForm(ChosenPasswordForm):
    """Another password for oneself."""

    old = _hidden_words(_("Password until now"), "current-password", required=_("Enter your password until now."))
    field_order = ("old", "password", "again")


class MailForm(forms.Form):
    """A mail address."""

    mail = forms.CharField(
        label=_("Mail address"), max_length=254, required=False,
        help_text=_("By it a single sign-on recognises the person. Leave it empty to take it away."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class OwnMailForm(MailForm):
    """One's own mail address; the password proves who asks."""

    password = _hidden_words(_("Password"), "current-password")


class FirstCodeForm(forms.Form):
    """The first code that a telephone shows, with the password of who has one."""

    code = forms.CharField(
        label=_("Code that the telephone shows"),
        max_length=12,
        error_messages={"required": _("Enter the code.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )
    proof = _hidden_words(_("Password"), "current-password")

    def __init__(self, *args: Any, has_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_password:
            del self.fields["proof"]


class UnlinkForm(forms.Form):
    """Which account of another system is unlinked."""

    identity = forms.IntegerField(min_value=1, max_value=2**63 - 1)


def unlinked(said: QueryDict) -> int:
    """Return the id of the account that a form names, 0 for none."""
    form = UnlinkForm(said)
    return int(form.cleaned_data["identity"]) if form.is_valid() else 0


class ProofForm(forms.Form):
    """What proves that the person herself sits there: her password, or for who has none a code."""

    proof = _hidden_words(_("Password"), "current-password")

    def __init__(self, *args: Any, has_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_password:
            self.fields["proof"].label = _("Code that the telephone shows")
            self.fields["proof"].error_messages["required"] = _("Enter the code.")
            self.fields["proof"].widget.attrs["autocomplete"] = "one-time-code"
