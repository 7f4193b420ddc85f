"""The fields of the centre's own as form fields, for the forms of the desk in which they are asked for."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from fuwutai.domain.cases.work.fields import GIVEN, deciding_fields, fields_in_use
from fuwutai.kernel.errors import DomainError

LOOK = "case-fields"
"""The id of the part of a form that holds the fields; it is fetched anew when an answer decides about others."""
Said = dict[str, str | list[str]]


class AnswersForm(forms.Form):
    """The fields that are asked for, each under “field_” and its code; the command says what is wrong or missing.

    `kept`: codes of fields in which something stands that may not be shown. `look_url`: where the part comes anew from.
    """

    use_required_attribute = False

    def __init__(
        self, asked: Iterable[Any], *args: Any, kept: Collection[str] = (), look_url: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        deciding = deciding_fields() if look_url else set()
        for one in asked:
            made = _field(one, is_kept=one.code in kept)
            if one.code in deciding:
                made.widget.attrs |= {
                    "hx-post": look_url, "hx-target": f"#{LOOK}", "hx-swap": "outerHTML", "hx-trigger": "change",
                }  # fmt: skip
            self.fields[GIVEN + one.code] = made

    def refuse(self, error: DomainError) -> None:
        """Put what is wrong at its field."""
        self.is_valid()
        for name, text in error.fields.items():
            if name in self.fields:
                self.add_error(name, str(text))


def said_in(sent: QueryDict, asked: Iterable[Any] | None = None) -> Said:
    """Return by code what was sent for fields; of several answers none ticked is sent as nothing at all."""
    known = fields_in_use() if asked is None else asked
    said = {one.code: sent_for(one.kind, GIVEN + one.code, sent) for one in known if GIVEN + one.code in sent}
    return {code: value for code, value in said.items() if value}


def sent_for(kind: str, name: str, sent: QueryDict) -> str | list[str]:
    """Return what was sent under a name for a field of a kind, empty for nothing."""
    return [one for one in sent.getlist(name) if one] if kind == "many" else sent.get(name, "")


def initial_of(said: Said) -> dict[str, str | list[str]]:
    """Return answers by the names that they have in a form."""
    return {GIVEN + code: value for code, value in said.items()}


def _field(one: Any, *, is_kept: bool) -> forms.Field:
    hint = _("Something stands here already. It stays unless you write something else.") if is_kept else one.hint
    if one.needed_at == "open" and not is_kept:
        hint = f"{_('Needed.')} {hint}".strip()
    about: dict[str, Any] = {"label": one.name, "required": bool(one.needed_at), "help_text": hint}
    if one.kind == "many":
        boxes = forms.CheckboxSelectMultiple(choices=[(option, option) for option in one.options])
        return _Several(widget=boxes, **about)
    return _Words(widget=_widget(one), **about)


def _widget(one: Any) -> forms.Widget:
    off = {"autocomplete": "off"}
    match one.kind:
        case "long":
            return forms.Textarea(attrs={"rows": 4})
        case "number" | "amount":
            return forms.TextInput(attrs={"inputmode": "decimal", **off})
        case "date":
            return forms.TextInput(attrs={"type": "date"})
        case "choice":
            return forms.Select(choices=[("", "—"), *((option, option) for option in one.options)])
        case "yes_no":
            return forms.Select(choices=[("", "—"), ("yes", _("Yes")), ("no", _("No"))])
        case "phone":
            return forms.TextInput(attrs={"type": "tel", "inputmode": "tel", **off})
        case "mail":
            return forms.TextInput(attrs={"inputmode": "email", **off})
    return forms.TextInput(attrs={"maxlength": "200", **off})


class _Words(forms.Field):
    """Words as they were sent; `required` only marks the field, the command decides."""

    def validate(self, value: Any) -> None:
        """Leave everything to the command."""


class _Several(_Words):
    """Several answers as they were sent."""

    def to_python(self, value: Any) -> list[str]:
        """Return the answers."""
        return list(value or [])
