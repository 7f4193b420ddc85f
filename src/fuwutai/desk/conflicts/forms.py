"""The forms that decide: between two figures, and how a known contradiction is read."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_REASON = 1_000


class DecisionForm(forms.Form):
    """Which answer, and why. `replacing`: the decision that stood when the page was shown, 0 for none."""

    use_required_attribute = False
    choice = forms.ChoiceField(
        label=_("Which one applies from now on?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    reason = forms.CharField(
        label=_("Why it is decided so"),
        max_length=LONGEST_REASON,
        help_text=_("Everybody at the desk can read it beside the two clauses."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it is decided so.")},
    )
    replacing = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, answers: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = list(answers)  # type: ignore[attr-defined]

    def replaced(self) -> int:
        """Return the decision the person saw, 0 for none."""
        return self.cleaned_data.get("replacing") or 0


class ReadingForm(DecisionForm):
    """How a known contradiction is read, and why."""

    def __init__(self, answers: Sequence[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(answers, *args, **kwargs)
        self.fields["choice"].label = _("How is it read from now on?")
