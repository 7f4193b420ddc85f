"""Change of the weekly hours."""

from collections.abc import Iterable, Mapping, Sequence

from fuwutai.domain.calendars.commands.edit import calendar_to_edit, touch, weekly_rows
from fuwutai.domain.calendars.events import HoursChanged
from fuwutai.domain.calendars.models import WeeklyHours
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit


@command(statements=15)
def set_weekly_hours(*, actor: Actor, calendar: str, hours: Mapping[int, Iterable[Sequence[int]]]) -> None:
    """Replace the weekly hours: weekday (0 = Monday; absent = closed) to a list of openings.

    Units: an opening is [from, to) in minutes after midnight.
    Emits: calendars.hours_changed, unless they are the same as before.
    Raises: Refused, NotFound, Invalid (bad_interval, bad_schedule, never_open).
    """
    found = calendar_to_edit(actor, calendar)
    rows = weekly_rows(found, hours)
    wanted = [(row.weekday, row.opens_minute, row.closes_minute) for row in rows]
    if wanted == list(found.weekly_hours.values_list("weekday", "opens_minute", "closes_minute")):
        return
    found.weekly_hours.all().delete()
    WeeklyHours.objects.bulk_create(rows)
    touch(found)
    emit(HoursChanged(calendar_id=found.pk))
