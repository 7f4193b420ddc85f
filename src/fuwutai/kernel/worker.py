"""The worker: claims due work, runs it, seals the audit chain and starts repeating jobs."""

import logging
import os
import socket
import threading
import time
from datetime import timedelta

from django.db import close_old_connections, connections

from fuwutai.kernel import jobs, outbox, push

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
CRON_SECONDS = 1.0


def drain(worker: str = "inline", limit: int = 1_000) -> int:
    """Run what is due until nothing is left or `limit` rows are done; return how many succeeded."""
    done = 0
    while done < limit and (rows := outbox.claim(worker, limit=min(20, limit - done))):
        done += sum(outbox.run(row) for row in rows)
    return done


class Worker:
    """One worker loop with a heartbeat thread; several may run on several hosts."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.stopping = threading.Event()
        self.woken = threading.Event()

    def stop(self, *_signal: object) -> None:
        """Finish the row in hand and end."""
        self.stopping.set()
        self.woken.set()

    def run(self) -> None:
        """Work until told to stop; an error of the database itself is waited out, not died of."""
        push.listen(lambda channel, _payload: self.woken.set() if channel == "outbox" else None)
        heart = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        heart.start()
        next_cron = 0.0
        while not self.stopping.is_set():
            try:
                if time.monotonic() >= next_cron:
                    jobs.enqueue_due_crons()
                    next_cron = time.monotonic() + CRON_SECONDS
                busy = self._work()
            except Exception:
                log.exception("the worker could not reach its database; it tries again in 2 seconds")
                close_old_connections()
                busy = False
                self.stopping.wait(2)
            if not busy:
                self.woken.wait(IDLE_SECONDS)
                self.woken.clear()
        connections.close_all()

    def _work(self) -> bool:
        if not outbox.due_exists():
            return False
        for row in outbox.claim(self.name):
            if self.stopping.is_set():
                return True  # the lease runs out and another worker takes the rest
            outbox.run(row)
        return True

    def _beat(self) -> None:
        while not self.stopping.wait(outbox.LEASE / timedelta(seconds=3)):
            try:
                outbox.extend_leases(self.name)
            except Exception:
                log.exception("the heartbeat failed")
            finally:
                close_old_connections()
