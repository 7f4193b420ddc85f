"""The deadlines of a case step by step: what was promised, what counted, what stood, and how that adds up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fuwutai.design.clock_face import state_word
from fuwutai.design.moments import exact_moment
from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.cases.clocks import (
    Chip,
    brief_details,
    cause_words,
    chip_of,
    clock_name,
    in_order,
    left_or_over,
    target_words,
    worked,
)
from fuwutai.desk.cases.verdict import ended_words, moment_words, sentence
from fuwutai.desk.standards.facts import in_words
from fuwutai.desk.standards.lookup import why
from fuwutai.desk.standards.views import names_for
from fuwutai.desk.standards.words import Names, promise
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.sla.choices import AUDIENCES, CANCELLED, PAUSED, STOPPED
from fuwutai.domain.sla.explain import Ahead, Change, Explanation, Promise, Span, explanations
from fuwutai.domain.sla.queries import readings
from fuwutai.domain.standards.queries import Rule
from fuwutai.kernel import clock
from fuwutai.kernel.errors import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A line of the reckoning. `sum` marks those that the lines above add up to."""

    what: str
    when: str = ""
    amount: str = ""
    intervals: Sequence[str] = ()
    more: str = ""
    sum: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A clock as the page tells it."""

    anchor: str
    title: str
    chip: Chip
    sentence: str
    steps: Sequence[Step]
    rule: Sequence[tuple[str, Any]]
    changes: Sequence[tuple[str, str]]
    ahead: Sequence[tuple[str, str]]


@staff_page(permission="cases.view", statements=12)
def case_deadlines(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show why each deadline of a case is what it is. Raises: NotFound."""
    case = visible_case(request.actor, case_id)
    found = {(one.reading.definition, one.reading.round): one for one in explanations(request.actor, case_id)}
    names = names_for(request)
    cards = [
        (reading.state == CANCELLED, _card(found[reading.definition, reading.round], names))
        for reading in in_order(one.reading for one in found.values())
    ]
    context = {
        "case": case,
        "cards": [card for cancelled, card in cards if not cancelled],
        "cancelled": [card for cancelled, card in cards if cancelled],
        "as_of": moment_words(clock.now()),
    }
    return render(request, "desk/cases/explain.html", context)


@staff_page(permission="cases.view", statements=5)
def case_deadline(request: StaffRequest, case_id: int, definition: str) -> HttpResponse:
    """Return the explanation behind the chip of one clock, for lists. Raises: NotFound."""
    told = readings(request.actor, [case_id]).get(case_id, ())
    found = [one for one in told if one.definition == definition and one.state != CANCELLED]
    if not found:
        raise NotFound
    chip = chip_of(found[0], brief_details(found[0]))
    return render(request, "desk/cases/_chip_details.html", {"chip": chip, "word": state_word(chip.state)})


def _card(told: Explanation, names: Names) -> Card:
    reading = told.reading
    name = clock_name(reading.definition)
    if reading.round > 1:
        name = _("%(clock)s, no. %(n)s") % {"clock": name, "n": reading.round}
    return Card(
        anchor=f"{reading.definition}-{reading.round}",
        title=name,
        chip=chip_of(reading),
        sentence=sentence(told),
        steps=_steps(told),
        rule=_rule(told, names),
        changes=[(_time(one.at), _change(one)) for one in told.changes],
        ahead=[(_time(one.at), _stage(one, names)) for one in told.ahead],
    )


def _steps(told: Explanation) -> list[Step]:
    reading = told.reading
    target = _("Target: %(target)s") % {"target": target_words(told.promise)}
    steps = [
        Step(what=_("Promised from"), when=_time(reading.started_at)),
        Step(what=target, amount=worked(reading.target_seconds)),
    ]
    steps += [_span(one) for one in told.spans if one.kind != "ahead"]
    steps.append(Step(what=_("Used"), amount=worked(reading.used_seconds), sum=True))
    term, rest = left_or_over(reading)
    steps.append(Step(what=term, amount=rest, sum=True))
    steps += [_span(one) for one in told.spans if one.kind == "ahead"]
    return [*steps, *_end(told)]


def _end(told: Explanation) -> list[Step]:
    """Return when it is or was due, and how it ended."""
    reading = told.reading
    steps = []
    if told.promised_at:
        due = _("Due") if reading.due_at else _("Was due")
        steps.append(Step(what=due, when=_time(told.promised_at), sum=True))
    elif reading.state == PAUSED:
        steps.append(Step(what=_("Due"), when=_("known when the wait is over"), sum=True))
    if reading.breached_at:
        steps.append(Step(what=pgettext("clock", "Missed"), when=_time(reading.breached_at), sum=True))
    if reading.stopped_at:
        ended = pgettext("clock", "Stopped: %(why)s") if reading.state == STOPPED else _("Called off: %(why)s")
        steps.append(
            Step(what=ended % {"why": ended_words(told.ended_by)}, when=_time(reading.stopped_at), sum=True)
        )
    return steps


def _span(span: Span) -> Step:
    when = _from_to(span.since, span.until)
    if span.kind == "paused":
        return Step(what=_("Paused: %(cause)s") % {"cause": cause_words(span.cause)}, when=when, amount=_nothing())
    if span.kind == "stood":
        return Step(what=_("Stood: the clock had stopped"), when=when, amount=_nothing())
    if span.kind == "taken_over":
        return Step(what=_taken_over(span), when=when, amount=f"+ {worked(span.seconds)}")
    counted = span.kind == "counted"
    words = _("Counted by “%(calendar)s”") if counted else _("Still to count by “%(calendar)s”")
    more = ngettext("and %(n)d more opening", "and %(n)d more openings", span.more) % {"n": span.more}
    return Step(
        what=words % {"calendar": span.calendar_name},
        when=when,
        amount=f"{'+ ' if counted else ''}{worked(span.seconds)}",
        intervals=[_from_to(*one) for one in span.intervals],
        more=more if span.more else "",
    )


def _taken_over(span: Span) -> str:
    """Return what a merged case brought along; one out of the reader's sight keeps its number."""
    if not span.seconds:
        return _("Taken over from a merged case: its earlier start; this case had used more")
    if not span.from_number:
        return _("Taken over from a merged case: what it had used more than this one")
    return _("Taken over from the merged case %(number)s: what it had used more than this one") % {
        "number": span.from_number
    }


def _rule(told: Explanation, names: Names) -> list[tuple[str, Any]]:
    """Return which rule decides, since when, and why it and no other."""
    choice, reading = told.choice, told.reading
    rows: list[tuple[str, Any]] = [(_("Clause"), _clause(reading.clause_code))] if reading.clause_code else []
    if choice is None:
        return rows
    rule = choice.rule
    rows += [
        (_("For whom"), in_words(rule.scope)),
        (_("What it says"), promise(rule.kind, rule.value, names)),
        (_("Version"), _version(rule)),
    ]
    if choice.won_by:
        rows.append((_("Why this one"), why([rule, *choice.others], names)))
    return rows


def _clause(code: str) -> SafeString:
    return format_html('<a class="mono" href="{}">{}</a>', reverse("desk:clause", args=[code]), code)


def _version(rule: Rule) -> SafeString:
    words = _("%(version)d, in force since %(since)s") % {
        "version": rule.version,
        "since": moment_words(rule.valid_from),
    }
    return format_html('<a href="{}">{}</a>', reverse("desk:promise", args=[rule.id]), words)


CHANGES = {
    "cases.case_reclassified": lambda: _("The case was corrected"),
    "cases.case_reopened": lambda: _("The case was reopened, and had been corrected before"),
    "sla.clock_given_back": lambda: _("A merger was undone, so its time counts here no more"),
    "sla.clock_taken_over": lambda: _("A case was merged in that had been promised earlier"),
    "calendars.edited": lambda: _("The calendar was edited"),
}


def _change(change: Change) -> str:
    """Return what made another deadline, and which."""
    facts = {
        "what": CHANGES[change.code]() if change.code in CHANGES else change.code,
        "clause": change.clause_code or _("no clause"),
        "target": target_words(Promise(amount=change.target_seconds, unit="seconds")),
        "due": moment_words(change.due_at) if change.due_at else "",
    }
    if not change.due_at:
        return _("%(what)s: from then on %(target)s (%(clause)s); the clock stood") % facts
    return _("%(what)s: from then on %(target)s (%(clause)s), due %(due)s") % facts


def _stage(stage: Ahead, names: Names) -> str:
    """Return what is still to happen at a share of the target."""
    if stage.what == "warning":
        return _("%(percent)s %% used: a warning") % {"percent": stage.percent}
    if stage.what == "breach":
        return _("%(percent)s %% used: the deadline passes") % {"percent": stage.percent}
    facts = {
        "percent": stage.percent,
        "level": stage.level,
        "whom": _(", ").join(str(AUDIENCES.get(one, one)) for one in stage.tell) or _("nobody"),
        "team": names.team(stage.give_to),
    }
    if stage.give_to:
        return _("%(percent)s %% used: level %(level)s tells %(whom)s, and the case goes to %(team)s") % facts
    return _("%(percent)s %% used: level %(level)s tells %(whom)s") % facts


def _nothing() -> str:
    return pgettext("working time", "not counted")


def _time(value: datetime) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', value.isoformat(), exact_moment(value), moment_words(value)
    )


def _from_to(since: datetime, until: datetime) -> str:
    """Return a stretch of time, its day named once where it begins and ends on the same."""
    first, last = moment_words(since), moment_words(until)
    day, _space, time = last.rpartition(" ")
    return f"{first} – {time if first.rpartition(' ')[0] == day else last}"
