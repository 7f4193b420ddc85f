"""Cases as rows of a file with what was promised of each: due, done, missed, and the working time it took."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.lists import export
from fuwutai.domain.sla.choices import FIRST_RESPONSE, RESOLUTION
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel.errors import Text

PROMISES = (FIRST_RESPONSE, RESOLUTION)
LABELS: Mapping[str, Text] = {
    "first_response_due": _("First response due"),
    "first_response_done": _("First response done"),
    "first_response_missed": _("First response missed"),
    "first_response_minutes": _("First response took, working minutes"),
    "resolution_due": _("Resolution due"),
    "resolution_done": _("Resolution done"),
    "resolution_missed": _("Resolution missed"),
    "resolution_minutes": _("Resolution took, working minutes"),
}
"""Column → what stands above it; of several rounds the last one."""
NOTHING = dict.fromkeys(LABELS)


def exported(cases: QuerySet[Any], *, full: bool) -> Iterator[list[dict[str, Any]]]:
    """Yield cases as `cases.lists.export.exported` does, each with those of LABELS; `*_missed` is a moment or None.

    Cost: 5 statements for each 1,000 cases.
    """
    for batch in export.exported(cases, full=full):
        promised = _promised([row["id"] for row in batch])
        yield [row | promised.get(row["id"], NOTHING) for row in batch]


def _promised(case_ids: list[int]) -> dict[int, dict[str, Any]]:
    clocks = Clock.objects.filter(case_id__in=case_ids, definition__in=PROMISES).order_by("case_id", "round")
    found: dict[int, dict[str, Any]] = {}
    for case_id, name, due, done, missed, seconds in clocks.values_list(
        "case_id", "definition", "due_at", "stopped_at", "breached_at", "consumed_seconds"
    ):
        row = found.setdefault(case_id, dict(NOTHING))
        minutes = seconds // 60 if done else None
        row |= {f"{name}_due": due, f"{name}_done": done, f"{name}_missed": missed, f"{name}_minutes": minutes}
    return found
