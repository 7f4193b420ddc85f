"""Load a pack, let it be obeyed, and set up a centre with one."""

from fuwutai.domain.packs.commands.automation import adopt_automation
from fuwutai.domain.packs.commands.calendars import prepare_calendars
from fuwutai.domain.packs.commands.case_fields import adopt_pack_fields
from fuwutai.domain.packs.commands.load import adopt_pack_rules, load_pack, use_pack
from fuwutai.domain.packs.commands.phrases import adopt_pack_phrases
from fuwutai.domain.packs.commands.set_up import set_up_centre_with_first_person

__all__ = [
    "adopt_automation",
    "adopt_pack_fields",
    "adopt_pack_phrases",
    "adopt_pack_rules",
    "load_pack",
    "prepare_calendars",
    "set_up_centre_with_first_person",
    "use_pack",
]
