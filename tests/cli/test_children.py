"""Child processes: restarted when they crash, never left behind."""

import gc
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fuwutai.cli import children
from fuwutai.cli.children import Child, leave_loaded_alone, stop_all

SLEEP = "import time; time.sleep(60)"
IGNORE = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
BOUND = (
    "from fuwutai.cli.children import end_with_parent; import os, time;"
    " end_with_parent(); print(os.getpid(), flush=True); time.sleep(60)"
)
SUPERVISOR = f"""
import os, subprocess, sys, time
environment = {{**os.environ, {children.PARENT!r}: str(os.getpid())}}
subprocess.Popen([sys.executable, "-c", {BOUND!r}], env=environment)
time.sleep(60)
"""
FAIL = "import sys; print('the reason', file=sys.stderr); sys.exit(3)"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr(children, "FIRST_PAUSE_SECONDS", 0.01)


def child_that(program):
    child = Child("web", [])
    child.command = [sys.executable, "-c", program]
    return child


def wait_until(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def test_a_killed_child_is_started_again():
    child = child_that(SLEEP)
    child.tend()
    first = child.pid
    os.kill(first, signal.SIGKILL)

    def again():
        child.tend()
        return child.pid not in (None, first)

    wait_until(again)
    stop_all([child], 1.0)


def test_failures_in_a_row_are_counted_and_the_last_words_kept():
    child = child_that(FAIL)

    def failed_three_times():
        child.tend()
        return child.failures == 3

    wait_until(failed_three_times)
    wait_until(lambda: child.last_words == "the reason")
    stop_all([child], 1.0)


def test_a_child_that_answered_begins_counting_anew():
    child = child_that(FAIL)
    child.failures = 4

    def failed():
        child.tend()
        if child.pid:
            child.is_ready = True
        return child.failures == 1

    wait_until(failed)
    stop_all([child], 1.0)


def test_a_child_is_ready_when_it_says_so_and_not_before():
    child = child_that(
        "import os, time; time.sleep(0.2); os.write(int(os.environ['FUWUTAI_READY']), b'1'); time.sleep(60)"
    )
    child.tend()
    child.tend()
    assert not child.is_ready

    def ready():
        child.tend()
        return child.is_ready

    wait_until(ready)
    stop_all([child], 1.0)


def test_a_child_deaf_to_the_request_is_killed_after_the_patience():
    child = child_that(IGNORE)
    child.tend()
    process = child.process
    time.sleep(0.3)
    started = time.monotonic()
    stop_all([child], 0.2)
    assert process.returncode in (-signal.SIGKILL, -signal.SIGTERM)
    assert time.monotonic() - started < 5


def test_a_child_ends_when_its_supervisor_is_killed(program_environment):
    parent = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR], stdout=subprocess.PIPE, text=True, env=program_environment
    )
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()

    def gone():
        try:
            return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] == "Z"
        except OSError:
            return True

    wait_until(gone)


def test_what_a_process_has_loaded_is_not_looked_through_again():
    before = gc.get_freeze_count()
    try:
        leave_loaded_alone()
        assert gc.get_freeze_count() > before + 10_000
    finally:
        gc.unfreeze()
