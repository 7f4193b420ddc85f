"""The forms of sharing out."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.domain.accounts.choices import LEVELS
from fuwutai.domain.cases.choices import CATEGORIES, TYPES
from fuwutai.domain.customers.choices import TIERS
from fuwutai.domain.dispatch.choices import METHODS, WEIGHTS


class MethodForm(forms.Form):
    """How a team shares out its work."""

    method = forms.ChoiceField(label=_("How cases are shared out"), choices=lambda: list(METHODS.items()))
    most = forms.IntegerField(
        label=_("Cases at a time"), min_value=1, max_value=200,
        help_text=_("For people for whom no capacity of their own is set."),
    )  # fmt: skip
    waiting_percent = forms.TypedChoiceField(
        label=_("A case that waits for the customer or a third party counts"), coerce=int,
        choices=lambda: list(WEIGHTS.items()),
    )  # fmt: skip
    away_minutes = forms.IntegerField(
        label=_("Hand over after so many minutes away"), min_value=1, max_value=7 * 24 * 60, required=False,
        help_text=_(
            "Whoever is offline, in a break, a meeting or a training for longer than this in working time loses the "
            "cases whose customer waits; they go back to the queue. Leave empty for never."
        ),
    )  # fmt: skip
    first_tiers = forms.MultipleChoiceField(
        label=_("Customers whose cases come first"), choices=lambda: list(TIERS.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    same_person_first = forms.BooleanField(
        label=_("First whoever served the customer before"), required=False,
        help_text=_("If she takes work and has room."),
    )  # fmt: skip
    leaders_take = forms.BooleanField(
        label=_("Supervisors are given cases too"), required=False,
        help_text=_("Otherwise only people who do not say how work is shared out."),
    )  # fmt: skip


class WantedForm(forms.Form):
    """A skill that cases of a type and category need."""

    type = forms.ChoiceField(label=pgettext_lazy("case", "Type"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    skill_id = forms.TypedChoiceField(label=pgettext_lazy("skill", "Skill"), coerce=int)
    level = forms.TypedChoiceField(label=pgettext_lazy("skill", "At least"), coerce=int)

    def __init__(self, *args: Any, skills: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", pgettext_lazy("case", "All"))
        choices: dict[str, Any] = {
            "type": [every, *TYPES.items()],
            "category": [every, *CATEGORIES.items()],
            "skill_id": [("", "—"), *skills],
            "level": [("", "—"), *LEVELS.items()],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """Which cases go to whom."""

    case_ids = forms.TypedMultipleChoiceField(
        label=_("Cases"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    staff_id = forms.TypedChoiceField(label=_("Move to"), coerce=int, required=False, empty_value=None)

    def __init__(
        self, *args: Any, cases: Iterable[tuple[int, str]], people: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_ids"].choices = list(cases)  # type: ignore[attr-defined]
        queue = ("", _("Back to the queue of the team"))
        self.fields["staff_id"].choices = [queue, *people]  # type: ignore[attr-defined]
