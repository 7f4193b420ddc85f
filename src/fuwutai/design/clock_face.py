"""The chip that shows a clock: its state, what is left of it, and behind it why."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from fuwutai.design import moments
from fuwutai.kernel import clock

RUNNING = ("green", "amber", "red")
STATES = {
    "green": _("On time"), "amber": _("Due soon"), "red": _("Overdue"), "paused": _("Paused"), "met": _("Met"),
    "late": _("Late"),
}  # fmt: skip
"""State of a clock → its word."""
CHIP = '<span class="clock clock--{}"{}><span class="clock__chip">{}</span></span>'
EXPLAINED = (
    '<details class="pop clock clock--{}{}"{} data-pop><summary class="clock__chip">{}</summary>'
    '<div class="pop__panel"><p class="pop__title">{} · {}</p><dl class="facts">{}</dl></div></details>'
)
ASKING = (
    '<details class="pop clock clock--{}{}"{} data-pop'
    ' hx-get="{}" hx-trigger="toggle once" hx-target="find .pop__panel" hx-swap="innerHTML">'
    '<summary class="clock__chip">{}</summary>'
    '<div class="pop__panel"><p><a href="{}">{}</a></p></div></details>'
)
RING = (
    '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">'
    '<circle class="clock__track" cx="12" cy="12" r="9"/>'
    '<circle class="clock__arc" cx="12" cy="12" r="9" pathLength="100" stroke-dasharray="{} 100"'
    ' transform="rotate(-90 12 12)"/></svg>'
)


def face(state: str, mark: SafeString, label: str, shown: SafeString) -> SafeString:
    """Return what the chip says; the clock's name and state are spoken, not shown."""
    colon = pgettext("after a label", ": ")
    return format_html('{}<span class="sr-only">{} {}{}</span>{}', mark, label, state_word(state), colon, shown)


def chip(
    state: str,
    inside: SafeString,
    label: str,
    details: Iterable[tuple[str, Any]],
    data: SafeString,
    align: str,
) -> SafeString:
    """Return the chip, with its explanation behind it when there are details."""
    rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", details)
    if not rows:
        return format_html(CHIP, state, data, inside)
    end = " pop--end" if align == "end" else ""
    return format_html(EXPLAINED, state, end, data, inside, label, state_word(state), rows)


def asking_chip(
    state: str, inside: SafeString, data: SafeString, align: str, asks: str, reckoned_at: str
) -> SafeString:
    """Return the chip whose explanation comes when it is opened; until then there is a way to the page of it."""
    end = " pop--end" if align == "end" else ""
    return format_html(ASKING, state, end, data, asks, inside, reckoned_at, gettext("Why this deadline?"))


def shown_text(state: str, due_at: datetime | None, text: str, now: datetime) -> SafeString:
    """Return the countdown of a running clock, else the given text, else the word of the state."""
    if due_at and not text and state in RUNNING:
        return countdown(due_at, now)
    return conditional_escape(text or state_word(state))


def countdown(due_at: datetime, now: datetime) -> SafeString:
    """Return the time left until a deadline; clock.js keeps it ticking."""
    return format_html(
        '<time datetime="{0}" data-due="{0}" title="{1}">{2}</time>',
        due_at.isoformat(),
        moments.exact_moment(due_at),
        moments.time_left(due_at, now),
    )


def turning_points(state: str, due_at: datetime | None, warn_at: datetime | None) -> SafeString:
    """Return when clock.js must turn a running chip amber or red."""
    if due_at is None or state not in ("green", "amber"):
        return mark_safe("")
    warn = warn_at.isoformat() if warn_at else ""
    return format_html(' data-clock data-due-at="{}" data-warn-at="{}"', due_at.isoformat(), warn)


def ring(used_percent: int) -> SafeString:
    """Return a ring of which the part still left is drawn strong."""
    return format_html(RING, 100 - max(0, min(100, used_percent)))


def state_word(state: str) -> str:
    """Return the word of a clock's state."""
    return str(STATES[state])


def words() -> SafeString:
    """Return the phrases that clock.js fills, with the server's moment against wrong clocks of desks."""
    said = {
        "now": clock.now().isoformat(),
        **moments.phrases(),
        **{state: state_word(state) for state in RUNNING},
    }
    data = format_html_join("", ' data-{}="{}"', said.items())
    return format_html('<template id="clock-words"{}></template>', data)
