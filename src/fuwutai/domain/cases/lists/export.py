"""Cases as rows of a file: all that a list holds, page by page, masked unless there is a reason."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.domain.cases.choices import (
    CATEGORY_TERM,
    CAUSE_TERM,
    CHANNELS,
    NATURE_TERM,
    PRIORITIES,
    RATINGS,
    REGION_TERM,
    RESOLUTION_TERM,
    STATUSES,
    TYPES,
)
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.vocabularies import label_of
from fuwutai.domain.cases.work.field_rules import Field
from fuwutai.domain.cases.work.fields import fields_in_use, words_of
from fuwutai.domain.customers.choices import TIERS
from fuwutai.domain.customers.files import in_short
from fuwutai.kernel.errors import Text
from fuwutai.kernel.masking import mask_text

ROWS_AT_ONCE = 1_000
LABELS: Mapping[str, Text] = {
    "number": _("Number"),
    "type": pgettext_lazy("case fact", "Type"),
    "subject": _("Subject"),
    "status": _("Status"),
    "priority": _("Priority"),
    "category": pgettext_lazy("case fact", "Category"),
    "nature": pgettext_lazy("case fact", "Nature"),
    "region": pgettext_lazy("case fact", "Region"),
    "channel": pgettext_lazy("case fact", "Channel"),
    "tier": pgettext_lazy("case fact", "Customer tier"),
    "customer": _("Customer"),
    "phone": _("Phone"),
    "email": _("Mail"),
    "team": _("Team"),
    "assignee": _("Owner"),
    "responsible": _("Answers for it"),
    "opened_at": _("Opened"),
    "last_message_at": _("Last activity"),
    "status_since": pgettext_lazy("column", "In this status since"),
    "resolution": pgettext_lazy("case fact", "Resolution"),
    "cause": pgettext_lazy("case fact", "Cause"),
    "rating": pgettext_lazy("column", "Rating asked"),
    "score": pgettext_lazy("column", "Score"),
    "reopened": pgettext_lazy("column", "Reopened, times"),
    "redone": pgettext_lazy("column", "Done anew, times"),
    "urges": pgettext_lazy("column", "Urged"),
    "minutes": pgettext_lazy("column", "Time spent, minutes"),
    "tags": _("Tags"),
    "merged_into": pgettext_lazy("column", "Goes on in"),
}
"""Column → what stands above it."""
CODES: Mapping[str, Mapping[str, Text]] = {
    "type": TYPES, "status": STATUSES, "priority": PRIORITIES, "channel": CHANNELS, "tier": TIERS, "rating": RATINGS,
}  # fmt: skip
TERMS = {
    "category": CATEGORY_TERM, "nature": NATURE_TERM, "region": REGION_TERM, "resolution": RESOLUTION_TERM,
    "cause": CAUSE_TERM,
}  # fmt: skip
BESIDE = {
    "team": "team__name", "assignee": "assignee__display_name", "responsible": "responsible__display_name",
    "merged_into": "merged_into__number",
}  # fmt: skip
"""Columns of which the name stands in another table."""
OF_CUSTOMER = ("customer", "phone", "email")


def own_columns() -> list[Field]:
    """Return the fields of the centre's own that are taken out, in their order; personal answers never are."""
    return [one for one in fields_in_use() if not one.is_personal]


def exported(cases: QuerySet[Case], *, full: bool) -> Iterator[list[dict[str, Any]]]:
    """Yield cases page by page, the oldest first, each as column → value: codes as codes, moments as moments.

    `id` stands beside the columns of LABELS, and `fields`: what stands in fields of the centre's own, by code. `full`:
    with subject, name and contacts unmasked. Whoever shows them calls `export_cases` first.
    Cost: 4 statements for each 1,000 cases.
    """
    plain = [name for name in LABELS if name not in BESIDE and name not in OF_CUSTOMER]
    rows = cases.order_by("pk").values("pk", "customer_id", "subject_whole", "fields", *plain, *BESIDE.values())
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:ROWS_AT_ONCE]):
        last = batch[-1]["pk"]
        people = in_short({one["customer_id"] for one in batch}, full=full)
        yield [_row(one, people.get(one["customer_id"], ("", "", "")), plain, full) for one in batch]


def in_words(row: Mapping[str, Any], name: str) -> Any:
    """Return a value of a row as people read it: labels for codes, tags in one line, the rest as it is."""
    value = row[name]
    if name in CODES:
        return str(CODES[name].get(value, value))
    if name in TERMS:
        return label_of(TERMS[name], value) if value else ""
    return ", ".join(value) if name == "tags" else value


def own_in_words(row: Mapping[str, Any], columns: Sequence[Field]) -> list[str]:
    """Return what stands in the fields of the centre's own as people read it."""
    return [mask_text(words_of(one, row["fields"].get(one.code))) for one in columns]


def _row(found: Mapping[str, Any], person: tuple[str, str, str], plain: Sequence[str], full: bool) -> dict[str, Any]:
    row = {"id": found["pk"], "fields": found["fields"]}
    row |= {name: found[name] for name in plain}
    row |= {name: found[column] or "" for name, column in BESIDE.items()}
    row |= dict(zip(OF_CUSTOMER, person, strict=True))
    if full and found["subject_whole"]:
        row["subject"] = found["subject_whole"]
    return row
