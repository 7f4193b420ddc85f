"""What a role means, in sentences that nobody has to interpret."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.domain.accounts.choices import ALL, OWN, PERMISSIONS_IN_WORDS, REACHES, TEAM, UNIT
from fuwutai.domain.accounts.role_pages import RoleChanges
from fuwutai.domain.accounts.roles import RoleView
from fuwutai.kernel.errors import Text

COMPLAINTS = "complaints.view"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The permissions of one group: those that a role has, and those that it has not."""

    title: Text
    may: list[Text]
    may_not: list[Text]


def groups(permissions: Collection[str]) -> list[Group]:
    """Return every permission in words, by group, on the side where it belongs."""
    return [
        Group(
            title=title,
            may=[text for code, text in said.items() if code in permissions],
            may_not=[text for code, text in said.items() if code not in permissions],
        )
        for title, said in PERMISSIONS_IN_WORDS.items()
    ]


def sight(role: RoleView) -> list[str]:
    """Return how far a role sees: cases, complaints, and where it matters figures and people."""
    said = [_cases(role), complaints(role)]
    if "overview.view" in role.permissions:
        said.append(_("Figures and evidence count only the cases that the person sees."))
    if "staff.edit" in role.permissions:
        said.append(_people(role))
    return [text for text in said if text]


def state(role: RoleView) -> dict[str, Text]:
    """Return the mark of a role: as shipped, changed, or the centre's own."""
    if not role.is_shipped:
        return {"text": pgettext("role", "own"), "tone": "violet", "icon": "star"}
    if role.is_changed:
        return {"text": pgettext("role", "changed"), "tone": "amber", "icon": "edit"}
    return {"text": pgettext("role", "as shipped"), "tone": "slate", "icon": "check"}


def differences(changes: RoleChanges) -> dict[str, Any]:
    """Return what a centre changed of a shipped role, in words."""
    words = {code: text for said in PERMISSIONS_IN_WORDS.values() for code, text in said.items()}
    return {
        "added": [text for code, text in words.items() if code in changes.added],
        "taken": [text for code, text in words.items() if code in changes.taken],
        "reach": REACHES[changes.shipped_reach],
        "name": changes.shipped_name,
        "is_same": changes.is_same,
    }


def _cases(role: RoleView) -> str:
    if "cases.view" not in role.permissions:
        return _("Sees no case at all, so that what it may do with cases takes no effect.")
    return {
        OWN: _("Sees only the cases that are in the person's own hands."),
        TEAM: _("Sees the cases of the teams in which the person works, and those in her own hands."),
        UNIT: _(
            "Sees the cases of the person's unit and of all units below it, of her teams, and those in her own hands. "
            "Who belongs to no unit sees the whole centre."
        ),
        ALL: _("Sees the cases of the whole centre."),
    }.get(role.reach, _("Sees nothing."))


def complaints(role: RoleView) -> str:
    """Return which complaints a role sees; nothing for one that sees no case. Source: S4-7.1-7."""
    if "cases.view" not in role.permissions:
        return ""
    if role.reach == OWN:
        return _("Complaints: only those in the person's own hands.")
    if role.reach == TEAM:
        return _("Complaints: those of the person's teams and those in her own hands; no others.")
    if COMPLAINTS in role.permissions:
        return _("Complaints: also those that other teams handle, as far as it sees their cases.")
    return _(
        "Complaints that other teams handle stay hidden unless they are in the person's own hands: "
        "they are neither listed nor found nor counted."
    )


def complaints_in_short(role: RoleView) -> str:
    """Return `complaints` for a narrow column."""
    if "cases.view" not in role.permissions:
        return pgettext("complaints", "none")
    if role.reach in (OWN, TEAM):
        return {OWN: pgettext("complaints", "own hands"), TEAM: pgettext("complaints", "own teams")}[role.reach]
    if COMPLAINTS in role.permissions:
        return pgettext("complaints", "all it sees")
    return pgettext("complaints", "not of other teams")


def _people(role: RoleView) -> str:
    if role.reach == ALL:
        return _("Changes people of the whole centre, and its teams, units and roles.")
    if role.reach == UNIT:
        return _(
            "Changes only people of the person's unit and of the units below it; not teams, units and roles. "
            "Who belongs to no unit changes them all."
        )
    return _("Changes nobody: for that it would have to see the person's unit or the whole centre.")
