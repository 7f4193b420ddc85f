"""Load a pack; set up a centre."""

from fuwutai.domain.packs.commands.load import load_pack
from fuwutai.domain.packs.commands.set_up import CALENDAR_CHOICES, prepare_calendars, set_up_centre_with_first_person

__all__ = ["CALENDAR_CHOICES", "load_pack", "prepare_calendars", "set_up_centre_with_first_person"]
