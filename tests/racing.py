"""Let several threads do something at the same moment."""

import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, connections, transaction
from django.db.models import QuerySet

WAITING = """
    SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted AND pid IN (
        SELECT pid FROM pg_locks JOIN pg_database ON oid = database AND datname = current_database()
    )
"""
"""Of `pg_stat_activity` a transaction sees what there was when it first looked."""


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Return what each call returned or raised; all begin together, each in a thread with its own connection."""
    barrier = threading.Barrier(len(calls))
    results: list[Any] = [None] * len(calls)

    def run(position: int, call: Callable[[], Any]) -> None:
        try:
            barrier.wait(10)
            results[position] = call()
        except Exception as problem:
            results[position] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "a thread waits for ever"
    return results


def queued(rows: QuerySet[Any], *calls: Callable[[], Any]) -> list[Any]:
    """Return what each call returned or raised, where all meet at rows that are held until every one of them waits.

    They begin one after the other, each when the one before waits for a lock (or is over): so who is first is said by
    the test and not by chance. PostgreSQL only.
    """
    results: list[Any] = [None] * len(calls)

    def run(position: int, call: Callable[[], Any]) -> None:
        try:
            results[position] = call()
        except Exception as problem:
            results[position] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    with transaction.atomic():
        assert list(rows.select_for_update(no_key=True, of=("self",)))
        for started, thread in enumerate(threads, start=1):
            thread.start()
            until = time.monotonic() + 10
            while _waiting() + sum(not one.is_alive() for one in threads[:started]) < started:
                assert time.monotonic() < until, "a call neither waits nor ends"
                time.sleep(0.005)
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "a thread waits for ever"
    return results


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])
