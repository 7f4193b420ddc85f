"""The forms of the promises: which would apply, and how one is changed."""

import re
import unicodedata
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.desk.standards.facts import CLOCK, FACTS, chosen, fields
from fuwutai.desk.standards.words import ESCALATION, Names
from fuwutai.domain.sla.choices import AUDIENCES, THIRD_PARTY
from fuwutai.domain.standards.queries import Rule
from fuwutai.kernel import clock

LIMIT = "for_"
SECONDS, MINUTES, HOURS, WORKING_DAYS = "seconds", "minutes", "hours", "working_days"
UNITS = {
    SECONDS: pgettext_lazy("unit", "seconds"),
    MINUTES: pgettext_lazy("unit", "minutes"),
    HOURS: pgettext_lazy("unit", "hours"),
    WORKING_DAYS: pgettext_lazy("unit", "working days"),
}
MOST = {SECONDS: 157_680_000, MINUTES: 2_628_000, HOURS: 43_800, WORKING_DAYS: 1_000}
WHOLE, SHARE = _("Write a whole number, at least 1."), _("Write a whole number from 1 to 1000.")
PAUSES = ("customer", THIRD_PARTY)


class FactsForm(forms.Form):
    """What is known of a case, to see which promises would apply."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(fields(FACTS, pgettext_lazy("case fact", "not said")))

    def facts(self) -> dict[str, str]:
        """Return what was named."""
        return chosen(FACTS, self.cleaned_data)


class PercentsField(forms.CharField):
    """Shares of a target as text, as “50, 75”; the clean value is a tuple of numbers."""

    def to_python(self, value: Any) -> Any:
        """Return the shares in order. Raises: ValidationError."""
        plain = unicodedata.normalize("NFKC", str(value or "")).replace("、", ",").replace("%", " ")
        parts = [part for part in re.split(r"[,;\s]+", plain) if part]
        if not all(part.isascii() and part.isdigit() and len(part) < 3 and int(part) > 0 for part in parts):
            raise forms.ValidationError(_("Write shares between 1 and 99, for example 50, 75."))
        return tuple(sorted({int(part) for part in parts}))

    def prepare_value(self, value: Any) -> Any:
        """Return the text of stored shares, and what was typed as it was typed."""
        return ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else value


class RevisionForm(forms.Form):
    """What every revision says: for whom, from when, and why."""

    facts = FACTS
    use_required_attribute = False

    def __init__(self, rule: Rule, names: Names, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        self.limits = fields(self.facts, pgettext_lazy("case fact", "any"), LIMIT, rule.scope)
        self.fields.update(self.limits)
        self.fields["valid_from"] = forms.DateField(
            label=_("In force from"),
            required=False,
            input_formats=["%Y-%m-%d"],
            help_text=_("Empty: from now on. A later day: from its first minute."),
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": _("This date is not understood. Write it as 2026-10-01.")},
        )
        self.fields["reason"] = forms.CharField(
            label=_("Why it is changed"),
            max_length=1_000,
            help_text=_("Everybody at the desk can read it beside the standard."),
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": _("Say why the standard changes.")},
        )
        for name in self.limits:
            self.initial[name] = rule.scope.get(name.removeprefix(LIMIT), "")

    @property
    def limit_fields(self) -> list[forms.BoundField]:
        """Return the fields of the limits."""
        return [self[name] for name in self.limits]

    def scope(self) -> dict[str, str]:
        """Return for whom the promise is to hold."""
        return chosen(self.facts, self.cleaned_data, LIMIT)

    def since(self) -> datetime | None:
        """Return the moment from which the revision is to hold: None = now."""
        day: date | None = self.cleaned_data.get("valid_from")
        if day is None or day == timezone.localtime(clock.now()).date():
            return None
        return timezone.make_aware(datetime.combine(day, time.min))

    def value(self) -> dict[str, Any]:
        """Return what the rule is to say, as its kind takes it."""
        raise NotImplementedError


class TargetForm(RevisionForm):
    """A promise: how long, by which calendar, and when to warn."""

    def __init__(self, rule: Rule, names: Names, *args: Any, **kwargs: Any) -> None:
        super().__init__(rule, names, *args, **kwargs)
        number, unit = _number_and_unit(rule.value)
        offered = dict(names.calendars)
        if rule.value.calendar:
            offered.setdefault(rule.value.calendar, rule.value.calendar)
        ours = {
            "number": forms.IntegerField(
                label=_("How long"),
                min_value=1,
                initial=number,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages=dict.fromkeys(("required", "invalid", "min_value"), WHOLE),
            ),
            "unit": forms.ChoiceField(label=_("Unit"), choices=list(UNITS.items()), initial=unit),
            "calendar": forms.ChoiceField(
                label=_("Calendar"),
                required=False,
                choices=[("", names.calendar("")), *offered.items()],
                initial=rule.value.calendar,
            ),
            "warn_percents": PercentsField(
                label=_("Warn at (percent)"),
                required=False,
                max_length=60,
                initial=rule.value.warn_percents,
                help_text=_("For example 50, 75. Empty: no warning."),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            ),
        }
        self.fields = ours | self.fields

    def clean(self) -> dict[str, Any]:
        """Refuse a length that no clock can hold."""
        cleaned = super().clean() or self.cleaned_data
        number, most = cleaned.get("number"), MOST.get(cleaned.get("unit", ""))
        if number and most and number > most:
            self.add_error("number", _("This is too long. Write at most five years or 1000 working days."))
        return cleaned

    def value(self) -> dict[str, Any]:
        """Return the target as its kind takes it; for whom the clock waits stays as it was."""
        number, unit = self.cleaned_data["number"], self.cleaned_data["unit"]
        length = {MINUTES: number * 60} if unit == HOURS else {unit: number}
        value = {**length, "warn_percents": list(self.cleaned_data["warn_percents"])}
        if calendar := self.cleaned_data["calendar"]:
            value["calendar"] = calendar
        if self.rule.value.pause_for != PAUSES:
            value["pause_for"] = list(self.rule.value.pause_for)
        return value


class EscalationForm(RevisionForm):
    """A step of the escalation: at which share of the target, and who hears of it."""

    facts = CLOCK | FACTS

    def __init__(self, rule: Rule, names: Names, *args: Any, **kwargs: Any) -> None:
        super().__init__(rule, names, *args, **kwargs)
        offered = {"": _("It stays where it is"), **names.teams}
        if rule.value.give_to:
            offered.setdefault(rule.value.give_to, rule.value.give_to)
        ours = {
            "percent": forms.IntegerField(
                label=_("At (percent of the time)"),
                min_value=1,
                max_value=1_000,
                initial=rule.value.percent,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), SHARE),
            ),
            "tell": forms.MultipleChoiceField(
                label=_("Who hears of it"),
                required=False,
                choices=list(AUDIENCES.items()),
                initial=list(rule.value.tell),
                widget=forms.CheckboxSelectMultiple,
            ),
            "give_to": forms.ChoiceField(
                label=_("Team that gets the case"),
                required=False,
                choices=list(offered.items()),
                initial=rule.value.give_to,
            ),
            "urgent": forms.BooleanField(
                label=_("At once, also outside of working hours"), required=False, initial=rule.value.urgent
            ),
        }
        self.fields = ours | self.fields

    def value(self) -> dict[str, Any]:
        """Return the step as its kind takes it; its level stays."""
        return {
            "level": self.rule.value.level,
            "percent": self.cleaned_data["percent"],
            "tell": list(self.cleaned_data["tell"]),
            "give_to": self.cleaned_data["give_to"],
            "urgent": self.cleaned_data["urgent"],
        }


def revision_form(rule: Rule, names: Names, data: Any = None) -> RevisionForm:
    """Return the form that revises a rule, as it is or with what was typed."""
    kind = EscalationForm if rule.kind == ESCALATION else TargetForm
    return kind(rule, names, data)


def _number_and_unit(value: Any) -> tuple[int, str]:
    if value.working_days:
        return value.working_days, WORKING_DAYS
    if value.seconds:
        return value.seconds, SECONDS
    if value.minutes % 60 == 0:
        return value.minutes // 60, HOURS
    return value.minutes, MINUTES
