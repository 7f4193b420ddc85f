"""Both logs as one list: who did, saw, took out or tried what, the newest first. Source: S3-5.2-7, S4-4.2-8."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.compliance.choices import ACCESS, ACTIONS_OF_KINDS, DID, JOURNAL, SAW
from fuwutai.domain.compliance.policies import may_view_audit
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound
from fuwutai.kernel.events import registered_events
from fuwutai.kernel.journal_days import first_id_since, last_id_until
from fuwutai.kernel.models import AccessEntry, JournalEntry

ENTRIES_AT_ONCE = 50
EXPORTED_AT_ONCE = 1_000
PEOPLE = ("staff", "token")
LATE = timedelta(minutes=1)
"""What happened so long before it was written down is history that was taken in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What narrows the list; what is not said does not narrow. `since` counts, `until` does not any more."""

    staff_id: int | None = None
    kind: str = ""
    code: str = ""
    subject: str = ""
    subject_ids: frozenset[int] = frozenset()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of either log. `at`: when it was written; `moment`: when it happened, which is earlier of history that
    was taken in."""

    log: str
    id: int
    at: datetime
    moment: datetime
    actor_kind: str
    actor_id: int | None
    actor_name: str
    code: str
    subject: str
    subject_id: int | None
    place: str = ""
    reason: str = ""
    rows: int | None = None
    command: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def happened_at(self) -> datetime | None:
        """Return when it happened, where it was written down later than that."""
        return self.moment if self.at - self.moment > LATE else None

    @property
    def staff_id(self) -> int | None:
        """Return who of the centre acted, also through a program."""
        return self.actor_id if self.actor_kind in PEOPLE else None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some entries, and the cursor of what is older (None at the end)."""

    rows: list[Entry]
    next: str | None


@dataclass(frozen=True, slots=True)
class _Before:
    """From where on older entries follow, in each log."""

    event_id: int | None = None
    look_at: datetime | None = None
    look_id: int | None = None


def visible_events(actor: Actor) -> QuerySet[JournalEntry]:
    """Return the journal to whom may look into the logs, nothing to others."""
    return JournalEntry.objects.all() if may_view_audit(actor) else JournalEntry.objects.none()


def visible_looks(actor: Actor) -> QuerySet[AccessEntry]:
    """Return the access log to whom may look into the logs, nothing to others."""
    return AccessEntry.objects.all() if may_view_audit(actor) else AccessEntry.objects.none()


def audit_page(
    actor: Actor, sought: Sought, cursor: str | None = None, size: int = ENTRIES_AT_ONCE
) -> AuditPage:
    """Return one page of both logs. Cost: 2 statements, 1 more for each end of a span of days.

    Raises: Invalid for a cursor that this list did not give out.
    """
    events, looks = _sought_events(actor, sought), _sought_looks(actor, sought)
    return _page(events, looks, _decoded(cursor) if cursor else _Before(), size)


def all_entries(actor: Actor, sought: Sought) -> Iterator[list[Entry]]:
    """Yield everything that is sought, the newest first, some thousand entries at once."""
    events, looks = _sought_events(actor, sought), _sought_looks(actor, sought)
    cursor: str | None = ""
    while cursor is not None:
        found = _page(events, looks, _decoded(cursor) if cursor else _Before(), EXPORTED_AT_ONCE)
        cursor = found.next
        if found.rows:
            yield found.rows


def entry_count(actor: Actor, sought: Sought) -> int:
    """Return how many entries are sought. Cost: 2 statements, 1 more for each end of a span of days."""
    return _sought_events(actor, sought).count() + _sought_looks(actor, sought).count()


def audit_entry(actor: Actor, log: str, entry_id: int) -> Entry:
    """Return one entry of a log. Raises: NotFound. Cost: 1 statement."""
    found: Entry | None = None
    if log == JOURNAL and (event := visible_events(actor).filter(pk=entry_id).first()) is not None:
        found = _of_event(event)
    if log == ACCESS and (look := visible_looks(actor).filter(pk=entry_id).first()) is not None:
        found = _of_look(look)
    if found is None:
        raise NotFound
    return found


def _sought_events(actor: Actor, sought: Sought) -> QuerySet[JournalEntry]:
    rows = visible_events(actor)
    if sought.kind not in ("", DID) or (sought.code and sought.code not in registered_events()):
        return rows.none()
    if sought.code:
        rows = rows.filter(code=sought.code)
    if sought.staff_id is not None:
        rows = rows.filter(actor_kind__in=PEOPLE, actor_id=sought.staff_id)
    if sought.subject:
        rows = rows.filter(subject=sought.subject, subject_id__in=sought.subject_ids)
    if sought.since is not None:
        rows = rows.filter(pk__gte=first_id_since(sought.since), recorded_at__gte=sought.since)
    if sought.until is not None:
        rows = rows.filter(pk__lte=last_id_until(sought.until), recorded_at__lt=sought.until)
    return rows


def _sought_looks(actor: Actor, sought: Sought) -> QuerySet[AccessEntry]:
    rows = visible_looks(actor)
    if sought.kind == DID or sought.code in registered_events():
        return rows.none()
    if sought.kind == SAW:
        rows = rows.exclude(action__in=frozenset[str]().union(*ACTIONS_OF_KINDS.values()))
    elif sought.kind:
        rows = rows.filter(action__in=ACTIONS_OF_KINDS.get(sought.kind, ()))
    if sought.code:
        rows = rows.filter(action=sought.code)
    if sought.staff_id is not None:
        rows = rows.filter(actor_kind__in=PEOPLE, actor_id=sought.staff_id)
    if sought.subject:
        rows = rows.filter(subject=sought.subject, subject_id__in=sought.subject_ids)
    if sought.since is not None:
        rows = rows.filter(at__gte=sought.since)
    return rows if sought.until is None else rows.filter(at__lt=sought.until)


def _page(
    events: QuerySet[JournalEntry], looks: QuerySet[AccessEntry], before: _Before, size: int
) -> AuditPage:
    """Return what comes next of both logs; each goes on in its own order, by its own index."""
    if before.event_id is not None:
        events = events.filter(pk__lt=before.event_id)
    if before.look_at is not None:
        same = Q(at=before.look_at, pk__lt=before.look_id)
        looks = looks.filter(Q(at__lte=before.look_at) & (Q(at__lt=before.look_at) | same))
    did, saw = deque(events.order_by("-pk")[: size + 1]), deque(looks.order_by("-at", "-pk")[: size + 1])
    rows: list[Entry] = []
    while (did or saw) and len(rows) < size:
        if did and (not saw or did[0].recorded_at >= saw[0].at):
            rows.append(_of_event(did.popleft()))
        else:
            rows.append(_of_look(saw.popleft()))
    if not (did or saw):
        return AuditPage(rows, None)
    last_event = next((one.id for one in reversed(rows) if one.log == JOURNAL), before.event_id)
    last_look = next((one for one in reversed(rows) if one.log == ACCESS), None)
    if last_look is not None:
        before = _Before(last_event, last_look.at, last_look.id)
    return AuditPage(rows, _encoded(_Before(last_event, before.look_at, before.look_id)))


def _of_event(row: JournalEntry) -> Entry:
    return Entry(
        log=JOURNAL, id=row.pk, at=row.recorded_at, moment=row.at, actor_kind=row.actor_kind, actor_id=row.actor_id,
        actor_name=row.actor_name, code=row.code, subject=row.subject, subject_id=row.subject_id,
        command=row.command, data=row.data,
    )  # fmt: skip


def _of_look(row: AccessEntry) -> Entry:
    return Entry(
        log=ACCESS, id=row.pk, at=row.at, moment=row.at, actor_kind=row.actor_kind, actor_id=row.actor_id,
        actor_name=row.actor_name, code=row.action, subject=row.subject, subject_id=row.subject_id,
        place=row.place, reason=row.reason, rows=row.rows,
    )  # fmt: skip


def _encoded(before: _Before) -> str:
    look_at = before.look_at.isoformat() if before.look_at else None
    return _signer().sign_object([before.event_id, look_at, before.look_id])


def _decoded(cursor: str) -> _Before:
    try:
        event_id, look_at, look_id = _signer().unsign_object(cursor)
    except BadSignature as problem:
        raise Invalid(_("This page link is damaged. Go back to the first page."), code="bad_cursor") from problem
    return _Before(event_id, parse_datetime(look_at) if look_at else None, look_id)


def _signer() -> Signer:
    return Signer(salt="compliance.audit")
