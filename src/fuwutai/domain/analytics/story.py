"""What one case counts for, told by its history alone: pure, so that counting again must give the same.

What somebody did counts for who did it; what happens to a case counts for who works on it now. Days are those of the
centre.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from fuwutai.domain.analytics import choices as c
from fuwutai.domain.cases import events
from fuwutai.domain.cases.choices import GIVEN

Marks = Counter[tuple[str, date, date | None, int | None]]
"""How often: by code, day, the day on which what lasts is over, and person."""
CONTENT_FROM = 4


class Happening(NamedTuple):
    """An event of a case. `staff_id`: which colleague did it, None for anybody else."""

    at: datetime
    code: str
    data: Mapping[str, Any]
    staff_id: int | None


@dataclass(slots=True)
class _Resolution:
    day: date
    staff_id: int | None
    is_alone: bool
    again: bool = False


@dataclass(slots=True)
class _Span:
    """From the day on which a case was in work to the day on which it no longer was."""

    first: date
    end: date | None = None


@dataclass(slots=True)
class Story:
    """A case as its history goes on. `owner`: who works on it now."""

    owner: int | None
    zone: tzinfo
    marks: Marks = field(default_factory=Counter)
    opened: date | None = None
    spans: list[_Span] = field(default_factory=list)
    resolutions: list[_Resolution] = field(default_factory=list)
    holder: int | None = None
    contacts: int = 0
    is_passed_on: bool = False
    is_redone: bool = False
    merged_while_open: bool = False
    rating: tuple[date, bool, bool, int | None] | None = None
    times: dict[int, tuple[int, int, date]] = field(default_factory=dict)
    acted: dict[int, date] = field(default_factory=dict)

    def hear(self, one: Happening) -> None:
        """Take in what happened next."""
        if heard := HEARD.get(one.code):
            heard(self, one, one.at.astimezone(self.zone).date())

    def tell(self) -> Marks:
        """Return what the case counts for."""
        for span in self.spans:
            self._lasts(span)
        for place, one in enumerate(self.resolutions):
            self._mark(c.RESOLVED, one.day, one.staff_id)
            self._mark(c.RESOLVED_AGAIN, one.day, one.staff_id, int(one.again))
            if place == 0:
                self._mark(c.FIRST, one.day, one.staff_id)
                self._mark(c.FIRST_ALONE, one.day, one.staff_id, int(one.is_alone and not one.again))
        if self.rating:
            day, is_scored, is_content, who = self.rating
            for code, counts in ((c.ASKED, True), (c.SCORED, is_scored), (c.CONTENT, is_content)):
                self._mark(code, day, who, int(counts))
        for who, minutes, day in self.times.values():
            self._mark(c.MINUTES, day, who, minutes)
        for who, day in self.acted.items():
            self._mark(c.HANDLED, day, who)
        return self.marks

    def _mark(self, code: str, day: date, staff_id: int | None, n: int = 1) -> None:
        if n:
            self.marks[code, day, None, staff_id] += n

    def _lasts(self, span: _Span) -> None:
        """Mark a span piece by piece, by age; which day ends a piece is known when it begins."""
        assert self.opened is not None
        for code, (youngest, oldest, _words) in c.AGES.items():
            first = max(span.first, self.opened + timedelta(days=youngest))
            too_old = None if oldest is None else self.opened + timedelta(days=oldest + 1)
            end = min((day for day in (span.end, too_old) if day), default=None)
            if end is None or first < end:
                self.marks[code, first, end, self.owner] += 1

    def _did(self, staff_id: int | None, day: date) -> None:
        if staff_id is not None:
            self.acted[staff_id] = min(day, self.acted.get(staff_id, day))

    def _end(self, day: date) -> bool:
        """Note that nobody works on it any more, and return whether anybody did."""
        if not self.spans or self.spans[-1].end is not None:
            return False
        self.spans[-1].end = day
        return True

    def _open(self, one: Happening, day: date) -> None:
        self.opened = day
        self.spans = [_Span(day)]
        self._mark(c.OPENED, day, self.owner)

    def _assign(self, one: Happening, _day: date) -> None:
        data = one.data
        left = data["former_staff_id"] not in (None, data["staff_id"])
        self.is_passed_on |= left or data["team_id"] != data["former_team_id"]
        self.holder = data["staff_id"]

    def _take(self, one: Happening, _day: date) -> None:
        self.holder = one.data["staff_id"]

    def _reply(self, one: Happening, day: date) -> None:
        who = one.data["staff_id"]
        self.contacts += 1
        self._mark(c.REPLIES, day, who)
        self._did(who, day)

    def _hear_customer(self, _one: Happening, _day: date) -> None:
        self.contacts += 2  # whoever had to write again was not helped at the first contact

    def _resolve(self, one: Happening, day: date) -> None:
        who = one.staff_id or self.holder
        self._end(day)
        self.resolutions.append(_Resolution(day, who, self.contacts < 2 and not self.is_passed_on))
        self._did(who, day)

    def _close(self, _one: Happening, day: date) -> None:
        self._end(day)
        self._mark(c.CLOSED, day, self.owner)

    def _redo(self, _one: Happening, _day: date) -> None:
        self.is_redone = True

    def _reopen(self, _one: Happening, day: date) -> None:
        if self.resolutions and not self.is_redone:
            self.resolutions[-1].again = True
        self.is_redone, self.rating = False, None
        self._mark(c.REOPENED, day, self.owner)
        if self.spans and self.spans[-1].end is not None:
            self.spans.append(_Span(day))

    def _merge(self, _one: Happening, day: date) -> None:
        self.merged_while_open = self._end(day)

    def _undo_merger(self, _one: Happening, _day: date) -> None:
        if self.merged_while_open:  # a merger that was taken back never was
            self.spans[-1].end, self.merged_while_open = None, False

    def _rate(self, one: Happening, day: date) -> None:
        outcome, score = one.data["outcome"], one.data["score"]
        who = self.resolutions[-1].staff_id if self.resolutions else self.owner
        self.rating = (day, outcome == GIVEN, outcome == GIVEN and (score or 0) >= CONTENT_FROM, who)

    def _call(self, one: Happening, day: date) -> None:
        self._did(one.staff_id, day)

    def _note_time(self, one: Happening, _day: date) -> None:
        data, day = one.data, date.fromisoformat(one.data["day"])
        self.times.pop(data.get("corrects_id", 0), None)
        self.times[data["time_id"]] = (data["staff_id"], data["minutes"], day)
        self._did(data["staff_id"], day)


HEARD: dict[str, Callable[[Story, Happening, date], None]] = {
    events.CaseOpened.code: Story._open,
    events.CaseAssigned.code: Story._assign,
    events.CaseTaken.code: Story._take,
    events.AgentReplied.code: Story._reply,
    events.CustomerWrote.code: Story._hear_customer,
    events.CaseResolved.code: Story._resolve,
    events.CaseClosed.code: Story._close,
    events.CaseRedone.code: Story._redo,
    events.CaseReopened.code: Story._reopen,
    events.CaseMerged.code: Story._merge,
    events.CaseMergerUndone.code: Story._undo_merger,
    events.RatingRecorded.code: Story._rate,
    events.CalledBack.code: Story._call,
    events.CallBackTried.code: Story._call,
    events.TimeNoted.code: Story._note_time,
    events.TimeCorrected.code: Story._note_time,
}
"""What each event does to the story; what is not named does nothing."""


def marks_of(history: Iterable[Happening], owner: int | None, zone: tzinfo) -> Marks:
    """Return what a case counts for, from its history in the order in which it happened."""
    story = Story(owner, zone)
    for one in history:
        story.hear(one)
    return story.tell() if story.opened else Counter()
