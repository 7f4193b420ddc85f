"""The kind of rule that says how many files may be sent, and how large."""

from typing import Annotated

import msgspec
from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from fuwutai.domain.standards.registry import CASE_FACTS, register_kind

FILES = "cases.files"
MOST_MEGABYTES, MOST_FILES = 25, 30
"""What the platform takes at all, whatever the rules say."""


class FileLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How large each file may be, how many may come with one message, and how large they may be together."""

    each_megabytes: Annotated[int, Meta(ge=1, le=MOST_MEGABYTES)] = MOST_MEGABYTES
    files: Annotated[int, Meta(ge=0, le=MOST_FILES)] = 10
    total_megabytes: Annotated[int, Meta(ge=1, le=MOST_MEGABYTES * MOST_FILES)] = 50


register_kind(
    FILES,
    title=_("Files sent with a message"),
    value_type=FileLimits,
    scope_keys=CASE_FACTS,
    strictness=lambda value: float(value.each_megabytes),
)
