"""Names and passwords that a directory knows: the last of the backends that signing in asks."""

import logging
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from fuwutai.desk.accounts.browsers import address_of
from fuwutai.desk.accounts.lockout import name_digest
from fuwutai.domain.accounts.commands import recognise_outside
from fuwutai.domain.accounts.directories import vouched_by_directory
from fuwutai.kernel import rate_limit
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, TooMany
from fuwutai.kernel.outgoing import CallFailed

log = logging.getLogger(__name__)

UNCOUNTED = "10/15 minutes"
"""So many attempts with one name from one address count as no failure while no directory answers: without an end,
passwords that are kept here could be tried without one."""


class DirectoryBackend(BaseBackend):
    """Asks the directories after our own passwords; what it refuses counts once, together with theirs."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = "", **_more: Any
    ) -> Any | None:
        """Return whom a directory vouches for and the centre knows, None for everybody else.

        Raises: CallFailed where a directory did not answer; nothing is counted then. Cost: 1 statement where there is
        no directory.
        """
        if not username or not password or request is None:
            return None
        try:
            vouched = vouched_by_directory(username, password)
        except CallFailed as failed:
            log.warning("a directory could not be asked: %s", failed.code)
            if _is_tried_on(request, username):
                return None
            raise
        try:
            return vouched and recognise_outside(actor=Actor.system("desk"), vouched=vouched)
        except NotFound:
            return None


def _is_tried_on(request: HttpRequest, username: str) -> bool:
    """Return whether somebody goes on trying although nothing answers, and is counted from now on."""
    try:
        rate_limit.spend(
            UNCOUNTED, "directory_silent", address_of(request), name_digest(request, {"username": username})
        )
    except TooMany:
        return True
    return False
