"""Load a pack; set up a centre with one."""

from fuwutai.domain.packs.commands.calendars import prepare_calendars
from fuwutai.domain.packs.commands.load import load_pack
from fuwutai.domain.packs.commands.set_up import set_up_centre_with_first_person

__all__ = ["load_pack", "prepare_calendars", "set_up_centre_with_first_person"]
