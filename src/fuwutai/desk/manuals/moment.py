"""As of when a manual is read: now, a day, or as one of its versions has it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from fuwutai.domain.standards.choices import APPROVED, EFFECTIVE, RETIRED
from fuwutai.domain.standards.manuals import VersionView
from fuwutai.kernel import clock
from fuwutai.kernel.errors import NotFound

STANDING = (APPROVED, EFFECTIVE, RETIRED)
EARLIEST, LATEST = 2000, 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What an address asks for. `at` none = now; `asked`: the version named in it; `problem`: why its day is no day."""

    at: datetime | None = None
    day: str = ""
    asked: VersionView | None = None
    problem: str = ""

    @property
    def is_now(self) -> bool:
        """Return whether the present is read."""
        return self.at is None and self.asked is None


def moment_of(address: Mapping[str, str], versions: Sequence[VersionView]) -> Moment:
    """Return the moment that `?at=2026-12-01` or `?version=7` asks for. Raises: NotFound for a version not among these.

    A day is read as it ended, the present day as it is now; a version that was approved as of its taking effect.
    """
    if number := address.get("version", ""):
        asked = next((one for one in versions if str(one.id) == number), None)
        if asked is None:
            raise NotFound
        return Moment(at=asked.effective_from if asked.state in STANDING else None, asked=asked)
    text = address.get("at", "").strip()[:40]
    if not text:
        return Moment()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return Moment(problem=_("This date is not understood. Write it as 2026-10-01."))
    if not EARLIEST <= day.year <= LATEST:
        return Moment(problem=_("Choose a day between 2000 and 2100."))
    if day == timezone.localtime(clock.now()).date():
        return Moment()
    return Moment(at=_end_of(day), day=day.isoformat())


def in_force(versions: Sequence[VersionView], at: datetime | None) -> VersionView | None:
    """Return the version in force at a moment (now), None before the first."""
    when = at or clock.now()
    there = [one for one in versions if one.state in STANDING and one.effective_from and one.effective_from <= when]
    return max(there, key=lambda one: one.turn, default=None)


def _end_of(day: date) -> datetime:
    next_day = datetime.combine(day + timedelta(days=1), time(), timezone.get_current_timezone())
    return next_day - timedelta(microseconds=1)
