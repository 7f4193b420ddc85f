"""The form of a field of the centre's own."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.desk.standards.facts import FACTS
from fuwutai.domain.cases.choices import TYPES
from fuwutai.domain.cases.work.fields import KINDS, NEEDED

ON = "on-"
"""What stands before the fact or field in the name of a group of boxes of the condition."""
FACTS_TO_CHOOSE = (
    "priority", "urgency", "impact", "nature", "region", "complexity", "service_class", "line", "channel", "tier",
)  # fmt: skip
CATEGORY = "category"
DECIDING = ("choice", "many", "yes_no")


class FieldForm(forms.Form):
    """What is asked, of which cases, and when it is needed. `others`: the fields on which it may depend."""

    name = forms.CharField(
        label=pgettext_lazy("field", "Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    code = forms.CharField(
        label=pgettext_lazy("field", "Code"),
        max_length=40,
        help_text=gettext_lazy("A short name for programs and imports; it stays. Small letters, digits, underscores."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(label=pgettext_lazy("field", "Kind of answer"), choices=list(KINDS.items()))
    options = forms.CharField(
        label=gettext_lazy("Answers to choose from"),
        required=False,
        help_text=gettext_lazy("One a line; only for answers from a list."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    hint = forms.CharField(
        label=gettext_lazy("Hint below the name"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Types of case"),
        help_text=gettext_lazy("None ticked: every type."),
        required=False,
        choices=list(TYPES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    needed_at = forms.ChoiceField(
        label=gettext_lazy("When it must be filled in"), required=False, choices=list(NEEDED.items())
    )
    is_personal = forms.BooleanField(
        label=gettext_lazy("Personal"),
        required=False,
        help_text=gettext_lazy("Kept encrypted and masked. Phone numbers and mail addresses always are; it stays so."),
    )
    for_customer = forms.BooleanField(
        label=gettext_lazy("Ask customers, too"),
        required=False,
        help_text=gettext_lazy("It then stands on the form of the portal for the type the customer chooses."),
    )

    def __init__(self, *args: Any, is_new: bool, others: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["code"], self.fields["kind"]
        for name in FACTS_TO_CHOOSE:
            codes = list(FACTS[name].codes.items())
            self.fields[ON + name] = _boxes(str(FACTS[name].label), codes)
        self.fields[ON + CATEGORY] = forms.CharField(
            label=str(FACTS[CATEGORY].label),
            required=False,
            help_text=_("Codes, one a line; what is narrower counts, too: billing fits billing.refund."),
            widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        )
        for one in others:
            if one.kind in DECIDING and not one.is_personal:
                yes_or_no = [("yes", _("Yes")), ("no", _("No"))]
                answers = yes_or_no if one.kind == "yes_no" else [(option, option) for option in one.options]
                self.fields[f"{ON}field.{one.code}"] = _boxes(one.name, answers)

    @property
    def plain(self) -> list[forms.BoundField]:
        """Return the form fields that are always shown."""
        return [field for field in self if not field.name.startswith(ON)]

    @property
    def conditions(self) -> list[forms.BoundField]:
        """Return the groups of the condition."""
        return [field for field in self if field.name.startswith(ON)]

    @property
    def has_condition(self) -> bool:
        """Return whether anything is chosen in the condition, so that it stands open."""
        return any(field.value() for field in self.conditions)

    def said(self) -> dict[str, Any]:
        """Return what was said, as the command takes it; of wrong input as much as can be understood."""
        given: Mapping[str, Any] = self.cleaned_data
        condition = {name.removeprefix(ON): _values(given[name]) for name in given if name.startswith(ON)}
        return {
            **{name: given.get(name, "") for name in ("name", "hint", "needed_at")},
            **{name: given[name] for name in ("code", "kind") if name in given},
            "options": str(given.get("options", "")).splitlines(),
            "types": given.get("types", []),
            "condition": {key: values for key, values in condition.items() if values},
            "is_personal": bool(given.get("is_personal")),
            "for_customer": bool(given.get("for_customer")),
        }


def initial_of(row: Any) -> dict[str, Any]:
    """Return a field as its form shows it."""
    about = ("name", "hint", "types", "needed_at", "is_personal", "for_customer")
    conditions = {ON + key: list(values) for key, values in row.condition.items()}
    if ON + CATEGORY in conditions:
        conditions[ON + CATEGORY] = "\n".join(conditions[ON + CATEGORY])  # type: ignore[assignment]
    return {name: getattr(row, name) for name in about} | {"options": "\n".join(row.options)} | conditions


def _boxes(label: str, choices: list[tuple[str, Any]]) -> forms.Field:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple
    )


def _values(said: Any) -> list[str]:
    found = said.splitlines() if isinstance(said, str) else said
    return [one.strip() for one in found if one.strip()]
