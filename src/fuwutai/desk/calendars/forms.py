"""The forms of a calendar: weekly hours, one day, a calendar file."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from fuwutai.desk.calendars.hours import Openings, openings_from, written
from fuwutai.domain.calendars.choices import DayKind
from fuwutai.domain.calendars.commands.edit import checked_minutes
from fuwutai.domain.calendars.ical import MAX_BYTES
from fuwutai.domain.calendars.queries import CalendarOverview
from fuwutai.kernel.errors import Invalid


class HoursField(forms.Field):
    """Openings of one day as text; the clean value is a list of [from, to) in minutes."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        """Return the text of stored openings, and what was typed as it was typed."""
        return written(value) if isinstance(value, list) else value

    def validate(self, value: Openings) -> None:
        """Accept no openings as well: an empty text is an answer, the day is closed."""

    def to_python(self, value: Any) -> Openings:
        """Return the openings. Raises: ValidationError."""
        try:
            return checked_minutes(openings_from(str(value or "")), "openings")
        except ValueError as error:
            raise forms.ValidationError(
                _("These hours are not understood. Write for example 09:00-12:00, 13:30-17:30.")
            ) from error
        except Invalid as error:
            raise forms.ValidationError(str(error.fields["openings"])) from error


class WeekForm(forms.Form):
    """The weekly hours, one line of text for each weekday."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday, name in WEEKDAYS.items():
            self.fields[f"day_{weekday}"] = HoursField(label=name)

    @classmethod
    def of(cls, calendar: CalendarOverview) -> "WeekForm":
        """Return the form with the hours as they are."""
        return cls(initial={f"day_{weekday}": calendar.hours.get(weekday, []) for weekday in WEEKDAYS})

    def hours(self) -> dict[int, Openings]:
        """Return what was entered, closed weekdays left out."""
        entered = {weekday: self.cleaned_data[f"day_{weekday}"] for weekday in WEEKDAYS}
        return {weekday: openings for weekday, openings in entered.items() if openings}


class DayForm(forms.Form):
    """A date that differs from the weekly hours."""

    date = forms.DateField(
        label=_("Date"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("Choose the date."),
            "invalid": _("This date is not understood. Write it as 2026-10-01."),
        },
    )
    kind = forms.ChoiceField(
        label=_("What it is"), choices=DayKind.choices, initial=DayKind.HOLIDAY, widget=forms.RadioSelect
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=120,
        help_text=_("For example the name of the holiday."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    intervals = HoursField(
        label=_("Openings"),
        required=False,
        help_text=_("Only for special hours, for example 10:00-16:00."),
    )


class CalendarFileForm(forms.Form):
    """A calendar file to take over."""

    file = forms.FileField(
        label=_("Calendar file (.ics)"),
        max_length=255,
        allow_empty_file=True,
        help_text=_("At most 1 MB. Whole-day entries become holidays; those that say so become working days."),
        error_messages={"required": _("Choose a file that ends in .ics.")},
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
    )

    def clean_file(self) -> UploadedFile:
        """Return the file. Raises: ValidationError when it is too large to be read at all."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                _("This file is larger than 1 MB and was not read. Export fewer years and import it again.")
            )
        return file
