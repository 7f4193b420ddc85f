"""What each role may do and how far it sees: as shipped, or as the centre has changed it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from django.db.models import QuerySet

from fuwutai.domain.accounts.choices import ROLES
from fuwutai.domain.accounts.models import Role
from fuwutai.domain.accounts.rules import PERMISSIONS, REACH, all_permissions
from fuwutai.kernel.actors import Reach
from fuwutai.kernel.errors import NotFound, Text
from fuwutai.kernel.memo import Memo


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """A role as it is obeyed now. `name`: as the centre calls it, else the shipped label in the reader's language."""

    code: str
    name: Text
    permissions: frozenset[str]
    reach: Reach
    is_shipped: bool
    is_changed: bool


NOBODY = RoleView(code="", name="", permissions=frozenset(), reach="none", is_shipped=False, is_changed=False)
"""What a person has whose role is gone: nothing."""


def roles() -> list[RoleView]:
    """Return every role, the shipped ones first. Cost: 1 statement a second at most in a process."""
    rows = _rows.get()
    own = [_of_row(row) for code, row in rows.items() if code not in PERMISSIONS]
    return [role(code) for code in PERMISSIONS] + sorted(own, key=lambda one: str(one.name))


def role(code: str) -> RoleView:
    """Return a role; one that does not exist allows nothing and sees nothing. Cost: as `roles`."""
    row = _rows.get().get(code)
    if row is not None:
        return _of_row(row)
    return shipped_role(code) or NOBODY


def shipped_role(code: str) -> RoleView | None:
    """Return a role as it was shipped, None for one of the centre's own."""
    if code not in PERMISSIONS:
        return None
    return RoleView(
        code=code, name=ROLES[code], permissions=PERMISSIONS[code], reach=REACH[code], is_shipped=True,
        is_changed=False,
    )  # fmt: skip


def existing_role(code: str) -> RoleView:
    """Return a role. Raises: NotFound. Cost: as `roles`."""
    found = role(code)
    if found is NOBODY:
        raise NotFound
    return found


def role_codes() -> set[str]:
    """Return the codes of all roles. Cost: as `roles`."""
    return {*PERMISSIONS, *_rows.get()}


def roles_that_may(permission: str) -> list[str]:
    """Return the codes of the roles that hold a permission. Cost: as `roles`."""
    return [one.code for one in roles() if permission in one.permissions]


def role_rows() -> QuerySet[Role]:
    """Return what the centre has changed, for those who change more."""
    return Role.objects.order_by("pk")


def known_permissions(codes: Iterable[str]) -> frozenset[str]:
    """Return those of some permissions that exist: one of an older release allows nothing."""
    return frozenset(codes) & frozenset(all_permissions())


def forget_roles() -> None:
    """Read the roles anew; called after one changed."""
    _rows.forget()


def _of_row(row: Role) -> RoleView:
    shipped = row.code in PERMISSIONS
    return RoleView(
        code=row.code, name=row.name or ROLES.get(row.code, row.code), permissions=known_permissions(row.permissions),
        reach=cast(Reach, row.reach), is_shipped=shipped, is_changed=shipped,
    )  # fmt: skip


_rows: Memo[dict[str, Role]] = Memo(lambda: {row.code: row for row in role_rows()})
