"""Turns at what costs much: one at a time in a process, and whoever comes meanwhile is told so."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from fuwutai.kernel.errors import Text, TooMany

WAITED_SECONDS = 1.0
"""Most files are read within that."""
COME_BACK_SECONDS = 10
SOMEBODY_ELSE: Text = _("Somebody else's file is being read just now. Try again in a moment.")

_reader = threading.Lock()


@contextmanager
def reading_alone() -> Iterator[None]:
    """Read a file that was sent, while no other one is read in this process; the pages of others go on meanwhile.

    Not to be held while something is written. Raises: TooMany.
    """
    if not _reader.acquire(timeout=WAITED_SECONDS):
        raise TooMany(SOMEBODY_ELSE, code="busy", retry_after_seconds=COME_BACK_SECONDS)
    try:
        yield
    finally:
        _reader.release()
