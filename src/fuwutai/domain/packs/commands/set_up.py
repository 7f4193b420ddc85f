"""Set up a centre whole: calendars, name, first team, first person, figures of the shipped pack."""

from fuwutai.domain.accounts.choices import ADMINISTRATOR
from fuwutai.domain.accounts.commands import create_staff, create_team, set_up_centre
from fuwutai.domain.accounts.models import Staff
from fuwutai.domain.calendars.commands import create_calendar, seed_chinese_calendar
from fuwutai.domain.packs.commands.load import load_pack
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command

OFFICE_HOURS = {weekday: [(9 * 60, 18 * 60)] for weekday in range(5)}
ROUND_THE_CLOCK = {weekday: [(0, 24 * 60)] for weekday in range(7)}

CALENDAR_CHOICES = ("cn", "office", "always")
"""What the first administrator may choose from; all three exist afterwards."""


@command
def prepare_calendars(*, actor: Actor, language: str, time_zone: str) -> None:
    """Create the calendars that every centre has: Chinese working days, office hours, round the clock."""
    chinese = language == "zh-hans"
    seed_chinese_calendar(actor=actor, language="zh" if chinese else "en")
    office, always = ("周一至周五 9:00–18:00", "全天候") if chinese else ("Mon–Fri 9:00–18:00", "Round the clock")
    create_calendar(actor=actor, code="office", name=office, time_zone=time_zone, hours=OFFICE_HOURS)
    create_calendar(actor=actor, code="always", name=always, time_zone=time_zone, hours=ROUND_THE_CLOCK)


@command
def set_up_centre_with_first_person(
    *,
    actor: Actor,
    name: str,
    language: str,
    time_zone: str,
    calendar_code: str,
    team_name: str,
    display_name: str,
    username: str,
    password: str,
) -> Staff:
    """Return the first administrator of a new centre that can accept cases at once.

    Raises: Conflict when the centre exists, Invalid naming the wrong fields; then nothing was created.
    """
    set_up_centre(actor=actor, name=name, language=language, time_zone=time_zone, calendar_code=calendar_code)
    prepare_calendars(actor=actor, language=language, time_zone=time_zone)
    team = create_team(actor=actor, code="first", name=team_name)
    load_pack(actor=actor, code="service_centre")
    return create_staff(
        actor=actor,
        username=username,
        display_name=display_name,
        role=ADMINISTRATOR,
        password=password,
        team_ids=(team.pk,),
    )
