"""The forms of the promises: which would apply, and what a clock or a step of the escalation is to say."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.desk.standards.facts import CATEGORY, EVERY_FACT, FACTS, OTHERS, chosen, fields
from fuwutai.desk.standards.words import Names
from fuwutai.domain.sla.choices import AUDIENCES, THIRD_PARTY
from fuwutai.domain.standards import registry
from fuwutai.domain.standards.queries import Rule

LIMIT = "for_"
SECONDS, MINUTES, HOURS, WORKING_DAYS = "seconds", "minutes", "hours", "working_days"
UNITS = {
    SECONDS: pgettext_lazy("unit", "seconds"),
    MINUTES: pgettext_lazy("unit", "minutes"),
    HOURS: pgettext_lazy("unit", "hours"),
    WORKING_DAYS: pgettext_lazy("unit", "working days"),
}
MOST = {SECONDS: 157_680_000, MINUTES: 2_628_000, HOURS: 43_800, WORKING_DAYS: 1_000}
LEVEL = _("Write a whole number from 1 to 9.")
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


class FigureForm(forms.Form):
    """What every figure says beside its value: of which clause it is, and for whom it holds.

    `rule` is the figure as it is, None for a new one; `clauses` the clauses to choose from, none = it stays as it is.
    """

    use_required_attribute = False

    def __init__(
        self,
        kind: str,
        rule: Rule | None,
        names: Names,
        data: Any = None,
        *,
        clauses: Sequence[tuple[str, str]] = (),
        clause_code: str = "",
    ) -> None:
        super().__init__(data)
        self.kind, self.rule, self.names = kind, rule, names
        scope: Mapping[str, str] = rule.scope if rule else {}
        self.facts = {name: EVERY_FACT[name] for name in registry.kind(kind).scope_keys}
        ours = self.value_fields()
        self.about = fields({name: one for name, one in self.facts.items() if name in OTHERS}, "", LIMIT)
        self.limits = fields(
            {name: one for name, one in self.facts.items() if name not in OTHERS},
            pgettext_lazy("case fact", "any"),
            LIMIT,
            scope,
        )
        self.shown = [*self.about, *ours]
        self.fields.update(self.about | ours | _clause_field(clauses, rule.clause_code if rule else clause_code))
        self.fields.update(self.limits)
        if LIMIT + CATEGORY in self.limits:
            self.limits[LIMIT + CATEGORY].widget.attrs["list"] = f"known-{CATEGORY}"
        for name in (*self.about, *self.limits):
            self.initial[name] = scope.get(name.removeprefix(LIMIT), "")

    @property
    def shown_fields(self) -> list[forms.BoundField]:
        """Return the fields of the value, and of what it is about."""
        return [self[name] for name in self.shown]

    @property
    def limit_fields(self) -> list[forms.BoundField]:
        """Return the fields of the limits."""
        return [self[name] for name in self.limits]

    @property
    def known_codes(self) -> list[tuple[str, list[tuple[str, Any]]]]:
        """Return for each field that is written the id of its list and the codes with their labels."""
        names = [name.removeprefix(LIMIT) for name in (*self.about, *self.limits)]
        names = [name for name in names if name in OTHERS or name == CATEGORY]
        return [(f"known-{name}", list(EVERY_FACT[name].codes.items())) for name in names]

    def scope(self) -> dict[str, str]:
        """Return for whom the figure is to hold, and what it is about."""
        return {name: code.strip() for name, code in chosen(self.facts, self.cleaned_data, LIMIT).items()}

    def chosen_clause(self) -> str | None:
        """Return the clause that was chosen, None where none could be."""
        return self.cleaned_data.get("clause_code")

    def value_fields(self) -> dict[str, forms.Field]:
        """Return the fields of the value, filled with what the figure says now."""
        raise NotImplementedError

    def value(self) -> dict[str, Any]:
        """Return what the figure is to say, as its kind takes it."""
        raise NotImplementedError


def _clause_field(clauses: Sequence[tuple[str, str]], present: str) -> dict[str, forms.Field]:
    if not clauses:
        return {}
    offered = dict(clauses) if present else {"": "—", **dict(clauses)}
    if present:
        offered.setdefault(present, present)
    missing = {"required": _("Choose the clause that the figure stands on.")}
    return {
        "clause_code": forms.ChoiceField(
            label=_("Clause"), choices=list(offered.items()), initial=present, error_messages=missing
        )
    }


class TargetForm(FigureForm):
    """A promise: how long, by which calendar, and when to warn."""

    def value_fields(self) -> dict[str, forms.Field]:
        """Return how long, in which unit and calendar, and the warnings."""
        value = self.rule.value if self.rule else None
        number, unit = _number_and_unit(value) if value else (None, MINUTES)
        offered = dict(self.names.calendars)
        if value and value.calendar:
            offered.setdefault(value.calendar, value.calendar)
        return {
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
                choices=[("", self.names.calendar("")), *offered.items()],
                initial=value.calendar if value else "",
            ),
            "warn_percents": PercentsField(
                label=_("Warn at (percent)"),
                required=False,
                max_length=60,
                initial=value.warn_percents if value else (75,),
                help_text=_("For example 50, 75. Empty: no warning."),
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            ),
        }

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
        if self.rule and self.rule.value.pause_for != PAUSES:
            value["pause_for"] = list(self.rule.value.pause_for)
        return value


class EscalationForm(FigureForm):
    """A step of the escalation: at which share of the target, and who hears of it."""

    def value_fields(self) -> dict[str, forms.Field]:
        """Return the share, who hears of it and who gets the case; of a new step its level too."""
        value = self.rule.value if self.rule else None
        offered = {"": _("It stays where it is"), **self.names.teams}
        if value and value.give_to:
            offered.setdefault(value.give_to, value.give_to)
        numeric = {"inputmode": "numeric", "autocomplete": "off"}
        level = forms.IntegerField(
            label=_("Level"), min_value=1, max_value=9, initial=1, widget=forms.TextInput(attrs=numeric),
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), LEVEL),
        )  # fmt: skip
        return ({} if self.rule else {"level": level}) | {
            "percent": forms.IntegerField(
                label=_("At (percent of the time)"),
                min_value=1,
                max_value=1_000,
                initial=value.percent if value else None,
                widget=forms.TextInput(attrs=numeric),
                error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), SHARE),
            ),
            "give_to": forms.ChoiceField(
                label=_("Team that gets the case"),
                required=False,
                choices=list(offered.items()),
                initial=value.give_to if value else "",
            ),
            "tell": forms.MultipleChoiceField(
                label=_("Who hears of it"),
                required=False,
                choices=list(AUDIENCES.items()),
                initial=list(value.tell) if value else [],
                widget=forms.CheckboxSelectMultiple,
            ),
            "urgent": forms.BooleanField(
                label=_("At once, also outside of working hours"),
                required=False,
                initial=value.urgent if value else False,
            ),
        }

    def value(self) -> dict[str, Any]:
        """Return the step as its kind takes it; the level of one that is there stays."""
        return {
            "level": self.rule.value.level if self.rule else self.cleaned_data["level"],
            "percent": self.cleaned_data["percent"],
            "tell": list(self.cleaned_data["tell"]),
            "give_to": self.cleaned_data["give_to"],
            "urgent": self.cleaned_data["urgent"],
        }


def _number_and_unit(value: Any) -> tuple[int, str]:
    if value.working_days:
        return value.working_days, WORKING_DAYS
    if value.seconds:
        return value.seconds, SECONDS
    if value.minutes % 60 == 0:
        return value.minutes // 60, HOURS
    return value.minutes, MINUTES
