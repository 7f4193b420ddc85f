"""Cases counted anew, and the sums moved by the difference: whoever counts twice changes nothing.

What a case counts for follows from its history and from how it stands now; what it counted for the last time is kept
beside it. So a late event, a correction or a merger that is undone takes the old marks out of the sums and puts the new
ones in, on whichever days they belong to.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.domain.analytics import choices as c
from fuwutai.domain.analytics.models import CountedCase, Figure, Mark
from fuwutai.domain.analytics.periods import month_of
from fuwutai.domain.analytics.story import HEARD, Happening, Marks, marks_of
from fuwutai.domain.cases.choices import COMPLAINT as COMPLAINT_TYPE
from fuwutai.domain.cases.standing import Standing, standings_of
from fuwutai.domain.sla.choices import STOPPED
from fuwutai.domain.sla.queries import clocks_of_cases
from fuwutai.kernel import bulk
from fuwutai.kernel.journal import entries_about

CASES_AT_A_TIME, ROWS_AT_A_TIME = 500, 1_000
COLLEAGUES = ("staff", "token")
FACTS = ("team_id", "category", "channel", "type", "priority", "veil")


class Facts(NamedTuple):
    """Where all that a case counts for stands."""

    team_id: int
    category: str
    channel: str
    type: str
    priority: str
    veil: int


class Count(NamedTuple):
    """A case as it is counted."""

    facts: Facts
    marks: Marks


class Place(NamedTuple):
    """Which sum: the columns of Figure but for the number."""

    dimension: str
    span: str
    code: str
    first: date
    team_id: int
    key: str
    veil: int


Sums = Counter[Place]


def count_cases(case_ids: Collection[int]) -> int:
    """Bring the figures up to what the journal says of some cases; return how many of them counted otherwise before.

    Two at a time would move the sums twice: only who stands at the follower's place calls this.
    Cost: 4 statements for each 500 cases, and those that write what changed.
    """
    changed = 0
    ordered = sorted(case_ids)
    for at in range(0, len(ordered), CASES_AT_A_TIME):
        chunk = ordered[at : at + CASES_AT_A_TIME]
        said, kept = counted_anew(chunk), counted_before(chunk)
        different = {case_id: one for case_id, one in said.items() if one != kept.get(case_id)}
        if not different:
            continue
        moved: Sums = Counter()
        for case_id, one in different.items():
            if before := kept.get(case_id):
                moved.subtract(sums_of(before))
            moved.update(sums_of(one))
        _keep(different, kept)
        add_to_figures(moved)
        changed += len(different)
    return changed


def counted_anew(case_ids: Sequence[int]) -> dict[int, Count]:
    """Return what cases count for by the journal and by how they stand now. Cost: 3 statements."""
    zone = centre_zone()
    standings = standings_of(case_ids)
    told: dict[int, list[tuple[Any, ...]]] = {case_id: [] for case_id in standings}
    rows = entries_about("case", standings).filter(code__in=HEARD)
    for case_id, at, *rest in rows.values_list("subject_id", "at", "code", "data", "actor_kind", "actor_id"):
        told[case_id].append((at, *rest))
    found = {}
    for case_id, standing in standings.items():
        # what was said later of an earlier moment is sorted in; what shares one stays as it was written
        history = sorted(told[case_id], key=lambda row: row[0])
        happened = (Happening(at, code, data, _colleague(kind, who)) for at, code, data, kind, who in history)
        found[case_id] = Count(_facts(standing), marks_of(happened, standing.assignee_id, zone))
    definitions = clocks_of_cases(standings).filter(definition__in=c.KEPT)
    columns = ("case_id", "definition", "started_at", "state", "breached_at")
    for case_id, definition, started_at, state, breached_at in definitions.values_list(*columns):
        if breached_at is not None or state == STOPPED:
            code = (c.KEPT if breached_at is None else c.MISSED)[definition]
            day = started_at.astimezone(zone).date()
            found[case_id].marks[code, day, None, standings[case_id].assignee_id] += 1
    return found


def counted_before(case_ids: Sequence[int]) -> dict[int, Count]:
    """Return what cases counted for when they were counted last. Cost: 2 statements."""
    rows = CountedCase.objects.filter(pk__in=case_ids).values_list("pk", *FACTS)
    found = {pk: Count(Facts(*facts), Counter()) for pk, *facts in rows}
    marks = Mark.objects.filter(counted__in=list(found)) if found else Mark.objects.none()
    for case_id, code, day, until, staff_id, n in marks.values_list(
        "counted_id", "code", "day", "until", "staff_id", "n"
    ):
        found[case_id].marks[code, day, until, staff_id] += n
    return found


def sums_of(one: Count) -> Sums:
    """Return in which sums a case stands, and how often; what lasts stands where it begins and, less, where it ends."""
    found: Sums = Counter()
    facts = one.facts
    keys = {
        c.TEAM: "", c.CATEGORY: facts.category, c.CHANNEL: facts.channel, c.TYPE: facts.type,
        c.PRIORITY: facts.priority,
    }  # fmt: skip
    for (code, day, until, staff_id), n in one.marks.items():
        keys[c.PERSON] = c.NOBODY if staff_id is None else str(staff_id)
        for on, more in ((day, n), (until, -n)):
            if on is None:
                continue
            for dimension, key in keys.items():
                for span, first in ((c.DAY, on), (c.MONTH, month_of(on))):
                    found[Place(dimension, span, code, first, facts.team_id, key, facts.veil)] += more
    return found


def add_to_figures(moved: Sums) -> None:
    """Move sums by so much each. Cost: 1 statement, run once for each sum that moves."""
    day = connection.ops.adapt_datefield_value
    rows = [(*place[:3], day(place.first), *place[4:], n) for place, n in sorted(moved.items()) if n]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)


_TABLE, _COLUMNS = Figure._meta.db_table, ", ".join(Place._fields)
_ADD = (  # made of nothing but the names of our own columns
    f"INSERT INTO {_TABLE} ({_COLUMNS}, n) VALUES ({', '.join(['%s'] * (len(Place._fields) + 1))}) "  # noqa: S608
    f"ON CONFLICT ({_COLUMNS}) DO UPDATE SET n = {_TABLE}.n + excluded.n"
)


def _keep(different: dict[int, Count], kept: dict[int, Count]) -> None:
    """Note beside the cases what they count for now."""
    rows = [CountedCase(case_id=case_id, **one.facts._asdict()) for case_id, one in different.items()]
    CountedCase.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["case"], update_fields=list(FACTS), batch_size=ROWS_AT_A_TIME
    )
    moved = [case_id for case_id, one in different.items() if case_id in kept and kept[case_id].marks != one.marks]
    if moved:
        Mark.objects.filter(counted__in=moved).delete()
    new = [
        Mark(counted_id=case_id, code=code, day=day, until=until, staff_id=staff_id, n=n)
        for case_id, one in different.items()
        if case_id not in kept or kept[case_id].marks != one.marks
        for (code, day, until, staff_id), n in one.marks.items()
    ]
    bulk.insert(new)


def _facts(standing: Standing) -> Facts:
    veil = (standing.type == COMPLAINT_TYPE) * c.COMPLAINT + standing.restricted * c.RESTRICTED
    return Facts(
        standing.team_id, standing.category, standing.channel, standing.type, standing.priority, veil
    )  # fmt: skip


def _colleague(kind: str, actor_id: int | None) -> int | None:
    return actor_id if kind in COLLEAGUES else None

