"""The form by which a version is announced."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import roles
from fuwutai.domain.standards.commands.announcing import LONGEST_TEXT


class AnnouncementForm(forms.Form):
    """What is said, and to whom; nothing chosen = to everybody."""

    text = forms.CharField(
        label=_("What people should know"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In a few words: what is different in daily work. What changes exactly is shown by itself."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple
    )
    team_ids = forms.TypedMultipleChoiceField(
        label=_("Teams"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, teams: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(one.code, one.name) for one in roles()]  # type: ignore[attr-defined]
        self.fields["team_ids"].choices = list(teams.items())  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """Return what was written and chosen, as the command takes it."""
        return {name: self.cleaned_data[name] for name in ("text", "roles", "team_ids")}
