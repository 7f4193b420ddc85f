"""The kinds of rule by which a case begins and ends: its need restated, its result, its rating."""

from collections.abc import Hashable
from typing import Annotated, Any

import msgspec
from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from fuwutai.domain.standards.registry import CASE_FACTS, register_kind

NEED_RESTATED = "cases.need_restated"
RESOLVE_NEEDS = "cases.resolve_needs"
CLOSE_NEEDS = "cases.close_needs"
RATE_WITHIN = "cases.rate_within"


class NeedConfirmed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Before a case leaves intake its need is restated; `confirmed`: and the customer agreed to the words."""

    confirmed: bool = True


class ResolveNeeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must be said as a case is resolved."""

    resolution: bool = False
    cause: bool = False


class CloseNeeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What must be there before a case is closed.

    `verified`: the customer confirmed the result, or said so when called back. `waivable`: who may close without the
    customer's word may also close without it all, and says why.
    """

    result_sent: bool = False
    rating: bool = False
    resolution: bool = False
    cause: bool = False
    tasks: bool = False
    children: bool = False
    verified: bool = False
    waivable: bool = False


class RatedWithin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """So many days after a case was resolved or closed its customer may rate it, and change the rating."""

    days: Annotated[int, Meta(ge=1, le=3_650)]


def _fewer(value: Any) -> float:
    """Return what is smaller the more a value asks for: of two manuals the one that asks for more decides."""
    asked = [name for name in value.__struct_fields__ if name != "waivable" and getattr(value, name)]
    return -2.0 * len(asked) + float(getattr(value, "waivable", False))


def _itself(value: Any) -> Hashable:
    """Return what a rule is about: two that ask for different things do not contradict each other."""
    hashable: Hashable = value
    return hashable


register_kind(
    NEED_RESTATED,
    title=_("Restate the need before a case leaves intake"),
    value_type=NeedConfirmed,
    scope_keys=CASE_FACTS,
    subject=_itself,
    strictness=_fewer,
)
register_kind(
    RESOLVE_NEEDS,
    title=_("What must be said of a resolved case"),
    value_type=ResolveNeeds,
    scope_keys=CASE_FACTS,
    subject=_itself,
    strictness=_fewer,
)
register_kind(
    CLOSE_NEEDS,
    title=_("What must be there before a case is closed"),
    value_type=CloseNeeds,
    scope_keys=CASE_FACTS,
    subject=_itself,
    strictness=_fewer,
)
register_kind(
    RATE_WITHIN, title=_("How long customers may rate a case"), value_type=RatedWithin, scope_keys=CASE_FACTS
)
