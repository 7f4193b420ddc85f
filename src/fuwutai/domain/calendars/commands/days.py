"""Dates that differ from the weekly hours, entered one by one."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.calendars.choices import DayKind, DaySource
from fuwutai.domain.calendars.commands.edit import Minutes, calendar_to_edit, checked_minutes, touch
from fuwutai.domain.calendars.events import DayCleared, DaySet
from fuwutai.domain.calendars.models import DayRule
from fuwutai.domain.calendars.rules import FIRST_YEAR, LAST_YEAR
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound
from fuwutai.kernel.events import Code


@command(statements=15)
def set_day(
    *,
    actor: Actor,
    calendar: str,
    date: date,
    kind: str,
    name: str = "",
    intervals: Iterable[Sequence[int]] = (),
) -> None:
    """Make a date a holiday, an adjusted working day, or one with special hours.

    An adjusted working day has the hours of its weekday, or else those of the first weekday that opens.

    Units: an opening is [from, to) in minutes after midnight.
    Emits: calendars.day_set, unless the rule is the same as before.
    Raises: Refused, NotFound, Invalid.
    """
    found = calendar_to_edit(actor, calendar)
    openings = _checked_rule(date, kind, name, list(intervals))
    values = {
        "kind": kind,
        "name": name.strip(),
        "intervals": [list(opening) for opening in openings],
        "source": DaySource.MANUAL,
    }
    rule = found.day_rules.filter(date=date).first() or DayRule(calendar=found, date=date)
    if rule.pk and all(getattr(rule, field) == value for field, value in values.items()):
        return
    for field, value in values.items():
        setattr(rule, field, value)
    rule.save()
    touch(found)
    emit(DaySet(calendar_id=found.pk, day=date, kind=Code(kind)))


@command(statements=14)
def clear_day(*, actor: Actor, calendar: str, date: date) -> None:
    """Let a date follow the weekly hours again.

    Emits: calendars.day_cleared.
    Raises: Refused, NotFound (the calendar, or a rule for this date).
    """
    found = calendar_to_edit(actor, calendar)
    rule = found.day_rules.filter(date=date).first()
    if rule is None:
        raise NotFound(_("This date has no rule of its own. It follows the weekly hours already."))
    rule.delete()
    touch(found)
    emit(DayCleared(calendar_id=found.pk, day=date, kind=Code(rule.kind)))


def _checked_rule(day: date, kind: str, name: str, intervals: list[Sequence[int]]) -> list[Minutes]:
    if kind not in DayKind.values:
        text = _("This kind of day is unknown. Choose holiday, adjusted working day or special hours.")
        raise Invalid(text, code="bad_kind", fields={"kind": text})
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        text = _("This year is out of range. Check the date.")
        raise Invalid(text, code="out_of_range", fields={"date": text})
    if len(name.strip()) > 120:
        text = _("Use at most 120 characters for the name.")
        raise Invalid(text, code="bad_name", fields={"name": text})
    openings = checked_minutes(intervals, "intervals")
    if bool(openings) != (kind == DayKind.SPECIAL_HOURS):
        text = (
            _("Only special hours have openings of their own. Remove them or choose special hours.")
            if openings
            else _("Enter at least one opening for the special hours, or make the day a holiday.")
        )
        raise Invalid(text, code="bad_intervals", fields={"intervals": text})
    return openings
