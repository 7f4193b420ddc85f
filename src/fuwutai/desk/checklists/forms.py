"""The form of a checklist: what it is for, and a row for each task."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.desk.standards.facts import FACTS, CodeField
from fuwutai.domain.cases.choices import TYPES

SPARE_ROWS, MOST_ROWS = 5, 60


class ChecklistForm(forms.Form):
    """A list of tasks, and the cases it is meant for."""

    name = forms.CharField(
        label=pgettext_lazy("checklist", "Name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    code = forms.CharField(
        label=pgettext_lazy("checklist", "Code"),
        max_length=40,
        help_text=gettext_lazy("A short name for programs and imports; it stays. Small letters, digits, underscores."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Types of case"),
        help_text=gettext_lazy("None ticked: every type."),
        required=False,
        choices=list(TYPES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    by_itself = forms.BooleanField(
        label=gettext_lazy("Add it by itself"),
        required=False,
        help_text=gettext_lazy("Cases of these types and this category get it when they are opened or corrected."),
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["code"]
        self.fields["category"] = CodeField(
            FACTS["category"].codes,
            label=FACTS["category"].label,
            required=False,
            max_length=60,
            help_text=gettext_lazy("Leave empty for every category; what is narrower counts, too."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )
        self.order_fields(["name", "code", "types", "category", "by_itself"])


def rows_for(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of a list for its form, with some empty ones below."""
    empty = [{"title": "", "is_needed": False, "within_days": None}] * min(SPARE_ROWS, MOST_ROWS - len(items))
    return [*items, *empty]


def items_in(sent: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the tasks of a form that was sent, in their order; a day that is no number stays as it was written."""
    found = []
    for place in range(MOST_ROWS + SPARE_ROWS):
        title, days = sent.get(f"title-{place}", "").strip(), sent.get(f"days-{place}", "").strip()
        if title:
            number = int(days) if days.isascii() and days.isdigit() and len(days) < 6 else days
            found.append({"title": title, "is_needed": f"needed-{place}" in sent, "within_days": number})
    return found
