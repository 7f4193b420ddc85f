"""The forms about the course of a case."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.design.moments import day_moment
from fuwutai.domain.cases.snoozing import IN_AN_HOUR, IN_FOUR_HOURS, MONDAY, OWN, TOMORROW, Preset

BETWEEN_TAGS = re.compile(r"[,，、;；\n]+")


class MomentInput(forms.DateTimeInput):
    """A field in which a browser offers day and time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class SnoozeForm(forms.Form):
    """Until when; a moment after the nearest deadline says so beside it."""

    preset = forms.ChoiceField(label=gettext_lazy("Until when"), widget=forms.RadioSelect)
    until = forms.DateTimeField(label=gettext_lazy("Own moment"), required=False, widget=MomentInput)

    def __init__(self, *args: Any, offered: list[Preset], due_at: datetime | None, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self._until = {one.code: one.until for one in offered}
        field = self.fields["preset"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.code, _worded(one, due_at, now)) for one in offered] + [(OWN, _("Until my own moment"))]
        if not self.is_bound:
            field.initial = IN_AN_HOUR

    def clean(self) -> dict[str, Any]:
        """Return the moment that was chosen, as `until`."""
        said = self.cleaned_data
        if said.get("preset") == OWN and not said.get("until"):
            if "until" not in self.errors:
                self.add_error("until", _("Say until when."))
            return said
        return said | {"until": self._until.get(said.get("preset", ""), said.get("until"))}


class RedoForm(forms.Form):
    """Why a case is to be done again."""

    reason = forms.CharField(
        label=gettext_lazy("What is missing"),
        help_text=gettext_lazy("Who does it again reads this as a note; the customer does not."),
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 500, "autofocus": True}),
    )


class DemandForm(forms.Form):
    """What a superior asks for, and by when."""

    demand = forms.CharField(
        label=gettext_lazy("What you want to know or have done"),
        help_text=gettext_lazy("Who works on the case reads this as a note; the customer does not."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
    )
    due_at = forms.DateTimeField(label=gettext_lazy("Report by"), required=False, widget=MomentInput)

    def __init__(self, *args: Any, due_at: datetime | None, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        if due_at is not None:
            text = _("Left empty, it is due %(when)s, as the rule in force says.")
            self.fields["due_at"].help_text = text % {"when": day_moment(due_at, now)}


class ReportForm(forms.Form):
    """What was done."""

    words = forms.CharField(
        label=gettext_lazy("Your report"), widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500})
    )


class ColleagueForm(forms.Form):
    """A colleague who is to hear of the case."""

    staff_id = forms.TypedChoiceField(label=gettext_lazy("Let a colleague watch"), coerce=int)

    def __init__(self, *args: Any, offered: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["staff_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", "—"), *offered]


def tags_in(text: str) -> list[str]:
    """Return the tags of a text in which commas stand between them."""
    return [one.strip() for one in BETWEEN_TAGS.split(text) if one.strip()]


def _worded(preset: Preset, due_at: datetime | None, now: datetime) -> str:
    said = {
        IN_AN_HOUR: _("In an hour"),
        IN_FOUR_HOURS: _("In four hours"),
        TOMORROW: _("The next morning of work"),
        MONDAY: _("Next Monday"),
    }[preset.code]
    facts = {"name": said, "when": day_moment(preset.until, now)}
    if due_at is not None and due_at < preset.until:
        facts["due"] = day_moment(due_at, now)
        return _("%(name)s: %(when)s (after the deadline %(due)s)") % facts
    return _("%(name)s: %(when)s") % facts
