"""The kinds of rule that clocks obey."""

from typing import Annotated

import msgspec
from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from fuwutai.domain.standards.registry import known_calendar, register_kind

FACTS = frozenset({"type", "priority", "channel", "category"})


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A length of working time in a calendar (empty = the centre's), and at which share of it to warn."""

    minutes: Annotated[int, Meta(ge=1, le=5 * 365 * 24 * 60)]
    calendar: str = ""
    warn_percent: Annotated[int, Meta(ge=0, le=100)] = 75


for code, title in (("sla.first_response", _("First response")), ("sla.resolution", _("Resolution"))):
    register_kind(code, title=title, value_type=Target, scope_keys=FACTS, check=known_calendar)
