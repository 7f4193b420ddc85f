"""The forms of skills and capacities."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.domain.accounts.choices import CAPACITY_CHANNELS, LEVELS


class SkillForm(forms.Form):
    """Another name for a skill, or no more rating in it."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    is_retired = forms.BooleanField(
        label=pgettext_lazy("skill", "Retired"), required=False, help_text=_("Nobody can be rated in it any more.")
    )


class NewSkillForm(forms.Form):
    """A skill that is new."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    code = forms.CharField(
        label=pgettext_lazy("skill", "Code"),
        max_length=40,
        help_text=_("A short name for programs and imports; it stays. Small letters, digits and dashes."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )


class RatingForm(forms.Form):
    """How well somebody can do something, and until when that counts."""

    skill_id = forms.TypedChoiceField(label=pgettext_lazy("skill", "Skill"), coerce=int)
    level = forms.TypedChoiceField(label=pgettext_lazy("skill", "Level"), coerce=int)
    expires_on = forms.DateField(
        label=pgettext_lazy("skill", "Counts until"), required=False, help_text=_("Leave empty if it does not end."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip

    def __init__(self, *args: Any, offered: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill_id"].choices = [("", "—"), *offered]  # type: ignore[attr-defined]
        taken = (0, pgettext_lazy("skill level", "None: take the skill away"))
        self.fields["level"].choices = [("", "—"), *LEVELS.items(), taken]  # type: ignore[attr-defined]


class CapacityForm(forms.Form):
    """How much of each channel a person has at a time; empty = as much as comes."""

    def __init__(self, *args: Any, now: Mapping[str, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial=now, **kwargs)
        for channel, label in CAPACITY_CHANNELS.items():
            self.fields[channel] = forms.IntegerField(label=label, required=False, min_value=1, max_value=200)
