"""The facts by which a promise may be limited, in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.desk.standards.codes import ACTIVITIES, METRICS, RECORDS, TASKS
from fuwutai.domain.cases import choices as cases
from fuwutai.domain.cases.vocabularies import LABELS
from fuwutai.domain.customers.choices import TIERS
from fuwutai.domain.sla.choices import CLOCKS
from fuwutai.kernel.errors import Text

CATEGORY = "category"
PLAIN = ("priority", "type", "metric", "activity", "record", "task")
LONGEST_CATEGORY = 60


@dataclass(frozen=True, slots=True)
class Fact:
    """What a fact is called, and its codes with their words; categories are written and may have no word."""

    label: Text
    codes: Mapping[str, Text]


class CodeField(forms.CharField):
    """A field that takes a known code as it is called, or the name of something new."""

    def __init__(self, codes: Mapping[str, Text], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.codes = codes

    def prepare_value(self, value: Any) -> Any:
        """Return what a known code is called, and anything else as it is."""
        return str(self.codes.get(value, value)) if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        """Return the code of what was written, and anything new as it is."""
        said = str(super().to_python(value))
        return next((code for code, label in self.codes.items() if said == str(label)), said)


FACTS: dict[str, Fact] = {
    "priority": Fact(pgettext_lazy("case fact", "Priority"), cases.PRIORITIES),
    "urgency": Fact(pgettext_lazy("case fact", "Urgency"), cases.URGENCIES),
    "impact": Fact(pgettext_lazy("case fact", "Impact"), cases.IMPACTS),
    "tier": Fact(pgettext_lazy("case fact", "Customer tier"), TIERS),
    "complexity": Fact(pgettext_lazy("case fact", "Complexity"), cases.COMPLEXITIES),
    "type": Fact(pgettext_lazy("case fact", "Type"), cases.TYPES),
    "nature": Fact(pgettext_lazy("case fact", "Nature"), LABELS[cases.NATURE_TERM]),
    CATEGORY: Fact(pgettext_lazy("case fact", "Category"), LABELS[cases.CATEGORY_TERM]),
    "region": Fact(pgettext_lazy("case fact", "Region"), LABELS[cases.REGION_TERM]),
    "service_class": Fact(pgettext_lazy("case fact", "Service class"), cases.SERVICE_CLASSES),
    "line": Fact(pgettext_lazy("case fact", "Service line"), cases.LINES),
    "channel": Fact(pgettext_lazy("case fact", "Channel"), cases.CHANNELS),
}
"""In the order in which they count where two promises have as many limits."""

CLOCK = {"clock": Fact(pgettext_lazy("case fact", "Clock"), CLOCKS)}
OTHERS: dict[str, Fact] = {
    "metric": Fact(pgettext_lazy("rule limit", "Figure"), METRICS),
    "activity": Fact(pgettext_lazy("rule limit", "Activity"), ACTIVITIES),
    "record": Fact(pgettext_lazy("rule limit", "Record"), RECORDS),
    "task": Fact(pgettext_lazy("rule limit", "Task"), TASKS),
}
"""What figures are about that no clock measures; their codes are written by whoever brings a figure."""
EVERY_FACT = CLOCK | OTHERS | FACTS


def in_words(scope: Mapping[str, str]) -> str:
    """Return for whom a promise holds, as “Emergency · Complaint”."""
    said = [_limit(name, scope[name]) for name in EVERY_FACT if name in scope]
    said += [f"{name}: {code}" for name, code in scope.items() if name not in EVERY_FACT]
    return " · ".join(said) or _("All cases")


def fields(
    facts: Mapping[str, Fact], nothing: Text, prefix: str = "", kept: Mapping[str, str] | None = None
) -> dict[str, forms.Field]:
    """Return a form field for each fact. `nothing`: what an empty choice says; `kept`: codes to offer in any case."""
    made: dict[str, forms.Field] = {}
    for name, fact in facts.items():
        if name in OTHERS:
            made[prefix + name] = _about(name, fact)
            continue
        if name == CATEGORY:
            made[prefix + name] = CodeField(
                fact.codes,
                label=fact.label,
                required=False,
                max_length=LONGEST_CATEGORY,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )
            continue
        offered = {"": nothing, **fact.codes}
        if (code := (kept or {}).get(name)) is not None:
            offered.setdefault(code, code)
        made[prefix + name] = forms.ChoiceField(label=fact.label, required=False, choices=list(offered.items()))
    return made


def chosen(facts: Iterable[str], cleaned: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Return the facts that a form names."""
    return {name: code for name in facts if (code := str(cleaned.get(prefix + name) or ""))}


def _about(name: str, fact: Fact) -> forms.Field:
    """Return the field for what a figure is about: a known code, or the name of something new."""
    return CodeField(
        fact.codes,
        label=fact.label,
        max_length=LONGEST_CATEGORY,
        help_text=gettext_lazy("Choose from the list, or write a short name of your own."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "list": f"known-{name}"}),
        error_messages={"required": gettext_lazy("Say what the figure is about.")},
    )


def _limit(name: str, code: str) -> str:
    word = str(EVERY_FACT[name].codes.get(code, code))
    if name in PLAIN:
        return word
    return _("%(fact)s: %(value)s") % {"fact": EVERY_FACT[name].label, "value": word}
