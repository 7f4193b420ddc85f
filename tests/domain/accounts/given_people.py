"""People of every role, and an organisation for them: head office, branch East with East 1 below it, branch West."""

from tests import given

from fuwutai.domain.accounts.commands import create_staff, create_unit, move_team
from fuwutai.domain.accounts.models import OrgUnit, Staff
from fuwutai.domain.accounts.queries import actor_for
from fuwutai.kernel.actors import Actor

SYSTEM = Actor.system("tests")
TREE = {"head": ("总部", "head_office", None), "east": ("华东分公司", "branch", "head"),
        "east-1": ("苏州营业部", "subsidiary", "east"), "west": ("西部外包商", "partner", "head")}  # fmt: skip
TEAMS = {"broadband": "east-1", "mobile": "east", "complaints": "west"}


def unit(code: str) -> OrgUnit:
    """Return a unit of the tree, made with all above it at the first call."""
    if there := OrgUnit.objects.filter(code=code).first():
        return there
    name, kind, parent = TREE[code]
    return create_unit(
        actor=SYSTEM, code=code, name=name, kind=kind, parent_id=unit(parent).pk if parent else None
    )


def organisation() -> None:
    """Make the whole tree and put each team into its unit."""
    given.centre()
    for code in TREE:
        unit(code)
    for team, of in TEAMS.items():
        move_team(actor=SYSTEM, team_id=given.team(team).pk, unit_id=unit(of).pk)


def somebody(role: str, *teams: str, of: str = "", username: str = "") -> Staff:
    """Return a person with a role, who works in some teams and belongs to a unit; made at the first call."""
    given.centre()
    name = username or f"{role}-{of or 'centre'}"
    if there := Staff.objects.filter(username=name.replace("_", "-")).first():
        return there
    return create_staff(
        actor=SYSTEM, username=name.replace("_", "-"), display_name=f"{role} {of}".strip(), role=role,
        password=given.PASSWORD, team_ids=tuple(given.team(code).pk for code in teams),
        unit_id=unit(of).pk if of else None,
    )  # fmt: skip


def acting(role: str, *teams: str, of: str = "", username: str = "") -> Actor:
    """Return such a person as the actor that commands and queries take."""
    found = actor_for(somebody(role, *teams, of=of, username=username).pk)
    assert found is not None
    return found
