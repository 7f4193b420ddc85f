"""What is asked of figures: which clock, which days, grouped by what; and what to suppose."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.desk.evidence.asking import period_words
from fuwutai.domain.calendars.queries import calendars
from fuwutai.domain.evidence.choices import CLAUSE, GROUPS
from fuwutai.domain.sla.choices import CLOCKS, FIRST_RESPONSE

MINUTES, HOURS, WORKING_DAYS = "minutes", "hours", "working_days"
UNITS = {
    MINUTES: pgettext_lazy("unit", "minutes"),
    HOURS: pgettext_lazy("unit", "hours"),
    WORKING_DAYS: pgettext_lazy("unit", "working days"),
}
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


def day_field(label: Any) -> forms.DateField:
    """Return a field for a day, written as 2026-10-01."""
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("This date is not understood. Write it as 2026-10-01.")},
    )


class DaysForm(forms.Form):
    """A first and a last day; empty = from the beginning, until today."""

    use_required_attribute = False

    first = day_field(_("First day"))
    last = day_field(_("Last day"))

    def clean(self) -> dict[str, Any]:
        """Return what was asked. Raises: ValidationError for days that are no period."""
        asked: dict[str, Any] = super().clean() or {}
        first, last = asked.get("first"), asked.get("last")
        for name, day in (("first", first), ("last", last)):
            if day and not EARLIEST <= day <= LATEST:
                self.add_error(name, _("Choose a day between 2000 and 2100."))
        if first and last and first > last:
            self.add_error("last", _("The last day lies before the first. Exchange them."))
        return asked

    def period(self) -> dict[str, date | None]:
        """Return the days as queries take them: `until` is the day after the last one."""
        last: date | None = self.cleaned_data["last"]
        return {"since": self.cleaned_data["first"], "until": last + timedelta(days=1) if last else None}

    def words(self) -> str:
        """Return the days in words."""
        return period_words(self.cleaned_data["first"], self.cleaned_data["last"])


class PeriodForm(DaysForm):
    """Which promises: the clock, and the first and the last day on which they began."""

    field_order = ("clock", "first", "last")

    clock = forms.ChoiceField(label=_("Clock"), choices=list(CLOCKS.items()), initial=FIRST_RESPONSE)


class GroupForm(PeriodForm):
    """The promises, and by what they are grouped."""

    by = forms.ChoiceField(label=_("Grouped by"), choices=list(GROUPS.items()), initial=CLAUSE)


class SuppositionForm(PeriodForm):
    """The promises, and the other terms to suppose; what is left empty stays as it was."""

    number = forms.IntegerField(
        label=_("Target"),
        required=False,
        min_value=1,
        max_value=2_628_000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Write a whole number.")},
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=list(UNITS.items()), initial=MINUTES, required=False)
    calendar = forms.ChoiceField(label=_("Calendar"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["calendar"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("As it was")), *((one.code, one.name) for one in calendars())]

    def terms(self) -> dict[str, Any]:
        """Return what is supposed, as `what_if` takes it; nothing where nothing is."""
        number, unit = self.cleaned_data["number"], self.cleaned_data["unit"] or MINUTES
        calendar = self.cleaned_data["calendar"]
        said: dict[str, Any] = {"calendar": calendar} if calendar else {}
        if number and unit == HOURS:
            return said | {"minutes": number * 60}
        return said | {unit: number} if number else said
