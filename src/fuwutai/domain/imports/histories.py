"""The times and the state that a row tells, as the history of a case: what happened, in which order."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

from fuwutai.domain.cases.choices import (
    ACTIVE,
    CLOSED,
    NEW,
    RESOLVED,
    WAITING_CUSTOMER,
    WAITING_THIRD_PARTY,
)
from fuwutai.domain.cases.commands import History, Step
from fuwutai.domain.imports.times import Moment

DAY = timedelta(days=1)
REASON = "imported"
"""Why a case is closed that was closed in the other system."""


class Problem(NamedTuple):
    """What is wrong with a row, as a code of PROBLEMS, and in which of our fields."""

    code: str
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A row that can be taken in. `facts` are those of `cases.History`, `person` those of `customers.Person`."""

    key: str
    digest: str
    person: dict[str, str]
    facts: dict[str, str]
    team_id: int | None
    status: str
    opened: Moment
    reply: str = ""
    replied: Moment | None = None
    resolved: Moment | None = None
    closed: Moment | None = None

    @property
    def is_flagged(self) -> bool:
        """Return whether of some time only the day is known."""
        return any(one is not None and one.day_only for one in (self.opened, self.replied, self.resolved, self.closed))


def settled(draft: Draft) -> Draft | list[Problem]:
    """Return a draft with its moments in order and completed from its status, or what does not fit."""
    if (draft.replied is None) != (not draft.reply):
        return [Problem("missing", "replied_at" if draft.replied is None else "reply_body")]
    if draft.status == WAITING_CUSTOMER and not draft.reply:
        return [Problem("missing", "reply_body")]  # nobody waits for an answer to nothing
    if _contradicts(draft):
        return [Problem("contradiction", "status")]
    draft = _completed(draft)
    if draft.status in (RESOLVED, CLOSED) and draft.resolved is None:
        return [Problem("missing", "resolved_at")]
    return _in_order(draft)


def history_of(draft: Draft, customer_id: int, tier: str, restricted: bool = False) -> History:
    """Return what happened to a case; what the row leaves open, happened as it does by itself."""
    return History(
        **draft.facts,  # type: ignore[arg-type]
        customer_id=customer_id,
        tier=tier,
        restricted=restricted,
        team_id=draft.team_id,
        opened_at=draft.opened.at,
        day_only=draft.opened.day_only,
        steps=_steps(draft),
        closes_in_silence=not draft.status,
    )


def _contradicts(draft: Draft) -> bool:
    """Return whether the status says less than the times: a resolution of a case that is still worked on."""
    if draft.status == NEW and draft.reply:
        return True
    if draft.status in ACTIVE:
        return draft.resolved is not None or draft.closed is not None
    return draft.status == RESOLVED and draft.closed is not None


def _completed(draft: Draft) -> Draft:
    resolved, closed = draft.resolved, draft.closed
    if draft.status in (RESOLVED, CLOSED) or closed is not None:
        resolved = resolved or closed or draft.replied
    if draft.status == CLOSED:
        closed = closed or resolved
    return replace(draft, resolved=resolved, closed=closed)


def _in_order(draft: Draft) -> Draft | list[Problem]:
    """Of a time without an hour only the day counts: it is not taken for earlier than what came before on that day."""
    before, what = draft.opened, "opening"
    moments: dict[str, Moment] = {}
    for name, after in (("replied", "reply"), ("resolved", "resolution"), ("closed", "closing")):
        moment: Moment | None = getattr(draft, name)
        if moment is None:
            continue
        if moment.day_only and moment.at < before.at < moment.at + DAY:
            moment = moment._replace(at=before.at)
        if moment.at < before.at:
            return [Problem(_TOO_EARLY.get((name, what), "closed_before_resolution"), moment.field)]
        moments[name] = before = moment
        what = after
    return replace(draft, **moments)  # type: ignore[arg-type]


_TOO_EARLY = {
    ("replied", "opening"): "reply_before_opening",
    ("resolved", "opening"): "resolved_before_opening",
    ("resolved", "reply"): "resolved_before_reply",
}


def _steps(draft: Draft) -> tuple[Step, ...]:
    steps = []
    resolved = draft.resolved
    if draft.reply and draft.replied is not None:
        then = _AFTER_REPLY.get(draft.status, "reply")
        if resolved is not None and resolved.at == draft.replied.at:
            then, resolved = "reply_resolve", None
        steps.append(_step(draft.replied, then, draft.reply))
    elif draft.status == WAITING_THIRD_PARTY:
        steps.append(_step(draft.opened, "third_party"))
    if resolved is not None:
        steps.append(_step(resolved, "resolve"))
    if draft.closed is not None:
        steps.append(_step(draft.closed, "close", reason=REASON))
    return tuple(steps)


_AFTER_REPLY = {WAITING_CUSTOMER: "reply_wait", WAITING_THIRD_PARTY: "reply_third_party"}


def _step(moment: Moment, do: str, body: str = "", reason: str = "") -> Step:
    return Step(at=moment.at, do=do, body=body, day_only=moment.day_only, reason=reason)
