"""The figures counted a second time, by statements that know nothing of marks, rollups or stories.

Each is one SELECT over journal, cases, clocks and times, by the team that a case belongs to now. Both databases run
them; `since` and `until` are moments.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection

EVENTS = """
    SELECT c.team_id, COUNT(*) FROM kernel_journalentry j JOIN cases_case c ON c.id = j.subject_id
    WHERE j.subject = 'case' AND j.code = %s AND j.at >= %s AND j.at < %s GROUP BY c.team_id
"""
LATER_REOPENED = """
    EXISTS (
        SELECT 1 FROM kernel_journalentry r WHERE r.subject = 'case' AND r.subject_id = j.subject_id
        AND r.code = 'cases.case_reopened' AND r.command <> 'cases.redo_case'
        AND (r.at, r.subject_seq) > (j.at, j.subject_seq)
        AND NOT EXISTS (
            SELECT 1 FROM kernel_journalentry n WHERE n.subject = 'case' AND n.subject_id = j.subject_id
            AND n.code = 'cases.case_resolved'
            AND (n.at, n.subject_seq) > (j.at, j.subject_seq) AND (n.at, n.subject_seq) < (r.at, r.subject_seq)
        )
    )
"""
OF_RESOLUTIONS = """
    SELECT c.team_id, COUNT(*) FROM kernel_journalentry j JOIN cases_case c ON c.id = j.subject_id
    WHERE j.subject = 'case' AND j.code = 'cases.case_resolved' AND j.at >= %s AND j.at < %s AND {which}
    GROUP BY c.team_id
"""
IS_FIRST = """
    NOT EXISTS (
        SELECT 1 FROM kernel_journalentry e WHERE e.subject = 'case' AND e.subject_id = j.subject_id
        AND e.code = 'cases.case_resolved' AND (e.at, e.subject_seq) < (j.at, j.subject_seq)
    )
"""
EARLIER = """
    (SELECT COUNT(*) FROM kernel_journalentry e WHERE e.subject = 'case' AND e.subject_id = j.subject_id
     AND (e.at, e.subject_seq) < (j.at, j.subject_seq) AND e.code = '{code}' {more})
"""
PASSED_ON = {
    "postgresql": """(e.data->>'team_id' <> e.data->>'former_team_id' OR
        (e.data->>'former_staff_id' IS NOT NULL AND
         e.data->>'former_staff_id' IS DISTINCT FROM e.data->>'staff_id'))""",
    "sqlite": """(json_extract(e.data, '$.team_id') <> json_extract(e.data, '$.former_team_id') OR
        (json_extract(e.data, '$.former_staff_id') IS NOT NULL AND
         json_extract(e.data, '$.former_staff_id') IS NOT json_extract(e.data, '$.staff_id')))""",
}
KEPT = """
    SELECT c.team_id, COUNT(*) FROM sla_clock k JOIN cases_case c ON c.id = k.case_id
    WHERE k.definition = %s AND k.started_at >= %s AND k.started_at < %s AND {fate} GROUP BY c.team_id
"""
FATES = {"kept": "k.state = 'stopped' AND k.breached_at IS NULL", "missed": "k.breached_at IS NOT NULL"}
OPEN = """
    SELECT c.team_id, COUNT(*) FROM cases_case c WHERE c.opened_at < %s AND c.opened_at >= %s AND c.opened_at < %s
    AND COALESCE((
        SELECT j.code FROM kernel_journalentry j
        WHERE j.subject = 'case' AND j.subject_id = c.id AND j.at < %s
        AND j.code IN ('cases.case_opened', 'cases.case_resolved', 'cases.case_closed', 'cases.case_reopened')
        ORDER BY j.at DESC, j.subject_seq DESC LIMIT 1
    ), '') IN ('cases.case_opened', 'cases.case_reopened')
    AND NOT EXISTS (SELECT 1 FROM cases_merger m WHERE m.case_id = c.id AND m.undone_at IS NULL AND m.at < %s)
    GROUP BY c.team_id
"""
MINUTES = """
    SELECT c.team_id, SUM(t.minutes) FROM cases_timespent t JOIN cases_case c ON c.id = t.case_id
    WHERE t.day >= %s AND t.day < %s AND NOT EXISTS (SELECT 1 FROM cases_timespent n WHERE n.corrects_id = t.id)
    GROUP BY c.team_id HAVING SUM(t.minutes) > 0
"""
SCORED = """
    SELECT c.team_id, COUNT(*) FROM cases_case c WHERE c.score {sign} AND (
        SELECT MAX(j.at) FROM kernel_journalentry j
        WHERE j.subject = 'case' AND j.subject_id = c.id AND j.code = 'cases.rating_recorded'
    ) >= %s AND (
        SELECT MAX(j.at) FROM kernel_journalentry j
        WHERE j.subject = 'case' AND j.subject_id = c.id AND j.code = 'cases.rating_recorded'
    ) < %s GROUP BY c.team_id
"""
OF_EVENTS = {
    "opened": "cases.case_opened",
    "resolved": "cases.case_resolved",
    "closed": "cases.case_closed",
    "reopened": "cases.case_reopened",
    "replies": "cases.agent_replied",
}
AGES = {"open.1": (0, 1), "open.3": (2, 3), "open.7": (4, 7), "open.30": (8, 30), "open.more": (31, None)}


def counted(since: datetime, until: datetime) -> dict[str, dict[int, int]]:
    """Return by code and team what was counted of [since, until), which begin days of the centre."""
    days = (since, until)
    found: dict[str, Mapping[int, int]] = {
        **{name: _asked(EVENTS, code, *days) for name, code in OF_EVENTS.items()},
        "resolved.again": _asked(OF_RESOLUTIONS.format(which=LATER_REOPENED), *days),
        "first": _asked(OF_RESOLUTIONS.format(which=IS_FIRST), *days),
        "first.alone": _asked(OF_RESOLUTIONS.format(which=" AND ".join(_alone())), *days),
        "minutes": _asked(MINUTES, since.date().isoformat(), until.date().isoformat()),
        "scored": _asked(SCORED.format(sign="IS NOT NULL"), *days),
        "content": _asked(SCORED.format(sign=">= 4"), *days),
    }
    for definition in ("first_response", "resolution"):
        for name, fate in FATES.items():
            found[f"{definition}.{name}"] = _asked(KEPT.format(fate=fate), definition, *days)
    for code, (youngest, oldest) in AGES.items():
        last = until - timedelta(days=1)
        earliest = datetime(1900, 1, 1, tzinfo=until.tzinfo) if oldest is None else last - timedelta(days=oldest)
        found[code] = _asked(OPEN, until, earliest, last - timedelta(days=youngest - 1), until, until)
    return {code: dict(by_team) for code, by_team in found.items() if by_team}


def _alone() -> list[str]:
    passed_on = f"AND {PASSED_ON[connection.vendor]}"
    return [
        IS_FIRST,
        f"NOT {LATER_REOPENED}",
        f"{EARLIER.format(code='cases.agent_replied', more='')} <= 1",
        f"{EARLIER.format(code='cases.customer_wrote', more='')} = 0",
        f"{EARLIER.format(code='cases.case_assigned', more=passed_on)} = 0",
    ]


def _asked(statement: str, *wanted: object) -> dict[int, int]:
    told = [connection.ops.adapt_datetimefield_value(one) if isinstance(one, datetime) else one for one in wanted]
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return {team_id: int(n) for team_id, n in cursor.fetchall()}
