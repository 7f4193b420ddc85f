"""Days from an iCalendar file, such as the official holiday feed."""

from dataclasses import dataclass

from fuwutai.domain.calendars.choices import DaySource
from fuwutai.domain.calendars.commands.edit import WORDS, calendar_to_edit, invalid, touch
from fuwutai.domain.calendars.events import DaysImported
from fuwutai.domain.calendars.ical import ICalDay, days_in_ical
from fuwutai.domain.calendars.models import Calendar, DayRule
from fuwutai.domain.calendars.rules import CalendarError
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Text
from fuwutai.kernel.events import Code

# How far a yearly event is followed: back for deadlines that began long ago, ahead until the next import.
_YEARS_BACK, _YEARS_AHEAD = 10, 5


@dataclass(frozen=True, slots=True)
class RejectedEvent:
    """An event of the file that was not taken over, and why."""

    event: str
    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class ICalImport:
    """What an import did: dates added, changed, the same already, kept by hand; and rejected events."""

    added: int
    changed: int
    unchanged: int
    kept: int
    rejects: tuple[RejectedEvent, ...]


@command(statements=17)
def import_ical(*, actor: Actor, calendar: str, data: bytes) -> ICalImport:
    """Take over the whole-day events of an .ics file as holidays, or as adjusted working days if they say so.

    Days entered by hand are kept; shipped and earlier imported ones are replaced where the file differs.
    One bad event stops no other.

    Emits: calendars.days_imported, unless nothing changed.
    Raises: Refused, NotFound, Invalid (too_large, bad_ical).
    """
    found = calendar_to_edit(actor, calendar)
    year = clock.now().year
    try:
        days, rejects = days_in_ical(data, range(year - _YEARS_BACK, year + _YEARS_AHEAD + 1))
    except CalendarError as error:
        raise invalid(error, "file") from error
    added, changed, unchanged, kept = _stored(found, days)
    if added or changed:
        touch(found)
        emit(
            DaysImported(
                calendar_id=found.pk, source=Code(DaySource.ICAL),
                added=added, changed=changed, kept=kept, rejected=len(rejects),
            )
        )  # fmt: skip
    rejected = tuple(RejectedEvent(reject.event, reject.code, WORDS[reject.code]) for reject in rejects)
    return ICalImport(added, changed, unchanged, kept, rejected)


def _stored(calendar: Calendar, days: list[ICalDay]) -> tuple[int, int, int, int]:
    """Write the days and return how many were added, changed, the same already, kept as entered by hand."""
    known = {rule.date: rule for rule in calendar.day_rules.all()}
    new: list[DayRule] = []
    different: list[DayRule] = []
    kept = 0
    for day in days:
        rule = known.get(day.date)
        if rule is None:
            new.append(
                DayRule(calendar=calendar, date=day.date, kind=day.kind, name=day.name, source=DaySource.ICAL)
            )
        elif rule.kind == day.kind and (rule.name == day.name or rule.source != DaySource.ICAL):
            continue  # a different name alone is no reason to overwrite what people or the product wrote
        elif rule.source == DaySource.MANUAL:
            kept += 1
        else:
            rule.kind, rule.name, rule.source, rule.intervals = day.kind, day.name, DaySource.ICAL, []
            different.append(rule)
    DayRule.objects.bulk_create(new)
    DayRule.objects.bulk_update(different, ["kind", "name", "source", "intervals"])
    return len(new), len(different), len(days) - len(new) - len(different) - kept, kept
