"""The form of a rule: when it acts, and in which cases; its steps stand beside it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.domain.automation.choices import (
    EVENTS,
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_PERCENT,
    TRIGGERS,
)
from fuwutai.domain.automation.trying import DAYS
from fuwutai.domain.sla.choices import CLOCKS

UNITS = {
    1: pgettext_lazy("unit", "minutes"), 60: pgettext_lazy("unit", "hours"), 1440: pgettext_lazy("unit", "days"),
}  # fmt: skip
TRIED_DAYS = {days: pgettext_lazy("automation", "the last %(n)s days") % {"n": days} for days in DAYS}


class RuleForm(forms.Form):
    """What a rule is called, when it acts, and in which cases."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    note = forms.CharField(
        label=_("What it is for"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    on = forms.ChoiceField(label=pgettext_lazy("automation", "When"), choices=lambda: list(TRIGGERS.items()))
    event = forms.ChoiceField(
        label=_("What happens"), choices=lambda: [("", "—"), *EVENTS.items()], required=False,
        help_text=_("For the first two kinds."),
    )  # fmt: skip
    after = forms.IntegerField(
        label=_("How long after it"), min_value=1, required=False, help_text=_("Only for the second kind.")
    )
    unit = forms.TypedChoiceField(
        label=_("Counted in"), coerce=int, choices=lambda: list(UNITS.items()), required=False, empty_value=60
    )
    clock = forms.ChoiceField(
        label=_("Which promise"), choices=lambda: [("", "—"), *CLOCKS.items()], required=False,
        help_text=_("Only where a promise has used up part of its time."),
    )  # fmt: skip
    percent = forms.IntegerField(
        label=_("How much of its time, in percent"), min_value=1, max_value=MOST_PERCENT, required=False,
        help_text=_("100 is the deadline; more is after it."),
    )  # fmt: skip
    time = forms.TimeField(
        label=_("Time of the day"), required=False, input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), help_text=_("Only for every day."),
    )  # fmt: skip
    conditions = forms.CharField(
        label=pgettext_lazy("automation", "If"), max_length=500, required=False,
        help_text=_(
            "Conditions beside each other must all be true, like: status:open waiting>2h. Nothing = every case."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    stops = forms.BooleanField(
        label=_("Stop here"), required=False,
        help_text=_("Later rules with the same “When” are not looked at in a case that this one matched."),
    )  # fmt: skip

    def trigger(self) -> dict[str, Any]:
        """Return when the rule acts, as it is kept."""
        said = self.cleaned_data
        minutes = said["after"] * (said["unit"] or 60) if said.get("after") else None
        time = said.get("time")
        return {
            "on": said["on"], "event": said["event"], "minutes": minutes, "clock": said["clock"],
            "percent": said["percent"], "minute": time.hour * 60 + time.minute if time else None,
        }  # fmt: skip


PLACES = {"minutes": "after", "minute": "time"}
"""Where the form asks for what the trigger calls otherwise."""


def said_before(trigger: dict[str, Any]) -> dict[str, Any]:
    """Return a kept trigger as the form asks for it."""
    minutes, minute = trigger.get("minutes"), trigger.get("minute")
    unit = next((one for one in (1440, 60, 1) if minutes and minutes % one == 0), 60)
    return {
        "on": trigger["on"], "event": trigger.get("event", ""), "clock": trigger.get("clock", ""),
        "percent": trigger.get("percent"), "after": minutes // unit if minutes else None, "unit": unit,
        "time": f"{minute // 60:02}:{minute % 60:02}" if minute is not None else None,
    }  # fmt: skip
