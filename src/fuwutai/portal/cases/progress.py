"""Where a matter stands, in a customer's words: the steps it goes through and what was promised."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.domain.cases.choices import CLOSED, NEW, OPEN, RESOLVED, WAITING_CUSTOMER, WAITING_THIRD_PARTY
from fuwutai.domain.sla.choices import FIRST_RESPONSE, RESOLUTION, RUNNING
from fuwutai.domain.sla.queries import Reading
from fuwutai.portal.spoken import spoken_moment


@dataclass(frozen=True, slots=True)
class Step:
    """`state`: done, current, waiting (for somebody) or "" for what lies ahead."""

    name: str
    text: str
    at: datetime | None
    state: str
    icon: str = "check"


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as one sentence, and whether we are late with it."""

    text: str
    is_late: bool


def steps_of(case: Any, history: Iterable[Any], handler: str) -> list[Step]:
    """Return the steps of a case and when it reached them; `handler` is who looks after it, "" for nobody."""
    last = {entry.code: entry.at for entry in history}
    assigned_at = last.get("cases.case_assigned") if handler else None
    work_at = _latest(last, "cases.work_started", "cases.wait_ended", "cases.case_reopened")
    go_on = _("As soon as you answer, we go on.")
    somebody = _("We need somebody else for this and see to it. You need do nothing.")
    rows = [
        ("received", pgettext("step", "Received"), "", case.opened_at),
        ("assigned", pgettext("step", "Assigned"), _assigned_text(case, handler), assigned_at),
        ("work", pgettext("step", "In work"), "", work_at),
        ("waiting", pgettext("step", "Waiting for you"), go_on, last.get("cases.wait_started")),
        ("third_party", pgettext("step", "Waiting for somebody else"), somebody, last.get("cases.third_party_awaited")),
        ("solved", pgettext("step", "Solved"), "", last.get("cases.case_resolved")),
        ("closed", pgettext("step", "Closed"), "", last.get("cases.case_closed")),
    ]
    if case.merged_into_id:
        there = ("closed", pgettext("step", "Goes on in another case"), "", last.get("cases.case_merged"))
        rows = [row for row in rows[:3] if row[3] is not None] + [there]
    hidden = {"waiting", "third_party"} - {_reached(case)}
    rows = [row for row in rows if row[0] not in hidden]
    reached = [row[0] for row in rows].index(_reached(case))
    behind = len(rows) if case.status == CLOSED else reached
    return [
        _step(row, "done" if place < behind else "current" if place == reached else "")
        for place, row in enumerate(rows)
    ]


def promise_of(case: Any, readings: Sequence[Reading], now: datetime) -> Promise | None:
    """Return what the customer may expect next and by when; nothing while we wait or when it is over."""
    running = {one.definition: one.due_at for one in readings if one.state == RUNNING and one.due_at}
    if case.status not in (NEW, OPEN, WAITING_THIRD_PARTY) or not running:
        return None
    if due := running.get(FIRST_RESPONSE):
        kept = _("We will answer you %(when)s at the latest.")
        late = _(
            "We wanted to answer you %(when)s at the latest and are late. We are sorry."
            " Your case is now among the first we turn to."
        )
    elif due := running.get(RESOLUTION):
        kept = _("We aim to have this solved %(when)s at the latest.")
        late = _(
            "We wanted to have this solved %(when)s at the latest and are late. We are sorry."
            " Your case is now among the first we turn to."
        )
    else:
        return None
    is_late = due <= now
    return Promise((late if is_late else kept) % {"when": spoken_moment(due, now)}, is_late)


def _assigned_text(case: Any, handler: str) -> str:
    if handler:
        return _("%(name)s looks after your case.") % {"name": handler}
    return _("The next colleague who is free takes it over.") if case.status == NEW else ""


def _reached(case: Any) -> str:
    if case.status == NEW:
        return "assigned" if case.assignee_id else "received"
    return _STEP_OF[case.status]


_STEP_OF = {
    OPEN: "work",
    WAITING_CUSTOMER: "waiting",
    WAITING_THIRD_PARTY: "third_party",
    RESOLVED: "solved",
    CLOSED: "closed",
}


def _step(row: tuple[str, str, str, datetime | None], state: str) -> Step:
    code, name, text, at = row
    if state == "current" and code in ("waiting", "third_party"):
        return Step(name, text, at, "waiting", "hourglass")
    # What lies ahead may have been reached once, before the case was reopened: that moment says nothing now.
    ahead = state == "" and code != "assigned"
    icon = "check" if state == "done" else "progress"
    return Step(name, "" if ahead else text, at if state else None, state, icon)


def _latest(last: dict[str, datetime], *codes: str) -> datetime | None:
    return max((last[code] for code in codes if code in last), default=None)
