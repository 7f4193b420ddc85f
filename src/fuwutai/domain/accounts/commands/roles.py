"""Say what a role allows and how far it sees."""

import re
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.choices import REACHES
from fuwutai.domain.accounts.commands.people import refuse_nobody_left
from fuwutai.domain.accounts.events import RoleChanged, RoleRemoved
from fuwutai.domain.accounts.models import Role, Staff
from fuwutai.domain.accounts.policies import held_by, may_edit_organisation
from fuwutai.domain.accounts.roles import existing_role, forget_roles, role, role_rows
from fuwutai.domain.accounts.rules import PERMISSIONS, REACH, all_permissions
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code

ROLE_CODE = re.compile(r"[a-z][a-z0-9_]{1,19}")


@command(statements=9)
def save_role(*, actor: Actor, code: str, permissions: Collection[str], reach: str, name: str = "") -> Role:
    """Say what a role allows, how far it sees and what it is called; one that is not there yet is new.

    A shipped role without a name keeps its own. Who edits roles may allow no more than she may herself.
    Source: S3-5.1-5, S4-4.1-11.
    Emits: RoleChanged.
    Raises: Refused, Invalid naming each wrong field, Conflict when nobody could edit staff any more.
    """
    if not may_edit_organisation(actor):
        raise Refused
    wanted = sorted(set(permissions))
    _refuse_wrong(code, wanted, reach, name)
    row = role_rows().select_for_update().filter(code=code).first() or _unchanged(code)
    if not set(wanted) - role(code).permissions <= held_by(actor):
        raise Refused(_("You can allow others only what you may do yourself."), code="more_than_own")
    before = (row.name, sorted(row.permissions), row.reach)
    row.name, row.permissions, row.reach = name.strip(), wanted, reach
    if before == (row.name, wanted, reach):
        return row
    row.save()
    _forget()
    _refuse_nobody_left()
    emit(RoleChanged(role_id=row.pk, role=Code(code), permissions=tuple(map(Code, wanted)), reach=Code(reach)))
    return row


@command(statements=10)
def remove_role(*, actor: Actor, code: str) -> None:
    """Make a shipped role as it was shipped, or take away one of the centre's own that nobody has.

    Emits: RoleRemoved. Raises: Refused, NotFound, Conflict while people have it or when nobody could edit staff any
    more.
    """
    if not may_edit_organisation(actor):
        raise Refused
    existing_role(code)
    row = role_rows().select_for_update().filter(code=code).first()
    if row is None:
        raise NotFound
    if code not in PERMISSIONS and Staff.objects.filter(role=code).exists():
        raise Conflict(_("People still have this role. Give them another one, then remove it."), code="role_in_use")
    pk = row.pk
    row.delete()
    _forget()
    _refuse_nobody_left()
    emit(RoleRemoved(role_id=pk, role=Code(code)))


def _unchanged(code: str) -> Role:
    """Return the row of a role that has none yet: it says what was shipped, and nothing for one of the centre's own."""
    return Role(code=code, permissions=sorted(PERMISSIONS.get(code, ())), reach=REACH.get(code, ""))


def _refuse_wrong(code: str, permissions: Collection[str], reach: str, name: str) -> None:
    wrong: dict[str, Text] = {}
    if not ROLE_CODE.fullmatch(code):
        wrong["code"] = _("Use 2 to 20 small letters, digits and underscores, a letter first.")
    if len(name.strip()) > 80 or (code not in PERMISSIONS and not name.strip()):
        wrong["name"] = _("Enter a name of at most 80 characters.")
    if not set(permissions) <= set(all_permissions()):
        wrong["permissions"] = _("One of the permissions is not offered. Reload the page.")
    if reach not in REACHES:
        wrong["reach"] = _("Choose how far the role sees.")
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)


def _refuse_nobody_left() -> None:
    if not Staff.objects.exists():  # before set-up nobody could
        return
    try:
        refuse_nobody_left()
    except Conflict:
        forget_roles()  # what was read just now is rolled back
        raise


def _forget() -> None:
    """Read the roles anew, here at once and once more after the commit; what is rolled back is gone in a second."""
    forget_roles()
    transaction.on_commit(forget_roles)
