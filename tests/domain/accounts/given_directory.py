"""A directory of a real slapd, added to the centre; Lin has her address here."""

from typing import Any

from tests import given
from tests.domain.accounts.scenarios_signin import DIRECTORY, SYSTEM
from tests.slapd import Slapd

from fuwutai.domain.accounts.commands import change_mail, save_directory
from fuwutai.domain.accounts.models import Directory

MAIL = "lin@example.cn"


def a_directory(server: Slapd | None = None, **instead: Any) -> Directory:
    """Return a directory, of a server that runs or of none that answers."""
    given.centre()
    where = {"url": server.encrypted, "authorities": server.authority} if server else {}
    return save_directory(actor=given.administrator(), **{**DIRECTORY, **where, **instead})


def with_mail(username: str = given.LIN, mail: str = MAIL) -> None:
    """Give a person the address by which a directory recognises her."""
    change_mail(actor=SYSTEM, staff_id=given.staff(username).pk, mail=mail)
