"""Choosing a term of a list of the centre: one types a part of it, or what is wider, and takes what is suggested."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import CATEGORY_TERM
from fuwutai.domain.cases.vocabularies import LABELS, entry_of, label_of, offered

LONGEST = 200
CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
_AROUND_SLASH = re.compile(r"\s*/\s*")


class SuggestingInput(forms.TextInput):
    """A text input that suggests what may be taken while one types; without a script as well."""

    template_name = "desk/cases/_suggesting.html"

    def __init__(self, suggested: Mapping[str, str]) -> None:
        super().__init__(attrs={"autocomplete": "off", "spellcheck": "false"})
        self.suggested = suggested

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return the context with the labels to suggest, under an id of their own."""
        context = super().get_context(name, value, attrs)
        listed = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"]["list"] = listed
        return context | {"list_id": listed, "labels": self.suggested.values()}


class TermField(forms.CharField):
    """A field that takes a term as it is called: by its whole path, by its own name where only one is called so, or by
    its code. `kept`: the code that the case has, which stays possible whatever became of it.

    Where the centre has no list yet, a code of any kind is taken.
    """

    def __init__(self, vocabulary: str, kept: str = "", **more: Any) -> None:
        self.vocabulary, self.kept = vocabulary, kept
        self.offered = offered(vocabulary, kept)
        super().__init__(required=False, max_length=LONGEST, widget=SuggestingInput(self.offered), **more)

    def prepare_value(self, value: Any) -> Any:
        """Return what a code is called, and what was typed as it was typed."""
        return label_of(self.vocabulary, value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        """Return the code of what was typed. Raises: ValidationError that says what to do."""
        said = str(super().to_python(value)).strip()
        if not said or said in self.offered:
            return said
        typed = _plain(said)
        if by_path := [code for code, label in self.offered.items() if _plain(label) == typed]:
            return by_path[0]
        by_name = [code for code in self.offered if _plain(_own_name(self.vocabulary, code)) == typed]
        if len(by_name) > 1:
            paths = " · ".join(self.offered[code] for code in by_name)
            raise forms.ValidationError(_("There are several of this name: %(paths)s"), params={"paths": paths})
        return by_name[0] if by_name else self._unknown(said, typed)

    def _unknown(self, said: str, typed: str) -> str:
        """Return a code that is not offered: of a retired term, for the command to say what to take instead; where the
        centre has no list yet, any. Raises: ValidationError.
        """
        named = [code for code, label in LABELS[self.vocabulary].items() if typed in (_plain(str(label)), code)]
        if self.offered.keys() - {self.kept}:
            if retired := [code for code in named if entry_of(self.vocabulary, code)]:
                return retired[0]
            text = _("There is no “%(said)s”. Take one of those suggested.")
            raise forms.ValidationError(text, params={"said": said})
        if named or CODE.fullmatch(said):
            return named[0] if named else said
        raise forms.ValidationError(_("Write it as a code of small letters, digits and dots, like billing.refund."))


def category_field(kept: str = "") -> TermField:
    """Return the field for the category of a case; its label comes with the form."""
    return TermField(CATEGORY_TERM, kept, label=_("Category"))


def _own_name(vocabulary: str, code: str) -> str:
    found = entry_of(vocabulary, code)
    return found.label if found else label_of(vocabulary, code)


def _plain(text: str) -> str:
    return _AROUND_SLASH.sub("/", " ".join(text.split())).casefold()
