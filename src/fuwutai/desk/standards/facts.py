"""The facts by which a promise may be limited, in the reader's words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from fuwutai.domain.cases import choices as cases
from fuwutai.domain.customers.choices import TIERS
from fuwutai.domain.sla.choices import CLOCKS
from fuwutai.kernel.errors import Text

CATEGORY = "category"
PLAIN = ("priority", "type")
LONGEST_CATEGORY = 60


@dataclass(frozen=True, slots=True)
class Fact:
    """What a fact is called, and its codes with their words; without codes it is written."""

    label: Text
    codes: Mapping[str, Text]


FACTS: dict[str, Fact] = {
    "priority": Fact(pgettext_lazy("case fact", "Priority"), cases.PRIORITIES),
    "urgency": Fact(pgettext_lazy("case fact", "Urgency"), cases.URGENCIES),
    "tier": Fact(pgettext_lazy("case fact", "Customer tier"), TIERS),
    "complexity": Fact(pgettext_lazy("case fact", "Complexity"), cases.COMPLEXITIES),
    "type": Fact(pgettext_lazy("case fact", "Type"), cases.TYPES),
    CATEGORY: Fact(pgettext_lazy("case fact", "Category"), {}),
    "service_class": Fact(pgettext_lazy("case fact", "Service class"), cases.SERVICE_CLASSES),
    "line": Fact(pgettext_lazy("case fact", "Service line"), cases.LINES),
    "channel": Fact(pgettext_lazy("case fact", "Channel"), cases.CHANNELS),
}
"""In the order in which they count where two promises have as many limits."""

CLOCK = {"clock": Fact(pgettext_lazy("case fact", "Clock"), CLOCKS)}


def in_words(scope: Mapping[str, str]) -> str:
    """Return for whom a promise holds, as “Emergency · Complaint”."""
    known = CLOCK | FACTS
    said = [_limit(known, name, scope[name]) for name in known if name in scope]
    said += [f"{name}: {code}" for name, code in scope.items() if name not in known]
    return " · ".join(said) or _("All cases")


def fields(
    facts: Mapping[str, Fact], nothing: Text, prefix: str = "", kept: Mapping[str, str] | None = None
) -> dict[str, forms.Field]:
    """Return a form field for each fact. `nothing`: what an empty choice says; `kept`: codes to offer in any case."""
    made: dict[str, forms.Field] = {}
    for name, fact in facts.items():
        if not fact.codes:
            made[prefix + name] = forms.CharField(
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


def _limit(known: Mapping[str, Fact], name: str, code: str) -> str:
    word = str(known[name].codes.get(code, code))
    if name in PLAIN:
        return word
    return _("%(fact)s: %(value)s") % {"fact": known[name].label, "value": word}
