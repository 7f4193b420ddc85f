"""Say what a role allows and how far it sees."""

import re
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.choices import REACHES
from fuwutai.domain.accounts.commands.people import refuse_nobody_left
from fuwutai.domain.accounts.commands.ways_in import end_ways_in
from fuwutai.domain.accounts.events import RoleChanged, RoleRemoved
from fuwutai.domain.accounts.models import Role, Staff
from fuwutai.domain.accounts.policies import (
    MORE_THAN_OWN,
    OWN_ROLE,
    ROLE_ABOVE,
    is_wider,
    may_edit_organisation,
    may_give_role,
)
from fuwutai.domain.accounts.roles import existing_role, forget_roles, known_permissions, role_rows
from fuwutai.domain.accounts.rules import PERMISSIONS, REACH, all_permissions
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code

Allowed = tuple[frozenset[str], str]
"""Permissions and reach."""
ROLE_CODE = re.compile(r"[a-z][a-z0-9_]{1,19}")


@command(statements=12)
def save_role(*, actor: Actor, code: str, permissions: Collection[str], reach: str, name: str = "") -> Role:
    """Say what a role allows, how far it sees and what it is called; one that is not there yet is new.

    A shipped role without a name keeps its own. Who edits roles could give a role both as it was and as it will be,
    and adds nothing to her own. Where it allows more than before, links and tokens of those who have it end.
    Source: S3-5.1-5, S4-4.1-11.
    Emits: RoleChanged.
    Raises: Refused, Invalid naming each wrong field, Conflict when nobody could edit staff any more.
    """
    if not may_edit_organisation(actor):
        raise Refused
    wanted = sorted(set(permissions))
    _refuse_wrong(code, wanted, reach, name)
    row = role_rows().select_for_update(no_key=True).filter(code=code).first() or _unchanged(code)
    was = _allowed(row)
    before = (row.name, sorted(row.permissions), row.reach)
    row.name, row.permissions, row.reach = name.strip(), wanted, reach
    if before == (row.name, wanted, reach):
        return row
    _refuse_above(actor, code, was, _allowed(row))
    row.save()
    _end_ways_in(code, was, _allowed(row))
    _forget()
    _refuse_nobody_left()
    emit(RoleChanged(role_id=row.pk, role=Code(code), permissions=tuple(map(Code, wanted)), reach=Code(reach)))
    return row


@command(statements=13)
def remove_role(*, actor: Actor, code: str) -> None:
    """Make a shipped role as it was shipped, or take away one of the centre's own that nobody has.

    Who may do so is asked as in `save_role`. Emits: RoleRemoved. Raises: Refused, NotFound, Conflict while people have
    it or when nobody could edit staff any more.
    """
    if not may_edit_organisation(actor):
        raise Refused
    existing_role(code)
    row = role_rows().select_for_update(no_key=True).filter(code=code).first()
    if row is None:
        raise NotFound
    if code not in PERMISSIONS and Staff.objects.filter(role=code).exists():
        raise Conflict(_("People still have this role. Give them another one, then remove it."), code="role_in_use")
    pk, was, will_be = row.pk, _allowed(row), _allowed(_unchanged(code))
    _refuse_above(actor, code, was, will_be)
    row.delete()
    _end_ways_in(code, was, will_be)
    _forget()
    _refuse_nobody_left()
    emit(RoleRemoved(role_id=pk, role=Code(code)))


def _unchanged(code: str) -> Role:
    """Return the row of a role that has none yet: it says what was shipped, and nothing for one of the centre's own."""
    return Role(code=code, permissions=sorted(PERMISSIONS.get(code, ())), reach=REACH.get(code, ""))


def _allowed(row: Role) -> Allowed:
    return known_permissions(row.permissions), row.reach or "none"


def _refuse_above(actor: Actor, code: str, before: Allowed, after: Allowed) -> None:
    """Refuse who could not give a role as it was or as it will be, and who would do more by her own. Raises: Refused.

    Cost: 1 statement for a person.
    """
    if not may_give_role(actor, *before):
        raise Refused(ROLE_ABOVE, code="above")
    if not may_give_role(actor, *after):
        raise Refused(MORE_THAN_OWN, code="more_than_own")
    if is_wider(before, after) and Staff.objects.filter(pk=actor.staff_id or 0, role=code).exists():
        raise Refused(OWN_ROLE, code="own_role")


def _end_ways_in(code: str, before: Allowed, after: Allowed) -> None:
    """End links and tokens of those who can do more by their role from now on: what was made for less is not used."""
    if is_wider(before, after):
        end_ways_in(Q(staff__role=code))


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
