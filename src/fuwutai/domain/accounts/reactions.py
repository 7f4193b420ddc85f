"""What the people and the centre notice of calendars."""

from django.db import transaction

from fuwutai.domain.accounts.queries import forget_centre
from fuwutai.domain.calendars import events
from fuwutai.kernel.reactions import Recorded, react_to


@react_to(
    events.CalendarCreated,
    events.HoursChanged,
    events.DaySet,
    events.DayCleared,
    events.DaysImported,
    when="in_transaction",
)
def forget_calendars(_recorded: Recorded) -> None:
    """Remember no calendar that has just been edited."""
    forget_centre()
    transaction.on_commit(forget_centre)
