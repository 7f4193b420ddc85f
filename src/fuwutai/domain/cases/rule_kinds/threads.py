"""The kinds of rule about mergers and duplicates."""

from typing import Annotated

import msgspec
from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from fuwutai.domain.standards.registry import CASE_FACTS, register_kind

UNDO_MERGE_WITHIN, DUPLICATE_WITHIN = "cases.undo_merge_within", "cases.duplicate_within"


class UndoWithin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """For how many days a merger, or a split, may be taken back."""

    days: Annotated[int, Meta(ge=0, le=3_650)]


class Duplicate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case of the same customer within so many days is a likely duplicate when the words are so much alike."""

    days: Annotated[int, Meta(ge=1, le=365)]
    similarity_percent: Annotated[int, Meta(ge=1, le=100)]


register_kind(
    UNDO_MERGE_WITHIN, title=_("How long a merger can be undone"), value_type=UndoWithin, scope_keys=CASE_FACTS
)
register_kind(
    DUPLICATE_WITHIN, title=_("Warn of a likely duplicate"), value_type=Duplicate, scope_keys=CASE_FACTS
)
