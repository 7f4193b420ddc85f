"""Where in the journal a day begins: rows are found by their ids, which follow the order in which they were written."""

from datetime import datetime, timedelta

from django.db import connection

SLACK = timedelta(minutes=1)
"""Rows of two transactions that ran beside each other may be numbered the other way round than they say."""

# By halves: some twenty looks into the primary key instead of an index over all that was ever written.
_FIRST = """
    WITH RECURSIVE span(lo, hi) AS (
        SELECT CAST(0 AS bigint), (SELECT COALESCE(MAX(id), 0) + 1 FROM kernel_journalentry)
        UNION ALL
        SELECT
            CASE WHEN COALESCE((
                SELECT j.recorded_at < %s FROM kernel_journalentry j WHERE j.id >= (lo + hi) / 2 ORDER BY j.id LIMIT 1
            ), FALSE) THEN (lo + hi) / 2 + 1 ELSE lo END,
            CASE WHEN COALESCE((
                SELECT j.recorded_at < %s FROM kernel_journalentry j WHERE j.id >= (lo + hi) / 2 ORDER BY j.id LIMIT 1
            ), FALSE) THEN hi ELSE (lo + hi) / 2 END
        FROM span WHERE lo < hi
    )
    SELECT MIN(lo) FROM span WHERE lo >= hi
"""


def first_id_since(moment: datetime) -> int:
    """Return an id below which every row was written before a moment. Cost: 1 statement."""
    with connection.cursor() as cursor:
        asked = connection.ops.adapt_datetimefield_value(moment - SLACK)
        cursor.execute(_FIRST, [asked, asked])
        return int(cursor.fetchone()[0])


def last_id_until(moment: datetime) -> int:
    """Return an id above which every row was written at a moment or later. Cost: 1 statement."""
    return first_id_since(moment + 2 * SLACK)
