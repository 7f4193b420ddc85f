"""Change how people are told: oneself, or for the centre everybody of a role."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import colleagues, role_codes
from fuwutai.domain.notices.choices import KINDS, kind_of
from fuwutai.domain.notices.events import OwnSettingsChanged, RoleSettingsChanged
from fuwutai.domain.notices.models import NoticeSettings
from fuwutai.domain.notices.rules import MOST_DIGESTS, Quiet, are_digests, are_quiet
from fuwutai.domain.notices.ways import Wishes, may_set_for_roles, shipped, wishes_of_role
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code

MUST: Text = _("This kind cannot be turned off or put off: it is about what must not be missed.")


@command(statements=9)
def choose_own_ways(
    *, actor: Actor, ways: Mapping[str, str], quiet: Quiet | None, digests: Sequence[int]
) -> None:
    """Keep how a person wishes to be told. What is as the centre has it for her role follows the role from then on.

    Emits: OwnSettingsChanged. Raises: Refused, Invalid naming each wrong field.
    """
    if not actor.is_person or actor.id is None:
        raise Refused
    role = next((one.role for one in colleagues([actor.id])), "")
    said = _differing(wishes_of_role(role), _checked(ways, quiet, digests), quiet, digests)
    NoticeSettings.objects.update_or_create(staff_id=actor.id, defaults=said)
    emit(OwnSettingsChanged(staff_id=actor.id))


@command(statements=5)
def follow_centre(*, actor: Actor) -> None:
    """Let a person be told as the centre has it for her role. Emits: OwnSettingsChanged. Raises: Refused."""
    if not actor.is_person or actor.id is None:
        raise Refused
    if NoticeSettings.objects.filter(staff_id=actor.id).delete()[0]:
        emit(OwnSettingsChanged(staff_id=actor.id))


@command(statements=9)
def choose_ways_of_role(
    *, actor: Actor, role: str, ways: Mapping[str, str], quiet: Quiet | None, digests: Sequence[int]
) -> None:
    """Keep how the people of a role are told who did not choose themselves. Emits: RoleSettingsChanged.

    Raises: Refused, NotFound for a role that is not there, Invalid naming each wrong field.
    """
    _known(actor, role)
    said = _differing(shipped(role), _checked(ways, quiet, digests), quiet, digests)
    row, _is_new = NoticeSettings.objects.update_or_create(role=role, defaults=said)
    emit(RoleSettingsChanged(notice_settings_id=row.pk, role=Code(role), as_shipped=False))


@command(statements=6)
def follow_shipped(*, actor: Actor, role: str) -> None:
    """Let the people of a role be told as shipped. Emits: RoleSettingsChanged. Raises: Refused, NotFound."""
    _known(actor, role)
    row = NoticeSettings.objects.filter(role=role).first()
    if row is not None:
        emit(RoleSettingsChanged(notice_settings_id=row.pk, role=Code(role), as_shipped=True))
        row.delete()


def _known(actor: Actor, role: str) -> None:
    if not may_set_for_roles(actor):
        raise Refused
    if role not in role_codes():
        raise NotFound


def _checked(ways: Mapping[str, str], quiet: Quiet | None, digests: Sequence[int]) -> dict[str, str]:
    """Return the ways of the codes that are in the table. Raises: Invalid."""
    wrong: dict[str, Text] = {}
    for code, way in ways.items():
        if code not in KINDS:
            continue
        if way not in kind_of(code).ways:
            wrong[code] = MUST if kind_of(code).must else _("Choose one of the ways offered.")
    if quiet is not None and not are_quiet(quiet):
        wrong["quiet"] = _("Quiet hours need a beginning, another end, and a day at least.")
    if not are_digests(digests):
        wrong["digests"] = _("Enter from one to %(most)d times of the day, such as 09:00, 15:00.") % {
            "most": MOST_DIGESTS
        }
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    return {code: way for code, way in ways.items() if code in KINDS}


def _differing(
    base: Wishes, ways: Mapping[str, str], quiet: Quiet | None, digests: Sequence[int]
) -> dict[str, Any]:
    """Return what is said otherwise than by the base, as a row keeps it."""
    hours = {"since": quiet.since, "until": quiet.until, "days": sorted(quiet.days)} if quiet else {}
    times = sorted(set(digests))
    return {
        "ways": {code: way for code, way in ways.items() if base.way(code) != way},
        "quiet": hours if quiet != base.quiet else None,
        "digests": times if times != sorted(base.digests) else None,
    }
