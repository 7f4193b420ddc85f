"""Set up the centre, and name its teams."""

import re
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.choices import LANGUAGES
from fuwutai.domain.accounts.events import CentreSetUp, TeamRenamed
from fuwutai.domain.accounts.models import Centre, Team
from fuwutai.domain.accounts.policies import may_edit_organisation, may_set_up_centre
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code

CALENDAR_CODE = re.compile(r"[a-z0-9_-]{1,40}")

ALREADY_SET_UP = _("This centre has already been set up. Sign in to change it.")


@command
def rename_team(*, actor: Actor, team_id: int, name: str) -> Team:
    """Give a team another name. Emits: TeamRenamed. Raises: Refused, NotFound, Invalid."""
    if not may_edit_organisation(actor):
        raise Refused
    team = Team.objects.select_for_update(no_key=True).filter(pk=team_id).first()
    if team is None:
        raise NotFound
    if not 1 <= len(name.strip()) <= 80:
        raise Invalid(_("A name has 80 characters at most."), fields={"name": _("Give the team a name.")})
    team.name = name.strip()
    team.save(update_fields=["name"])
    queries.forget_centre()
    transaction.on_commit(queries.forget_centre)
    emit(TeamRenamed(team_id=team.pk))
    return team


@command
def set_up_centre(
    *,
    actor: Actor,
    name: str,
    language: str,
    time_zone: str,
    calendar_code: str,
    hotline: str = "",
    is_demo: bool = False,
) -> Centre:
    """Give the centre its name, language, time zone and calendar; anew as long as nobody can sign in.

    Emits: CentreSetUp. Raises: Refused, Invalid, Conflict when it has been set up before.
    """
    if not may_set_up_centre(actor):
        raise Refused
    is_new = not Centre.objects.exists()
    if not is_new and queries.staff_exists():
        raise Conflict(ALREADY_SET_UP, code="already_set_up")
    wrong: dict[str, Text] = {}
    if not 1 <= len(name.strip()) <= 120:
        wrong["name"] = _("Enter the name your customers know, at most 120 characters.")
    if len(hotline.strip()) > 30:
        wrong["hotline"] = _("A telephone number has 30 characters at most.")
    if language not in LANGUAGES:
        wrong["language"] = _("Choose one of the languages offered.")
    if time_zone not in available_timezones():
        wrong["time_zone"] = _("This time zone is not known. Use a name such as Asia/Shanghai.")
    if not CALENDAR_CODE.fullmatch(calendar_code):  # set-up may make the calendar itself a moment later
        wrong["calendar_code"] = _("There is no calendar with this code. Choose one from the list.")
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    centre = Centre(
        pk=1,
        name=name.strip(),
        hotline=hotline.strip(),
        language=language,
        time_zone=time_zone,
        calendar_code=calendar_code,
        is_demo=is_demo,
    )
    try:
        centre.save(force_insert=is_new, force_update=not is_new)
    except IntegrityError as race:  # somebody else set the centre up at the same moment
        raise Conflict(ALREADY_SET_UP, code="already_set_up") from race
    queries.forget_centre()
    transaction.on_commit(queries.forget_centre)
    emit(
        CentreSetUp(
            centre_id=1, language=Code(language), time_zone=Code(time_zone), calendar_code=Code(calendar_code)
        )
    )
    return centre
