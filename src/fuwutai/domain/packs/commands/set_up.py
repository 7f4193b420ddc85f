"""Set up a centre from nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.commands import create_staff, create_team, rename_team, set_up_centre
from fuwutai.domain.accounts.queries import staff_exists, team_ids
from fuwutai.domain.packs.commands.automation import adopt_automation
from fuwutai.domain.packs.commands.calendars import CODES, prepare_calendars
from fuwutai.domain.packs.commands.case_fields import adopt_pack_fields
from fuwutai.domain.packs.commands.load import load_pack
from fuwutai.domain.packs.commands.phrases import adopt_pack_phrases
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Conflict, Invalid, Text

IN_USE = ("general", "service_centre")
ON_THE_SHELF = ("after_sales", "telecom")
"""Loaded too, for a manager to read and put in use; no case obeys them before."""
FIRST_TEAM = "first"


@command
def set_up_centre_with_first_person(
    *,
    actor: Actor,
    name: str,
    language: str,
    time_zone: str,
    calendar: str,
    team_name: str,
    display_name: str,
    username: str,
    password: str,
    hotline: str = "",
) -> int:
    """Make a working centre out of an empty database and return the id of its first administrator.

    The centre gets calendars, all manuals with those of the general and of the service-centre pack in use, and a team
    with the administrator in it.
    Emits: what the commands it is made of emit.
    Raises: Refused, Conflict once somebody can sign in, Invalid naming every wrong field at once.
    """
    if staff_exists():
        raise Conflict(_("This centre has already been set up. Sign in to change it."), code="already_set_up")
    wrong: dict[str, Text] = {}
    if calendar not in CODES:
        wrong["calendar"] = _("Choose one of the calendars offered.")
    with _noted(wrong):
        set_up_centre(
            actor=actor,
            name=name,
            language=language,
            time_zone=time_zone,
            calendar_code=calendar if calendar in CODES else CODES[0],  # named above, once
            hotline=hotline,
        )
    own_teams: tuple[int, ...] = ()
    if team_name.strip():
        own_teams = (_first_team(actor, team_name),)
    else:
        wrong["team_name"] = _("Give the first team a name.")
    person_id = 0
    with _noted(wrong):
        person_id = create_staff(
            actor=actor,
            username=username,
            display_name=display_name,
            role="administrator",
            password=password,
            team_ids=own_teams,
        ).pk
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    prepare_calendars(actor=actor, time_zone=time_zone, language=language)
    for code in (*IN_USE, *ON_THE_SHELF):
        load_pack(actor=actor, code=code, in_use=code in IN_USE)
    for code in IN_USE:
        adopt_pack_fields(actor=actor, code=code)
        adopt_automation(actor=actor, code=code)
        adopt_pack_phrases(actor=actor, code=code)
    return person_id


def _first_team(actor: Actor, name: str) -> int:
    """Return the first team under the name given; an import may have made it, with cases in it."""
    there = team_ids().get(FIRST_TEAM)
    if there is None:
        return create_team(actor=actor, code=FIRST_TEAM, name=name).pk
    return rename_team(actor=actor, team_id=there, name=name).pk


@contextmanager
def _noted(wrong: dict[str, Text]) -> Iterator[None]:
    """Gather the wrong fields of one step, so that all are mended at once; the command rolls back anyway."""
    try:
        yield
    except Invalid as problem:
        wrong |= problem.fields
