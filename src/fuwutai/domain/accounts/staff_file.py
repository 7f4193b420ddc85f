"""People as rows of a file: which columns there are, and which role, teams and unit a cell means."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.models import Staff, Team
from fuwutai.domain.accounts.roles import roles
from fuwutai.domain.accounts.units import units
from fuwutai.kernel.errors import Text

HEADINGS = {
    "display_name": ("display_name", "name", "姓名", "显示名", "显示名称"),
    "username": ("username", "user name", "login", "用户名", "账号", "登录名"),
    "role": ("role", "角色", "岗位"),
    "teams": ("teams", "team", "团队", "班组"),
    "unit": ("unit", "单位", "部门", "机构"),
    "mail": ("mail", "email", "e-mail", "邮箱", "电子邮箱", "邮件"),
}
"""Column → the headings under which it is found, without regard to case."""
NEEDED = ("display_name", "username", "role")
MOST_ROWS = 2_000
TAKEN: Text = _("This user name is taken. Choose another one.")
Key = TypeVar("Key", int, str)
_BETWEEN = re.compile(r"[;；、,，|\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person as a row of a file; `teams` are several codes or names, divided by commas or semicolons."""

    display_name: str = ""
    username: str = ""
    role: str = ""
    teams: str = ""
    unit: str = ""
    mail: str = ""


COLUMNS = tuple(one.name for one in fields(PersonRow))


def columns_in(headings: Iterable[str]) -> dict[str, int]:
    """Return where each known column stands in a file."""
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        plain = heading.strip().casefold()
        name = next((name for name, known in HEADINGS.items() if plain in known), None)
        if name is not None:
            found.setdefault(name, place)
    return found


def person_row(cells: list[str], columns: Mapping[str, int]) -> PersonRow:
    """Return a row by its cells."""
    said = {name: cells[place].strip() for name, place in columns.items() if place < len(cells)}
    return PersonRow(**said)


def is_here(row: PersonRow) -> bool:
    """Return whether the person of a row was added before: user name and name are hers. Cost: 1 statement."""
    return Staff.objects.filter(username=row.username.lower(), display_name=row.display_name).exists()


def is_same(one: PersonRow, other: PersonRow) -> bool:
    """Return whether two rows speak of one person."""
    return (one.username.lower(), one.display_name) == (other.username.lower(), other.display_name)


def placed(row: PersonRow) -> tuple[str, tuple[int, ...], int | None, dict[str, Text]]:
    """Return the role, teams and unit that a row means by code or name, and what of it is not known here."""
    wrong: dict[str, Text] = {}
    role = _by_name(row.role, [(one.code, one.code, str(one.name)) for one in roles()])
    if role is None:
        wrong["role"] = _("There is no such role here. Write its name as it stands under “Roles”.")
    known = [(pk, code, name) for pk, code, name in Team.objects.values_list("pk", "code", "name")]
    teams = [_by_name(word, known) for word in _BETWEEN.split(row.teams) if word.strip()]
    if None in teams:
        wrong["teams"] = _("There is no such team here. Write its name as it stands under “Teams”.")
    unit = _by_name(row.unit, [(one.id, one.code, one.name) for one in units()]) if row.unit else None
    if row.unit and unit is None:
        wrong["unit"] = _("There is no such unit here. Write its name as it stands under “Units”.")
    return role or "", tuple(team for team in teams if team is not None), unit, wrong


def _by_name(word: str, known: Iterable[tuple[Key, str, str]]) -> Key | None:
    """Return the key of a thing by its code, else by its name; None where several or none have it."""
    plain = word.strip().casefold()
    offered = list(known)
    for column in (1, 2):
        found = [one[0] for one in offered if str(one[column]).casefold() == plain]
        if len(found) == 1:
            return found[0]
    return None
