"""The form of a new case from a call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import visible_teams
from fuwutai.domain.cases.choices import FAULT, PRIORITIES, ROUTINE, TYPES
from fuwutai.kernel.actors import Actor


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
        label=_("What it is about"), choices=list(TYPES.items()), initial=FAULT, widget=forms.RadioSelect
    )
    priority = forms.ChoiceField(
        label=_("Priority"), choices=list(PRIORITIES.items())[::-1], initial=ROUTINE, widget=forms.RadioSelect
    )
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
        teams = list(visible_teams(actor))
        field = self.fields["team"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("As the rules say")), *((team.pk, team.name) for team in teams)]
        if actor.reach != "all" and teams:
            field.initial = teams[0].pk
