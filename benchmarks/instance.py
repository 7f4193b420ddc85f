"""A private instance of the product, started as anybody starts it and set up through its own first page."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from visitor import Visitor

SOURCE = Path(__file__).resolve().parent.parent / "src"
PATIENCE_SECONDS = 180
FIRST_ANSWERS = {
    "name": "Measuring centre",
    "language": "en",
    "time_zone": "Asia/Shanghai",
    "calendar": "cn",
    "team_name": "Front desk",
    "display_name": "Measurer",
    "username": "measurer",
    "password": "to-measure-only-1",
}


class Instance:
    """`fuwutai up --empty` on a directory of its own; a context manager.

    `filled`: the directory holds a centre already, so nothing is set up.
    """

    def __init__(self, data: Path, environment: Mapping[str, str], *, filled: bool = False) -> None:
        self.data, self.filled = data, filled
        path = os.pathsep.join(filter(None, [str(SOURCE), os.environ.get("PYTHONPATH")]))
        self.environment = {**os.environ, "PYTHONPATH": path, **environment}
        self.url = ""

    def __enter__(self) -> "Instance":
        (self.data / "up.json").unlink(missing_ok=True)  # of a run that could not clear up
        command = [sys.executable, "-m", "fuwutai", "up", "--empty", "--port", "0", "--data", str(self.data)]
        with (self.data.parent / "up.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=self.environment)
        try:
            self.url = self._ready()
            if not self.filled:
                self._set_up()
        except BaseException:
            self.process.kill()
            raise
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)

    def children(self) -> dict[str, int]:
        """Return the process ids of web and worker, as far as they live at the moment."""
        found: dict[str, int] = {}
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for pid in listed.split():
            with contextlib.suppress(OSError):  # it has just ended
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                found |= {role: int(pid) for role in ("web", "worker") if role.encode() in words}
        return found

    def _ready(self) -> str:
        deadline = time.monotonic() + PATIENCE_SECONDS
        facts = self.data / "up.json"
        while not facts.exists():
            if self.process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"The instance did not start. {self.data.parent / 'up.log'} says why.")
            time.sleep(0.1)
        return str(json.loads(facts.read_text())["url"])

    def _set_up(self) -> None:
        answer = Visitor(self.url).post("/setup", FIRST_ANSWERS)
        if answer.status != 303:
            sys.exit(f"The first page answered {answer.status} instead of 303.")
