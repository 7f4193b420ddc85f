"""Notices in words: what is so now, and what the reader does next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fuwutai.design.moments import short_moment
from fuwutai.desk.cases.clocks import Chip, nearest_chip
from fuwutai.desk.notices.audit_lines import WATCHES, watch_words
from fuwutai.desk.notices.case_lines import FOLLOWED, followed_words
from fuwutai.desk.notices.closing_lines import ENDINGS, ending_words
from fuwutai.desk.notices.file_lines import FILES, file_words
from fuwutai.desk.notices.manual_lines import HANDLED, Manuals, words_of
from fuwutai.desk.notices.rule_lines import RULES, rule_words
from fuwutai.desk.notices.side_lines import SIDE, side_words
from fuwutai.desk.notices.speech_lines import SPOKEN, speech_words
from fuwutai.domain.notices.choices import CODES
from fuwutai.domain.sla.choices import (
    ACKNOWLEDGE,
    CLOCKS,
    COMPLAINT_REPLY,
    FIRST_FOLLOW_UP,
    FIRST_RESPONSE,
    NEXT_RESPONSE,
    PAUSED,
    RESOLUTION,
    RESULT_NOTICE,
    RUNNING,
)
from fuwutai.domain.sla.queries import Reading, readings
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A notice in a list. `step` is what to do next; `clock` is the deadline as it stands now, if it still stands.

    `mark` is its badge in words: the level of an escalation, or what is asked of the reader.
    """

    notice: Any
    title: str
    step: str
    mark: str
    tone: str
    icon: str
    clock: Chip | None


def lines_of(actor: Actor, notices: Sequence[Any]) -> list[Line]:
    """Return notices as lines for their reader. Cost: 1 statement for cases, 3 for manuals, none for no notices."""
    known = Manuals(actor, notices)
    cases = {notice.case_id for notice in notices if notice.case_id}
    clocks = readings(actor, cases) if cases else {}
    return [_worded(actor, notice, known, clocks) for notice in notices]


def _worded(actor: Actor, notice: Any, known: Manuals, clocks: Mapping[int, Iterable[Reading]]) -> Line:
    if notice.code in HANDLED:
        return Line(notice=notice, clock=None, **words_of(notice, known))
    if notice.code in WATCHES:
        return Line(notice=notice, clock=None, **watch_words(notice))
    if notice.code in FOLLOWED:
        return Line(notice=notice, clock=None, **followed_words(notice))
    if notice.code in SPOKEN:
        return Line(notice=notice, clock=None, **speech_words(notice))
    if notice.code in SIDE:
        return Line(notice=notice, clock=None, **side_words(notice))
    if notice.code in RULES:
        return Line(notice=notice, clock=None, **rule_words(notice))
    if notice.code in ENDINGS:
        return Line(notice=notice, clock=None, **ending_words(notice))
    if notice.code in FILES:
        return Line(notice=notice, clock=None, **file_words(notice))
    return _line(actor, notice, _running(notice, clocks))


def _running(notice: Any, clocks: Mapping[int, Iterable[Reading]]) -> Reading | None:
    """Return the clock of a notice while its promise is still to be kept."""
    wanted = (notice.data.get("definition"), notice.data.get("round"))
    for one in clocks.get(notice.case_id, ()):
        if (one.definition, one.round) == wanted and one.state in (RUNNING, PAUSED):
            return one
    return None


def _line(actor: Actor, notice: Any, reading: Reading | None) -> Line:
    return Line(
        notice=notice,
        title=_title(notice, reading),
        step=_step(actor, notice.case, reading) if "definition" in notice.data else "",
        mark=_("Level %(level)s") % {"level": notice.rank},
        tone="slate" if reading is None else "red" if reading.light == "red" else "amber",
        icon="up",
        clock=nearest_chip([reading] if reading else []),
    )


def _title(notice: Any, reading: Reading | None) -> str:
    """Say how the deadline stands: since the notice was given it may have moved, paused, passed or ended."""
    if notice.case is None or "definition" not in notice.data:
        return str(CODES.get(notice.code, notice.code))
    code, now = notice.data["definition"], clock.now()
    facts = {"clock": CLOCKS.get(code, code), "number": notice.case.number, "percent": notice.data["percent"]}
    if reading is None:
        return _("%(number)s: %(clock)s was %(percent)s %% used") % facts
    if reading.due_at is None:
        return _("%(number)s: %(clock)s %(percent)s %% used; the clock stands still now") % facts
    facts["due"] = short_moment(reading.due_at, now)
    if reading.due_at < now:
        return _("%(number)s: %(clock)s overdue; was due: %(due)s") % facts
    return _("%(number)s: %(clock)s %(percent)s %% used; due: %(due)s") % facts


def _step(actor: Actor, case: Any, reading: Reading | None) -> str:
    if reading is None:
        return _("This deadline is over; nothing is left to do.")
    if case.assignee_id is None:
        return _("Nobody works on this case yet: take it, or see to it that somebody does.")
    if case.assignee_id != actor.id:
        return _("%(who)s works on it: ask what is missing, or lend a hand.") % {"who": case.assignee.display_name}
    return steps().get(reading.definition, _("Open the case and see what is missing."))


def steps() -> dict[str, str]:
    """Return what keeps each clock's promise, as one says it to the person who works on the case."""
    return {
        ACKNOWLEDGE: _("Tell the customer that the case is in your hands."),
        FIRST_RESPONSE: _("Give the customer a first answer."),
        NEXT_RESPONSE: _("Answer what the customer wrote last."),
        RESOLUTION: _("Settle the matter and mark the case as resolved."),
        RESULT_NOTICE: _("Tell the customer the result."),
        FIRST_FOLLOW_UP: _("Call the customer back and note what came of it."),
        COMPLAINT_REPLY: _("Tell the customer how the complaint was settled."),
    }
