"""The worker: claims due work, runs it and starts repeating jobs."""

import logging
import os
import secrets
import socket
import threading
import time
from datetime import timedelta

from django.db import close_old_connections, connection, connections

from fuwutai.kernel import jobs, outbox, push

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
CRON_SECONDS = 1.0
TROUBLE_SECONDS = 2.0
MOST_REST_SECONDS = 0.25


def drain(worker: str = "inline", limit: int = 1_000) -> int:
    """Run what is due until nothing is left or `limit` rows are done; return how many succeeded."""
    done = 0
    while done < limit and (rows := outbox.claim(worker, limit=min(20, limit - done))):
        done += sum(outbox.run(row) for row in rows)
    return done


class Worker:
    """One worker loop with a heartbeat thread; several may run on several hosts."""

    def __init__(self) -> None:
        # A container that restarts has host and process number of its predecessor, but not what that one held.
        self.name = f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.woken = threading.Event()
        self.stopping = threading.Event()
        self._in_hand: frozenset[int] = frozenset()
        self._next_cron = 0.0

    def stop(self, *_signal: object) -> None:
        """Finish the row in hand and end. Call it from a thread: a signal handler may hold the very lock it needs."""
        self.stopping.set()
        self.woken.set()

    def run(self) -> None:
        """Work until told to stop; an error of the database itself is waited out, not died of."""
        stop_listening = push.listen(lambda channel, _payload: self.woken.set() if channel == "outbox" else None)
        threading.Thread(target=self._beat, name="heartbeat", daemon=True).start()
        while not self.stopping.is_set():
            if not self._turn():
                self.woken.wait(IDLE_SECONDS)
            self.woken.clear()
        stop_listening()
        connections.close_all()

    def _turn(self) -> bool:
        """Start what repeats and run one batch; return whether there was one."""
        try:
            if time.monotonic() >= self._next_cron:
                jobs.enqueue_due_crons()
                self._next_cron = time.monotonic() + CRON_SECONDS
            return self._work()
        except Exception:
            log.exception("the worker could not reach its database; it tries again in %s seconds", TROUBLE_SECONDS)
            close_old_connections()
            self.stopping.wait(TROUBLE_SECONDS)
            return False

    def _work(self) -> bool:
        if not outbox.due_exists():
            return False
        rows = outbox.claim(self.name)
        try:
            while rows and not self.stopping.is_set():
                self._in_hand = frozenset(row.pk for row in rows)
                began = time.monotonic()
                outbox.run(rows.pop(0))
                self._let_others_write(time.monotonic() - began)
            outbox.release(rows)
        finally:
            # What is left after an error gets no heartbeat any more, so that its lease runs out.
            self._in_hand = frozenset()
        return True

    def _let_others_write(self, seconds: float) -> None:
        """Rest as long as the row took: SQLite gives its one write lock to who asks first, not to who waits longest.

        Without a rest a long backlog keeps people at the desk waiting for many seconds.
        """
        if connection.vendor == "sqlite":
            self.stopping.wait(min(seconds, MOST_REST_SECONDS))

    def _beat(self) -> None:
        while not self.stopping.wait(outbox.LEASE / timedelta(seconds=3)):
            try:
                if self._in_hand:
                    outbox.extend_leases(self.name, self._in_hand)
            except Exception:
                log.exception("the heartbeat failed")
                close_old_connections()
        connections.close_all()
