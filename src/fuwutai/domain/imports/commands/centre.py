"""A centre that can take in cases where none was set up."""

from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.commands import create_team, set_up_centre
from fuwutai.domain.accounts.queries import centre
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.imports.policies import may_import
from fuwutai.domain.packs.commands import load_pack, prepare_calendars
from fuwutai.domain.packs.commands.calendars import CHINESE, CODES
from fuwutai.domain.packs.commands.set_up import FIRST_TEAM
from fuwutai.domain.packs.queries import pack_codes
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.errors import Conflict, Invalid, Refused, Text

GENERAL, SERVICE_CENTRE = "general", "service_centre"
ALWAYS_IN_FORCE = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when the rules of a new centre hold: history is judged by them too."""


@command
def prepare_centre(
    *,
    actor: Actor,
    name: str,
    team_name: str,
    language: str,
    time_zone: str,
    calendar: str = "",
    pack: str = "",
) -> bool:
    """Set up a centre with calendars, rules and one team, but nobody in it, and return whether there was none.

    A centre that is there keeps its calendar, and its rules once it has cases: they have been judged by them.
    Emits: what the commands it is made of emit. Raises: Refused, Invalid for an unknown name, Conflict.
    """
    if not may_import(actor):
        raise Refused
    wrong: dict[str, Text] = {}
    if calendar and calendar not in CODES:
        wrong["calendar"] = _("Choose one of: %(names)s.") % {"names": ", ".join(CODES)}
    if pack and pack not in pack_codes():
        wrong["pack"] = _("Choose one of: %(names)s.") % {"names": ", ".join(pack_codes())}
    here = centre()
    if wrong and here is None:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    if here is not None:
        _keep(actor, here.calendar_code, calendar, pack)
        return False
    set_up_centre(
        actor=actor, name=name, language=language, time_zone=time_zone, calendar_code=calendar or CHINESE
    )
    create_team(actor=actor, code=FIRST_TEAM, name=team_name)
    prepare_calendars(actor=actor, time_zone=time_zone, language=language)
    for code in dict.fromkeys((GENERAL, pack or SERVICE_CENTRE)):
        load_pack(actor=actor, code=code, valid_from=ALWAYS_IN_FORCE)
    return True


def _keep(actor: Actor, own_calendar: str, calendar: str, pack: str) -> None:
    if calendar and calendar != own_calendar:
        raise Conflict(
            _("This centre counts by the calendar “%(own)s”. Leave --calendar out, or import into another directory.")
            % {"own": own_calendar},
            code="calendar_differs",
        )
    if pack and load_pack(actor=actor, code=pack, valid_from=ALWAYS_IN_FORCE) and visible_cases(actor).exists():
        raise Conflict(
            _(
                "The pack “%(pack)s” is not in force here, and would judge the cases that are here by other rules. "
                "Leave --pack out, or import into another directory."
            )
            % {"pack": pack},
            code="pack_differs",
        )
