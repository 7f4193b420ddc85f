"""The fields of the centre's own that customers are asked for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from fuwutai.domain.cases.choices import PORTAL
from fuwutai.domain.cases.work.fields import GIVEN, fields_for


class Several(forms.Field):
    """Several answers as they were sent; the command knows which are offered."""

    def to_python(self, value: Any) -> list[str]:
        """Return the answers."""
        return list(value or [])

    def validate(self, value: Any) -> None:
        """Leave everything to the command."""


class Answer(forms.Field):
    """An answer as it was sent; what is missing or wrong the command says."""

    def validate(self, value: Any) -> None:
        """Leave everything to the command."""


def own_fields(sent: Mapping[str, str]) -> list[Any]:
    """Return what a customer is asked for, by the type that is chosen and the answers given so far."""
    said: dict[str, str | list[str]] = {
        name.removeprefix(GIVEN): _value(sent, name) for name in sent if name.startswith(GIVEN)
    }
    return fields_for({"type": sent.get("type", ""), "channel": PORTAL}, said, customer=True)


def own_field(one: Any) -> forms.Field:
    """Return the form field for one of them."""
    about: dict[str, Any] = {"label": one.name, "help_text": one.hint, "required": one.needed_at == "open"}
    if one.kind == "many":
        return Several(widget=forms.CheckboxSelectMultiple(choices=[(o, o) for o in one.options]), **about)
    return Answer(widget=_widget(one), **about)


def _value(sent: Mapping[str, str], name: str) -> str | list[str]:
    """Return one answer, or where several were sent all of them: the field knows which it takes."""
    several = sent.getlist(name) if isinstance(sent, QueryDict) else [sent[name]]
    return several if len(several) > 1 else several[0]


def _widget(one: Any) -> forms.Widget:
    match one.kind:
        case "long":
            return forms.Textarea(attrs={"rows": 4})
        case "date":
            return forms.TextInput(attrs={"type": "date"})
        case "choice":
            return forms.Select(choices=[("", "—"), *((option, option) for option in one.options)])
        case "yes_no":
            return forms.Select(choices=[("", "—"), ("yes", _("Yes")), ("no", _("No"))])
        case "number" | "amount":
            return forms.TextInput(attrs={"inputmode": "decimal"})
        case "phone":
            return forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})
        case "mail":
            return forms.TextInput(attrs={"inputmode": "email"})
    return forms.TextInput(attrs={"maxlength": "200"})
