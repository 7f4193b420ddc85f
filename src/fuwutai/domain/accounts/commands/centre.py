"""Set up the centre."""

import re
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.choices import LANGUAGES
from fuwutai.domain.accounts.events import CentreSetUp
from fuwutai.domain.accounts.models import Centre
from fuwutai.domain.accounts.policies import may_set_up_centre
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, Refused, Text
from fuwutai.kernel.events import Code

CALENDAR_CODE = re.compile(r"[a-z0-9_-]{1,40}")

ALREADY_SET_UP = _("This centre has already been set up. Sign in to change it.")


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
    """Give the centre its name, language, time zone and calendar, once.

    Emits: CentreSetUp. Raises: Refused, Invalid, Conflict when it has been set up before.
    """
    if not may_set_up_centre(actor):
        raise Refused
    if Centre.objects.exists():
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
        centre.save(force_insert=True)
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
