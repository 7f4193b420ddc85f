"""The form of any kind of figure that has none of its own, made from what the value of the kind may hold."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from msgspec import inspect

from fuwutai.desk.standards.forms import EscalationForm, FigureForm, TargetForm
from fuwutai.desk.standards.words import ESCALATION
from fuwutai.domain.cases.choices import PRIORITIES
from fuwutai.domain.standards import registry
from fuwutai.domain.standards.choices import STATED
from fuwutai.domain.standards.rule_kinds import DECISION, METRIC_TARGET, PACK_IN_USE, PERIODS
from fuwutai.kernel.errors import Text

CLOCK = "sla."
LABELS: dict[str, Text] = {
    "unit": _("Unit"),
    "at_least": pgettext_lazy("figure", "At least"),
    "at_most": _("How often at most"),
    f"{METRIC_TARGET}.at_most": pgettext_lazy("figure", "At most"),
    "every": pgettext_lazy("schedule", "In each"),
    "times": pgettext_lazy("schedule", "How many times"),
    "years": pgettext_lazy("figure", "Years"),
    "minutes": pgettext_lazy("figure", "Minutes"),
    "days": pgettext_lazy("figure", "Days"),
    "working_days": pgettext_lazy("figure", "Working days"),
    "hours": pgettext_lazy("figure", "Hours"),
    "lead_from": _("Tell the supervisor from which time on"),
    "file_class": _("Class it is filed under"),
    "remind_working_days": _("Remind after (working days)"),
    "earliest_days": _("Not before (days)"),
    "side": pgettext_lazy("deadline", "Counted"),
    "states": pgettext_lazy("revision", "What it must state"),
    "note": _("Why it is outside"),
    "calendar": _("Calendar"),
    "confirmed": _("And confirmed by the customer"),
    "result_sent": _("The customer is told the result"),
    "rating": _("The rating, or that there is none, is recorded"),
    "resolution": _("How it was resolved is said"),
    "cause": _("What the cause was is said"),
    "tasks": _("The necessary tasks are done"),
    "children": _("The cases below it are settled"),
    "verified": _("The customer confirms the result"),
    "waivable": _("Who may close it may do so without, and says why"),
    "team": _("Team"),
    "priority": _("Priority"),
}
HINTS: dict[str, Text] = {
    "at_least": _("Fill in one of the two: at least or at most."),
    "minutes": _("Fill in one of the three: minutes, days or working days."),
}
CODES: dict[str, Mapping[str, Text]] = {
    "unit": {
        "percent": pgettext_lazy("unit", "percent"),
        "points": pgettext_lazy("unit", "points"),
        "seconds": pgettext_lazy("unit", "seconds"),
        "minutes": pgettext_lazy("unit", "minutes"),
        "hours": pgettext_lazy("unit", "hours"),
        "days": pgettext_lazy("unit", "days"),
        "count": pgettext_lazy("unit", "a number"),
    },
    "every": PERIODS,
    "priority": PRIORITIES,
    "states": STATED,
    "side": {
        "after": pgettext_lazy("deadline", "after the occasion"),
        "before": pgettext_lazy("deadline", "before the occasion"),
    },
}
NUMBER = _("Write a number.")


class PlainForm(FigureForm):
    """A figure whose form follows from its kind: a field for each part of the value."""

    def value_fields(self) -> dict[str, forms.Field]:
        """Return a field for each part of the value."""
        made = inspect.type_info(registry.kind(self.kind).value_type)
        assert isinstance(made, inspect.StructType)
        return {one.name: self._field(one) for one in made.fields}

    def value(self) -> dict[str, Any]:
        """Return what was filled in; what is left empty has its default."""
        parts = {name: self.cleaned_data.get(name) for name in self.shown if name not in self.about}
        return {name: one for name, one in parts.items() if one not in (None, "")}

    def _field(self, one: inspect.Field) -> forms.Field:
        said: dict[str, Any] = {
            "label": LABELS.get(f"{self.kind}.{one.name}") or LABELS.get(one.name, one.name),
            "required": one.required,
            "help_text": HINTS.get(one.name, "") if not one.required else "",
            "initial": self._initial(one),
        }
        offered = self._offered(one)
        if offered is not None:
            return forms.ChoiceField(choices=offered, **said)
        if isinstance(one.type, inspect.BoolType):
            ticked = bool(getattr(self.rule.value, one.name)) if self.rule is not None else one.default is True
            return forms.BooleanField(label=said["label"], required=False, initial=ticked)
        kinds = one.type.types if isinstance(one.type, inspect.UnionType) else (one.type,)
        attrs = {"autocomplete": "off"}
        if any(isinstance(kind, inspect.FloatType) for kind in kinds):
            widget = forms.TextInput(attrs=attrs | {"inputmode": "decimal"})
            return forms.FloatField(widget=widget, error_messages={"invalid": NUMBER}, **said)
        if (whole := next((kind for kind in kinds if isinstance(kind, inspect.IntType)), None)) is not None:
            widget = forms.TextInput(attrs=attrs | {"inputmode": "numeric"})
            return forms.IntegerField(
                widget=widget, min_value=whole.ge, max_value=whole.le, error_messages={"invalid": NUMBER}, **said
            )
        return forms.CharField(max_length=200, widget=forms.TextInput(attrs=attrs), **said)

    def _offered(self, one: inspect.Field) -> list[tuple[str, Any]] | None:
        if one.name == "calendar":
            offered: dict[str, Any] = {"": self.names.calendar(""), **self.names.calendars}
        elif one.name == "team":
            offered = dict(self.names.teams)
        elif isinstance(one.type, inspect.LiteralType):
            known, codes = CODES.get(one.name, {}), [str(code) for code in one.type.values]
            offered = {code: label for code, label in known.items() if code in codes}  # in the order that makes sense
            offered |= {code: code for code in codes if code not in offered}
        else:
            return None
        if self.rule and (present := getattr(self.rule.value, one.name)):
            offered.setdefault(present, present)
        return list(offered.items())

    def _initial(self, one: inspect.Field) -> Any:
        if self.rule is not None:
            present = getattr(self.rule.value, one.name)
            if isinstance(present, float):
                return f"{present:.12g}"
            return "" if present == 0 and not one.required else present
        return "" if one.default in (msgspec.NODEFAULT, 0, None) else one.default


def figure_form(kind: str, *args: Any, **kwargs: Any) -> FigureForm:
    """Return the form of a figure of a kind: as it is, with what was typed, or empty for a new one."""
    if kind == ESCALATION:
        return EscalationForm(kind, *args, **kwargs)
    return (TargetForm if kind.startswith(CLOCK) else PlainForm)(kind, *args, **kwargs)


def kinds_to_propose() -> list[registry.RuleKind]:
    """Return the kinds of figure that a version of a manual may bring, clocks first.

    What decides between manuals is no figure.
    """
    found = [one for one in registry.kinds() if one.code not in (DECISION, PACK_IN_USE)]
    return sorted(found, key=lambda one: not one.code.startswith(CLOCK))
