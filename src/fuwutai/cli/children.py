"""Child processes of `up`: started, watched, restarted with back-off, and never left behind."""

import contextlib
import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from fuwutai.cli.words import words as _

PARENT, READY = "FUWUTAI_PARENT", "FUWUTAI_READY"
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.5, 10.0
SETTLED_SECONDS = 5.0
"""A child that lived this long, or has said it is ready, was well: its crash is not one in a row of failures."""


class Child:
    """One role (web, worker) and the process that fills it at the moment."""

    def __init__(self, name: str, arguments: Sequence[str], pass_fds: Sequence[int] = ()) -> None:
        self.name = name
        self.command = [sys.executable, "-m", "fuwutai", name, *arguments]
        self.pass_fds = tuple(pass_fds)
        self.failures = 0
        self.is_ready = False
        self.last_words = ""
        self.process: subprocess.Popen[bytes] | None = None
        self._started = self._next_start = 0.0
        self._news = -1

    @property
    def pid(self) -> int | None:
        """Return the process id while the child lives."""
        return self.process.pid if self.process else None

    def tend(self) -> None:
        """Start the child if it is not running and its pause is over; note its end if it ended."""
        if self.process is None:
            if time.monotonic() >= self._next_start:
                self._start()
        elif (code := self.process.poll()) is not None:
            self._ended(code)
        elif not self.is_ready:
            self.is_ready = self._heard()

    def _start(self) -> None:
        self._news, theirs = os.pipe()
        os.set_blocking(self._news, False)
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            stderr=subprocess.PIPE,
            pass_fds=(*self.pass_fds, theirs),
            env={**os.environ, PARENT: str(os.getpid()), READY: str(theirs)},
            process_group=0,  # Ctrl-C reaches the supervisor alone, which then ends its children in order
        )
        os.close(theirs)
        self._started = time.monotonic()
        self.is_ready = False
        threading.Thread(target=self._copy_errors, args=(self.process,), daemon=True).start()

    def _heard(self) -> bool:
        with contextlib.suppress(BlockingIOError):
            return os.read(self._news, 1) != b""
        return False

    def _copy_errors(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stderr is not None
        for line in process.stderr:
            sys.stderr.buffer.write(line)
            sys.stderr.buffer.flush()
            self.last_words = line.decode(errors="replace").strip() or self.last_words

    def _ended(self, code: int) -> None:
        self.process = None
        os.close(self._news)
        lived = time.monotonic() - self._started
        self.failures = 1 if self.is_ready or lived >= SETTLED_SECONDS else self.failures + 1
        pause = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (self.failures - 1))
        self._next_start = time.monotonic() + pause
        facts = {"name": self.name, "how": _how(code), "pause": f"{pause:g}"}
        print(
            _("The %(name)s process ended (%(how)s); starting it again in %(pause)s s.") % facts,
            file=sys.stderr,
            flush=True,
        )


def stop_all(children: Sequence[Child], patience_seconds: float) -> None:
    """Ask all to end, and kill what has not after the patience."""
    living = [child.process for child in children if child.process is not None]
    for process in living:
        process.terminate()
    deadline = time.monotonic() + patience_seconds
    for process in living:
        try:
            process.wait(timeout=max(0.05, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def leave_loaded_alone() -> None:
    """Keep what a process has loaded out of the garbage collection: it stays, and looking through it took 158 ms of
    every two-hundredth page."""
    gc.collect()
    gc.freeze()


def tell_parent_ready() -> None:
    """Tell the supervisor, if there is one, that this process does its work now."""
    if descriptor := os.environ.pop(READY, ""):
        os.write(int(descriptor), b"1")
        os.close(int(descriptor))


def end_with_parent() -> None:
    """Let this process be killed once its supervisor is gone; do nothing where it was not started by one."""
    if not (parent := os.environ.pop(PARENT, "")):
        return
    expected = int(parent)
    if sys.platform == "linux":
        set_parent_death_signal = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)

    def watch() -> None:
        while os.getppid() == expected:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else _("exit status %(code)s") % {"code": code}
