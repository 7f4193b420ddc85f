"""Files of customers in words: what a row lacks, and what became of all rows."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.desk.imports.words import REASONS
from fuwutai.domain.imports.choices import CUSTOMER_FIELDS

WHY = REASONS | {
    "unknown_value": pgettext_lazy(
        "customer file", "What stands in “%(column)s” is not known here. Use a code or its name."
    ),
}


def why(problems: Any) -> str:
    """Return why a row was refused, from codes and the columns they are about; no value of the row stands in it."""
    said = [str(WHY.get(code, code)) % {"column": column or _("the row")} for code, column in problems]
    return " ".join(dict.fromkeys(said))


def columns(found: dict[str, str]) -> list[tuple[str, str]]:
    """Return the columns of a file, each with what it means here."""
    return [(column, str(CUSTOMER_FIELDS[name])) for name, column in found.items()]


def figures(run: Any) -> list[dict[str, Any]]:
    """Return the report of an import: all rows, and what became of them. Source: S2-4.4.2-2."""
    counts = (
        (_("Rows"), "list", run.rows, _("in the file")),
        (_("Created"), "plus", run.created, pgettext_lazy("customer file", "new customers")),
        (pgettext_lazy("customer file", "Known already"), "check", run.already,
         pgettext_lazy("customer file", "nothing overwritten")),
        (pgettext_lazy("customer file", "Of these filled in"), "edit", run.flagged,
         pgettext_lazy("customer file", "missing values added")),
        (_("Rejected"), "x", run.rejected, _("not taken in, see below")),
    )  # fmt: skip
    return [
        {"label": label, "icon": icon, "count": count, "note": note, "tone": "amber" if icon == "x" and count else ""}
        for label, icon, count, note in counts
    ]
