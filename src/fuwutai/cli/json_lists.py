"""A JSON list in, a JSON list out: how other programs ask the calculators."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fuwutai.cli.trouble import Misuse
from fuwutai.cli.words import words as _


def read_json(file: str) -> Any:
    """Return what a file holds; - is standard input. Raises: Misuse (one sentence why it cannot be read)."""
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return json.loads(data.decode("utf-8-sig"))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise Misuse(_("%(file)s cannot be read: %(why)s.") % {"file": file, "why": why}) from error
    except RecursionError as error:
        raise Misuse(_("%(file)s is nested too deeply.") % {"file": file}) from error


def print_answers(answers: Iterable[Any]) -> None:
    """Write the answers to stdout as a JSON list, one a line."""
    lines = ",\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers)
    # A lone surrogate in an id stays a JSON escape instead of breaking the output.
    sys.stdout.buffer.write(f"[\n{lines}\n]\n".encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
