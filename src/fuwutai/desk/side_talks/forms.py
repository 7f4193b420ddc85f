"""The forms of talks beside a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.domain.cases.speech.side_talks import LINK_DAYS, USUAL_DAYS

OUTSIDE = ""


class OpenForm(forms.Form):
    """Whom one asks, and what."""

    team_id = forms.TypedChoiceField(
        label=gettext_lazy("Whom do you ask"), required=False, coerce=int, empty_value=None
    )
    with_whom = forms.CharField(
        label=gettext_lazy("Who is it outside"),
        help_text=gettext_lazy("For somebody outside only, for example “Mr Li, repair contractor”."),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 100, "autocomplete": "off"}),
    )
    contact = forms.CharField(
        label=gettext_lazy("How one reaches them"),
        help_text=gettext_lazy("A note for you; nothing is sent by itself. You pass the link on."),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 200, "autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(label=gettext_lazy("The link opens for"), required=False, coerce=int)
    subject = forms.CharField(
        label=pgettext_lazy("side conversation", "What it is about"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 200, "autocomplete": "off"}),
    )
    body = forms.CharField(
        label=pgettext_lazy("side conversation", "Your question"),
        help_text=gettext_lazy(
            "They read these words and nothing else of the case. Phone and identity numbers are masked for them."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    waits = forms.BooleanField(label=gettext_lazy("Let the case wait for a third party until then"), required=False)

    def __init__(self, *args: Any, teams: list[tuple[int, str]], may_wait: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["team_id"].choices = [(OUTSIDE, _("Somebody outside")), *teams]  # type: ignore[attr-defined]
        self.fields["days"].choices = LINK_DAYS.items()  # type: ignore[attr-defined]
        self.fields["days"].initial = USUAL_DAYS
        if not self.is_bound and teams:
            self.fields["team_id"].initial = teams[0][0]
        if not may_wait:
            del self.fields["waits"]

    def clean_days(self) -> int:
        """Return for how many days the link opens; the usual time where nobody chose."""
        return int(self.cleaned_data["days"] or USUAL_DAYS)


class WordsForm(forms.Form):
    """More words in a talk."""

    body = forms.CharField(
        label=pgettext_lazy("side conversation", "Your words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    waits = forms.BooleanField(label=gettext_lazy("Let the case wait for a third party until then"), required=False)

    def __init__(self, *args: Any, may_wait: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if not may_wait:
            del self.fields["waits"]


class LinkForm(forms.Form):
    """For how long a new link opens."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("The link opens for"), coerce=int, choices=list(LINK_DAYS.items()), initial=USUAL_DAYS
    )
