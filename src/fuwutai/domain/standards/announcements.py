"""Every read of announcements: what a version changes, made known, and who has confirmed to have read it.

Whom an announcement concerns is worked out at the moment of the question: who joins a team is concerned from then on,
who leaves is not asked any more. What somebody confirmed stays. Source: S3-8.2.4-1, S3-8.3-5.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import Colleague, colleagues, working_hours
from fuwutai.domain.standards import manuals, queries
from fuwutai.domain.standards.choices import APPROVED, EFFECTIVE, RETIRED
from fuwutai.domain.standards.manuals import VersionView, in_language
from fuwutai.domain.standards.models import Announcement, ManualVersion, Reading
from fuwutai.domain.standards.policies import may_draft, may_read_rules
from fuwutai.domain.standards.rule_kinds import READ_CONFIRMATION, ReadConfirmation
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, NotFound, Refused

_PLATFORM = Actor.system("standards")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notified:
    """An announcement as one person sees it.

    `is_mine`: the person is to read it; `confirmed_at`: when the person did. `readers` and `have_read` count the people
    concerned; both are 0 for those who do not draft. `roles` and `team_ids` empty = everybody who works here. `people`:
    who they are, where one announcement is read alone: those who have not confirmed first, then by the time of reading,
    also who confirmed and is not concerned any more.
    """

    id: int
    version: VersionView
    manual_titles: Mapping[str, str]
    text: str
    roles: tuple[str, ...]
    team_ids: tuple[int, ...]
    announced_by_name: str
    announced_at: datetime
    reminded: int
    next_reminder_at: datetime | None
    is_mine: bool
    confirmed_at: datetime | None
    readers: int
    have_read: int
    people: tuple["Reader", ...] = ()

    @property
    def manual_title(self) -> str:
        """Return the title of the manual in the reader's language."""
        return in_language(self.manual_titles)

    @property
    def is_to_read(self) -> bool:
        """Return whether the person has yet to confirm it; once another version is followed nobody has to."""
        return self.may_confirm and not self.is_over

    @property
    def may_confirm(self) -> bool:
        """Return whether the person may still confirm it."""
        return self.is_mine and self.confirmed_at is None

    @property
    def is_over(self) -> bool:
        """Return whether a later version has taken the place of what was announced."""
        return self.version.state == RETIRED

    @property
    def read_percent(self) -> int:
        """Return the share of the people concerned who have read it. Formula: rounded down; 100 for nobody."""
        return 100 * self.have_read // self.readers if self.readers else 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person beside an announcement: when it was confirmed (None = not yet), and whether it concerns her still."""

    staff_id: int
    name: str
    role: str
    confirmed_at: datetime | None
    is_concerned: bool


def visible_announcements(actor: Actor) -> QuerySet[Announcement]:
    """Return the announcements an actor may see: what was approved is everybody's who works here. Raises: Refused."""
    if not may_read_rules(actor):
        raise Refused
    return Announcement.objects.filter(version__state=APPROVED)


def announcements(actor: Actor) -> list[Notified]:
    """Return what was announced, the newest first: all of it for those who draft, else what concerns the person.

    Raises: Refused. Cost: 3 statements.
    """
    rows = _announced(manuals.visible_versions(actor))
    rows.sort(key=lambda pair: (pair[0].announced_at, pair[0].pk), reverse=True)
    found = _seen_by(actor, rows) if rows else []
    return found if may_draft(actor) else [one for one in found if one.is_mine or one.confirmed_at]


def announcement(actor: Actor, announcement_id: int) -> Notified:
    """Return one announcement, also one that concerns others. Raises: Refused, NotFound. Cost: 3 statements."""
    rows = _announced(manuals.visible_versions(actor).filter(manual__versions__announcement__pk=announcement_id))
    found = [pair for pair in rows if pair[0].pk == announcement_id]
    if not found:
        raise NotFound
    return _seen_by(actor, found, by_name=True)[0]


def announcement_of_version(actor: Actor, version_id: int) -> int | None:
    """Return the id of the announcement of a version, or None. Raises: Refused. Cost: 1 statement."""
    return visible_announcements(actor).filter(version__pk=version_id).values_list("pk", flat=True).first()


def audience(row: Announcement, among: Iterable[Colleague] | None = None) -> list[Colleague]:
    """Return whom an announcement concerns now: who has one of its roles and works in one of its teams.

    `among`: the people in question, everybody who works here unless told. Cost: 1 statement, none with `among`.
    """
    people = colleagues() if among is None else among
    return [one for one in people if concerns(row.roles, row.team_ids, one)]


def concerns(roles: Collection[str], team_ids: Collection[int], person: Colleague) -> bool:
    """Return whether what is announced to some roles and teams concerns a person; none named = all of them."""
    return (not roles or person.role in roles) and (not team_ids or not person.team_ids.isdisjoint(team_ids))


def late_readers(announcement_id: int) -> set[int]:
    """Return the ids of those concerned who have not confirmed; nobody once it was taken back or its version replaced.

    For the notices that the platform gives. Cost: 4 statements.
    """
    row = Announcement.objects.filter(pk=announcement_id, version__state=APPROVED).first()
    if row is None or manuals.version(_PLATFORM, row.version_id).state == RETIRED:
        return set()
    return {one.id for one in audience(row)} - set(row.readings.values_list("staff_id", flat=True))


def confirmed_of(actor: Actor, announcement_ids: Iterable[int]) -> set[int]:
    """Return which of some announcements the person has confirmed. Cost: 1 statement."""
    mine = Reading.objects.filter(staff_id=_own_id(actor), announcement_id__in=list(announcement_ids))
    return set(mine.values_list("announcement_id", flat=True))


def due_announcements(at: datetime, *, limit: int) -> list[int]:
    """Return the ids of announcements whose reminder is due, the longest due first. Cost: 1 statement by its index."""
    due = Announcement.objects.filter(next_reminder_at__lte=at).order_by("next_reminder_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def reminder_rule(at: datetime) -> ReadConfirmation | None:
    """Return how the late are reminded, or None where no manual in force says so. Cost: as `queries.rule_in_force`."""
    rule = queries.rule_in_force(READ_CONFIRMATION, {}, at)
    return rule.value if rule else None


def reminder_after(at: datetime, reminded: int) -> datetime | None:
    """Return when the late are reminded next, None where that was the last time. Cost: as `queries.rule_in_force`.

    Formula: the same time of day so many working days of the centre later; when it is closed then, the next opening.
    """
    rule = reminder_rule(at)
    if rule is None or reminded >= rule.at_most:
        return None
    return working_hours().add_business_days_to_time(at, rule.remind_working_days)


def refuse_unannounceable(state: str) -> None:
    """Let pass a version that is in force or yet to come. Raises: Conflict that says what to do instead."""
    if state == RETIRED:
        raise Conflict(
            _("A newer version has taken the place of this one. Announce the newer one instead."),
            code="version_retired",
        )
    if state not in (APPROVED, EFFECTIVE):
        raise Conflict(
            _("Only an approved version can be announced. Have it approved first, then announce it."),
            code="version_not_approved",
        )


_Announced = tuple[Announcement, VersionView]


def _announced(versions: QuerySet[ManualVersion]) -> list[_Announced]:
    """Return the announcements among all versions of some manuals, each with its version. Cost: 1 statement."""
    found = manuals.with_views(versions.select_related("announcement__announced_by"))
    return [(row.announcement, view) for row, view in found if row.state == APPROVED and hasattr(row, "announcement")]


_Confirmed = Mapping[int, tuple[str, str, datetime]]
"""Person → name, role, and when she confirmed; in the order of time."""


def _seen_by(actor: Actor, rows: list[_Announced], *, by_name: bool = False) -> list[Notified]:
    """Return announcements as a person sees them, to who drafts with their readers. Cost: 2 statements."""
    counts, own_id = may_draft(actor), _own_id(actor)
    people = colleagues() if counts else colleagues([own_id])
    mine = next((one for one in people if one.id == own_id), None)
    read = Reading.objects.filter(announcement__in=[row.pk for row, _version in rows])
    if not counts:
        read = read.filter(staff_id=own_id)
    confirmed: dict[int, dict[int, tuple[str, str, datetime]]] = {}
    columns = ("announcement_id", "staff_id", "staff__display_name", "staff__role", "confirmed_at")
    for number, staff_id, *facts in read.order_by("confirmed_at", "pk").values_list(*columns):
        confirmed.setdefault(number, {})[staff_id] = (facts[0], facts[1], facts[2])
    found = []
    for row, version in rows:
        concerned, done = audience(row, people) if counts else [], confirmed.get(row.pk, {})
        readers = _readers(concerned, done) if counts and by_name else ()
        found.append(_notified(row, version, mine, concerned, done, readers))
    return found


def _notified(
    row: Announcement,
    version: VersionView,
    mine: Colleague | None,
    concerned: Collection[Colleague],
    confirmed: _Confirmed,
    people: tuple[Reader, ...],
) -> Notified:
    return Notified(
        id=row.pk,
        version=version,
        manual_titles=row.version.manual.title,
        text=row.text,
        roles=tuple(row.roles),
        team_ids=tuple(row.team_ids),
        announced_by_name=row.announced_by.display_name if row.announced_by else "",
        announced_at=row.announced_at,
        reminded=row.reminded,
        next_reminder_at=row.next_reminder_at,
        is_mine=mine is not None and concerns(row.roles, row.team_ids, mine),
        confirmed_at=confirmed[mine.id][2] if mine and mine.id in confirmed else None,
        readers=len(concerned),
        have_read=sum(one.id in confirmed for one in concerned),
        people=people,
    )


def _readers(concerned: Iterable[Colleague], confirmed: _Confirmed) -> tuple[Reader, ...]:
    """Return who has not confirmed, and then who has, in the order of the readings."""
    ids = {one.id for one in concerned}
    late = [
        Reader(staff_id=one.id, name=one.name, role=one.role, confirmed_at=None, is_concerned=True)
        for one in concerned
        if one.id not in confirmed
    ]
    done = [
        Reader(staff_id=staff_id, name=name, role=role, confirmed_at=at, is_concerned=staff_id in ids)
        for staff_id, (name, role, at) in confirmed.items()
    ]
    return (*late, *done)


def _own_id(actor: Actor) -> int:
    """Return the id of a person, 0 for the platform and outsiders, whom nothing concerns."""
    return actor.id or 0 if actor.is_staff else 0
