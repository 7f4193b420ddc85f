"""The form of a new case from a call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.desk.cases.terms import category_field
from fuwutai.domain.accounts.queries import visible_teams
from fuwutai.domain.cases.choices import FAULT, IMPACTS, PRIORITIES, REGION_TERM, TYPES, URGENCIES
from fuwutai.domain.cases.vocabularies import offered
from fuwutai.kernel.actors import Actor

BY_TABLE = _("By the table")
"""The priority that urgency, impact and the class of the customer give."""


class NewCaseForm(forms.Form):
    """What an agent takes down in half a minute; the command checks the words themselves."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=60)
    customer = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**62)
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "inputmode": "tel"}),
    )
    name = forms.CharField(
        label=_("Customer's name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.CharField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    type = forms.ChoiceField(
        label=_("What it is about"), choices=list(TYPES.items()), initial=FAULT, widget=forms.RadioSelect,
        help_text=_("Emergency: life, health or safety is in danger, or a service on which many depend has stopped."),
    )  # fmt: skip
    urgency = forms.ChoiceField(label=pgettext_lazy("case fact", "Urgency"), required=False)
    impact = forms.ChoiceField(label=pgettext_lazy("case fact", "Impact"), required=False)
    priority = forms.ChoiceField(
        label=_("Priority"), choices=[("", BY_TABLE), *list(PRIORITIES.items())[::-1]], required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    region = forms.ChoiceField(label=pgettext_lazy("case fact", "Region"), required=False)
    subject = forms.CharField(
        label=_("In a few words"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    body = forms.CharField(
        label=_("What the customer says"), strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    take = forms.BooleanField(label=_("I take this case myself"), required=False, initial=True)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = not self["customer"].value()
        self.fields["category"] = category_field()
        for name, codes in (("urgency", URGENCIES), ("impact", IMPACTS)):
            self.fields[name].choices = [("", _("Not said")), *codes.items()]  # type: ignore[attr-defined]
        if regions := offered(REGION_TERM):
            self.fields["region"].choices = [("", _("Not said")), *regions.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["region"]
        teams = list(visible_teams(actor))
        field = self.fields["team"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("As the rules say")), *((team.pk, team.name) for team in teams)]
        if actor.reach != "all" and teams:
            field.initial = teams[0].pk
