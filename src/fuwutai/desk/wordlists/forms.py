"""The forms of a term."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.domain.cases.choices import CATEGORY_TERM, CAUSE_GROUPS, CAUSE_TERM
from fuwutai.domain.cases.commands import MAX_TERM_CODE, MAX_TERM_NAME
from fuwutai.domain.cases.vocabularies import offered


class TermForm(forms.Form):
    """What a term is called and, for a cause, what is at the root of it; the command checks the words."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("Name"), max_length=MAX_TERM_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, vocabulary: str, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if vocabulary == CAUSE_TERM:
            self.fields["group"] = forms.ChoiceField(
                label=pgettext_lazy("cause", "At the root"), choices=[("", "—"), *CAUSE_GROUPS.items()], required=False
            )


class NewTermForm(TermForm):
    """A term that is new: also where it belongs, and its code."""

    def __init__(self, vocabulary: str, *args: Any, **more: Any) -> None:
        super().__init__(vocabulary, *args, **more)
        if vocabulary == CATEGORY_TERM:
            self.fields["under"] = forms.ChoiceField(
                label=_("Belongs to"), required=False, choices=[("", _("Nothing wider")), *offered(vocabulary).items()]
            )
        self.fields["code"] = forms.CharField(
            label=pgettext_lazy("term", "Code"),
            max_length=MAX_TERM_CODE,
            required=False,
            help_text=_("For programs and imports; it stays. Leave it empty and one is made."),
            widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        )


class RetireForm(forms.Form):
    """What new cases take in place of a term."""

    instead = forms.ChoiceField(label=_("New cases take instead"), required=False)

    def __init__(self, others: Mapping[str, str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["instead"].choices = [("", _("Nothing named")), *others.items()]  # type: ignore[attr-defined]
