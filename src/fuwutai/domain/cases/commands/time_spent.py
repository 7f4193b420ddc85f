"""How long somebody worked on a case: noted, and corrected by a row of its own."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.cases.commands._states import refuse_state
from fuwutai.domain.cases.events import TimeCorrected, TimeNoted
from fuwutai.domain.cases.models import Case, TimeSpent
from fuwutai.domain.cases.policies import is_in_use, may_correct_time, may_note_time
from fuwutai.domain.cases.queries import locked_case, visible_cases
from fuwutai.domain.cases.work.time_spent import MINUTES_A_DAY, activities, minutes_of_day, today
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.text import storable

MAX_NOTE = 200


def _noted_before(actor: Actor, time_id: int) -> TimeSpent:
    found = TimeSpent.objects.filter(pk=time_id, case__in=visible_cases(actor).order_by().values("pk")).first()
    if found is None:
        raise NotFound
    return found


@command(statements=9, replay=_noted_before)
def note_time(
    *, actor: Actor, case_id: int, minutes: int, activity: str = "", note: str = "", day: date | None = None
) -> TimeSpent:
    """Note that one worked so many minutes on a case, today or on the day that is named.

    Emits: TimeNoted. Raises: NotFound, Refused, Conflict, Invalid naming each wrong field.
    """
    case = locked_case(actor, case_id)
    if not is_in_use(case):
        raise refuse_state(case)
    if not may_note_time(actor, case) or actor.id is None:
        raise Refused
    wrong = _wrong_minutes(minutes, least=1) | _wrong_day(case, on := day or today()) | _wrong_words(activity, note, "")
    if not wrong and minutes_of_day(actor.id, on) + minutes > MINUTES_A_DAY:
        wrong["minutes"] = _("With this you would have worked more than 24 hours on that day.")
    _refuse(wrong)
    made = TimeSpent.objects.create(
        case=case, staff_id=actor.id, minutes=minutes, activity=activity, note=note.strip(), day=on, at=clock.now()
    )
    case.minutes += minutes
    case.save(update_fields=["minutes"])
    emit(TimeNoted(case_id=case.pk, time_id=made.pk, staff_id=actor.id, minutes=minutes, day=on))
    return made


@command(statements=11)
def correct_time(
    *, actor: Actor, time_id: int, minutes: int, activity: str = "", note: str = "", day: date | None = None
) -> TimeSpent:
    """Correct what is noted of one's own work, or with cases.assign of a colleague's; 0 minutes take it back.

    The row that is corrected stays, and a new one counts in its place, on the same day where none is named.
    Emits: TimeCorrected, nothing where nothing changed. Raises: NotFound, Refused, Conflict where it was corrected
    before, Invalid naming each wrong field.
    """
    case_id = TimeSpent.objects.filter(pk=time_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound
    case = locked_case(actor, case_id)
    if not is_in_use(case):
        raise refuse_state(case)
    before = TimeSpent.objects.get(pk=time_id)
    if not may_correct_time(actor, before.staff_id):
        raise Refused
    if TimeSpent.objects.filter(case=case, corrects=before).exists():
        raise Conflict(_("This time was corrected meanwhile. Correct the new entry instead."), code="corrected")
    on, said = day or before.day, note.strip()
    wrong = _wrong_minutes(minutes, least=0) | _wrong_words(activity, note, before.activity)
    wrong |= _wrong_day(case, on) if on != before.day else {}
    if not wrong and minutes_of_day(before.staff_id, on, but=before.pk) + minutes > MINUTES_A_DAY:
        wrong["minutes"] = _("With this there would be more than 24 hours of work on that day.")
    _refuse(wrong)
    if (minutes, activity, said, on) == (before.minutes, before.activity, before.note, before.day):
        return before
    made = TimeSpent.objects.create(
        case=case, staff_id=before.staff_id, minutes=minutes, activity=activity, note=said, day=on, at=clock.now(),
        corrects=before,
    )  # fmt: skip
    case.minutes += minutes - before.minutes
    case.save(update_fields=["minutes"])
    emit(
        TimeCorrected(
            case_id=case.pk, time_id=made.pk, corrects_id=before.pk, staff_id=before.staff_id, minutes=minutes, day=on
        )
    )
    return made


def _wrong_minutes(minutes: int, least: int) -> dict[str, Text]:
    if least <= minutes <= MINUTES_A_DAY:
        return {}
    return {"minutes": _("Enter whole minutes, at most 1,440: as many as a day has.")}


def _wrong_day(case: Case, day: date) -> dict[str, Text]:
    if day > today():
        return {"day": _("This day is still to come. Choose today or an earlier day.")}
    if day < case.opened_at.astimezone(centre_zone()).date():
        return {"day": _("The case was not open yet on this day. Choose a later one.")}
    return {}


def _wrong_words(activity: str, note: str, known: str) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if activity and activity != known and activity not in activities():
        wrong["activity"] = _("Choose the kind of work from the list, or nothing.")
    if len(note.strip()) > MAX_NOTE or not storable(note):
        wrong["note"] = _("Keep the note to 200 characters.")
    return wrong


def _refuse(wrong: dict[str, Text]) -> None:
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
