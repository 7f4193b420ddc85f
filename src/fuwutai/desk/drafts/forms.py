"""The forms of a version: what it is about, its review, its approval, and the words of a clause."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.desk.drafts.choosing import LONGEST_REASON, DraftForm
from fuwutai.desk.manuals.changes import numbers_of
from fuwutai.domain.standards.choices import AREAS, BASIS, CLAUSE_KINDS, TOPICS
from fuwutai.domain.standards.manuals import VersionView, Wording
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Text

AT_ONCE, LATER = "now", "later"
LONGEST_TEXT = 4_000
MOMENT = "%Y-%m-%dT%H:%M"
BASIS_FIELD = "basis_"
SHORTHAND = re.compile(r"[A-Za-z]\s*[<>=]")
"""How the register sums a clause up for programs, as “revision=quarterly”: no form asks a manager to write that."""
DIGITS = re.compile(r"\d+")


class DescriptionForm(DraftForm):
    """What a version is called and why it is made, what it rests on and what it is about.

    Source: S3-8.2.2-1, S3-8.2.5-1.
    """

    def __init__(self, version: VersionView, data: Any = None) -> None:
        super().__init__(data, initial={"title": version.title, "reason": version.reason})
        for code, label in BASIS.items():
            self.fields[BASIS_FIELD + code] = forms.CharField(
                label=label,
                required=False,
                max_length=LONGEST_REASON,
                initial=version.basis.get(code, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["topics"] = forms.MultipleChoiceField(
            label=_("Topics"),
            required=False,
            choices=list(TOPICS.items()),
            initial=list(version.topics),
            widget=forms.CheckboxSelectMultiple,
        )

    @property
    def basis_fields(self) -> list[forms.BoundField]:
        """Return the fields of what the version rests on."""
        return [self[BASIS_FIELD + code] for code in BASIS]

    def described(self) -> dict[str, Any]:
        """Return what was filled in, as `describe_version` takes it."""
        given = self.cleaned_data
        return {
            "title": given["title"],
            "reason": given["reason"],
            "basis": {code: text for code in BASIS if (text := given[BASIS_FIELD + code])},
            "topics": tuple(given["topics"]),
        }


class WordsForm(forms.Form):
    """Words to go with an act; they stand in the history of the version."""

    use_required_attribute = False
    text = forms.CharField(
        label=_("A few words"), required=False, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self, *args: Any, needed: Text = "", name: str = "words", label: Text = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, auto_id=f"{name}_%s", **kwargs)
        if label:
            self.fields["text"].label = label
        if needed:
            self.fields["text"].required = True
            self.fields["text"].error_messages["required"] = needed


class CommentForm(WordsForm):
    """A comment on the whole version, or on one of the clauses that it changes."""

    def __init__(self, codes: Sequence[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, needed=_("Write the comment first."), name="comment", **kwargs)
        self.fields["text"].label = _("Comment")
        self.fields["clause_code"] = forms.ChoiceField(
            label=_("About"), required=False, choices=[("", _("the whole version")), *((code, code) for code in codes)]
        )


class ApprovalForm(WordsForm):
    """From when a version is to be in force."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, name="approve", **kwargs)
        self.fields = {
            "when": forms.ChoiceField(
                label=_("In force from"),
                choices=[(AT_ONCE, _("at once")), (LATER, _("a later moment"))],
                initial=AT_ONCE,
                widget=forms.RadioSelect,
            ),
            "moment": forms.DateTimeField(
                label=pgettext_lazy("version", "Moment"),
                required=False,
                input_formats=[MOMENT, "%Y-%m-%d %H:%M", "%Y-%m-%d"],
                help_text=_("In the time zone of the centre. Only where it is not to be at once."),
                widget=forms.DateTimeInput(format=MOMENT, attrs={"type": "datetime-local"}),
                error_messages={"invalid": _("This moment is not understood. Write it as 2026-12-01 00:00.")},
            ),
            **self.fields,
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a later moment that is none, and one that is over."""
        given = super().clean() or self.cleaned_data
        if given.get("when") == LATER and "moment" in given:
            if given["moment"] is None:
                self.add_error("moment", _("Say from which moment the version is to be in force."))
            elif given["moment"] < clock.now():
                self.add_error("moment", _("This moment is over. Choose a later one, or “at once”."))
        elif given.get("when") == AT_ONCE and given.get("moment"):
            text = _("You named a moment and chose “at once”. Choose “a later moment”, or empty the field.")
            self.add_error("when", text)
        return given

    def effective_from(self) -> datetime | None:
        """Return the moment that was chosen, None for at once."""
        moment: datetime | None = self.cleaned_data["moment"]
        return moment if self.cleaned_data["when"] == LATER else None


class ClauseForm(forms.Form):
    """The words of a clause in both languages, and its figures as the manual writes them."""

    use_required_attribute = False
    zh = forms.CharField(
        label=_("Text in Chinese"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )
    en = forms.CharField(
        label=_("Text in English"), required=False, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )
    numbers = forms.CharField(
        label=_("Figures in the text"),
        required=False,
        max_length=200,
        help_text=_("As the clause writes them, for example 15 min; 90 %. What clocks obey is changed as a figure."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, wording: Wording | None = None, data: Any = None) -> None:
        first = {**wording.texts, "numbers": wording.numbers} if wording else {}
        super().__init__(data, initial=first)
        self.wording = wording
        if wording is not None and SHORTHAND.search(wording.numbers):
            del self.fields["numbers"]
        self.fields["zh"].widget.attrs["lang"] = "zh-Hans"
        self.fields["en"].widget.attrs["lang"] = "en"

    def clean(self) -> dict[str, Any]:
        """Ask for the text in one of the languages at least."""
        given = super().clean() or self.cleaned_data
        if not (given.get("zh") or given.get("en")):
            self.add_error("zh", _("Write the text in one of the two languages at least."))
        return given

    def words(self) -> dict[str, Any]:
        """Return what was written, as `word_clause` takes it."""
        texts = {language: self.cleaned_data[language] for language in ("zh", "en")}  # an empty one goes
        return {"texts": texts, "numbers": self.cleaned_data.get("numbers", self._numbers_left(texts))}

    @property
    def shorthand(self) -> str:
        """Return the figures that stand beside the clause and are not to be edited, as the reader sees them."""
        return numbers_of(self.wording) if self.wording is not None and "numbers" not in self.fields else ""

    def _numbers_left(self, texts: Mapping[str, str]) -> str:
        """Return the shorthand of the register, "" once a figure of it has gone from the words that it sums up."""
        if self.wording is None:
            return ""
        before, after = (set(DIGITS.findall(" ".join(said.values()))) for said in (self.wording.texts, texts))
        gone = set(DIGITS.findall(self.wording.numbers)) & before - after
        return "" if gone else self.wording.numbers


class NewClauseForm(ClauseForm):
    """A clause that the manual does not have yet: also its number, its section, and what kind it is."""

    def __init__(self, sections: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(None, data)
        self.fields = {
            "clause_code": forms.CharField(
                label=_("Number of the clause"),
                max_length=40,
                help_text=_("One that no other clause has, for example S4-6.1-9."),
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
                error_messages={"required": _("Give the clause a number.")},
            ),
            "section": forms.CharField(
                label=pgettext_lazy("manual", "Section"),
                max_length=20,
                help_text=_("The clause comes after the last one of its section."),
                widget=forms.TextInput(attrs={"autocomplete": "off", "list": "sections"}),
                error_messages={"required": _("Say in which section the clause stands.")},
            ),
            "kind": forms.ChoiceField(label=_("Kind of clause"), choices=list(CLAUSE_KINDS.items())),
            "area": forms.ChoiceField(label=pgettext_lazy("manual", "Area"), choices=list(AREAS.items())),
            **self.fields,
        }
        self.sections = sections

    def words(self) -> dict[str, Any]:
        """Return the whole clause, as `word_clause` takes it."""
        given: Mapping[str, Any] = self.cleaned_data
        return {name: given[name] for name in ("clause_code", "section", "kind", "area")} | super().words()
