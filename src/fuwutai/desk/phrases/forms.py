"""The forms of a phrase and of a folder."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest
from fuwutai.domain.cases.choices import CATEGORY_TERM, TYPES
from fuwutai.domain.cases.vocabularies import label_of, offered
from fuwutai.domain.knowledge.choices import (
    BOTH,
    LONGEST_BODY,
    LONGEST_FOLDER,
    LONGEST_SHORTCUT,
    LONGEST_TITLE,
    PHRASE_LANGUAGES,
    PURPOSES,
)
from fuwutai.domain.knowledge.policies import may_edit_for_all
from fuwutai.domain.knowledge.queries import folders, teams_to_write_for
from fuwutai.domain.knowledge.variables import language_of, shown

ALONE, ALL = "me", "all"


class PhraseForm(forms.Form):
    """A phrase; its words show the variables in the reader's language."""

    use_required_attribute = False
    title = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_TITLE)
    body = forms.CharField(
        label=pgettext_lazy("phrase", "What it says"), max_length=LONGEST_BODY, strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "data-phrase-body": ""}),
        help_text=gettext_lazy("What differs from case to case stands in braces; choose it below."),
    )  # fmt: skip
    shortcut = forms.CharField(
        label=pgettext_lazy("phrase", "Shortcut"), max_length=LONGEST_SHORTCUT + 1, required=False,
        help_text=gettext_lazy("Typed after a semicolon, then space or Tab: ;hello puts the phrase in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    folder_id = forms.ChoiceField(label=pgettext_lazy("phrase", "Folder"), required=False)
    audience = forms.ChoiceField(label=pgettext_lazy("phrase", "Who has it"))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=PHRASE_LANGUAGES.items)
    purpose = forms.ChoiceField(label=pgettext_lazy("phrase", "Meant for"), choices=PURPOSES.items)
    types = forms.MultipleChoiceField(
        label=pgettext_lazy("phrase", "Suggest it for these types"), choices=TYPES.items, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    categories = forms.MultipleChoiceField(
        label=pgettext_lazy("phrase", "Suggest it for these categories"), required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("With what is narrower. Nothing chosen: for every category."),
    )  # fmt: skip

    def __init__(self, request: StaffRequest, *args: Any, phrase: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actor = request.actor
        teams = teams_to_write_for(actor).items()
        readers = [(ALONE, _("Only me")), *((str(pk), _("Team %(team)s") % {"team": name}) for pk, name in teams)]
        if may_edit_for_all(actor):
            readers.append((ALL, _("Everybody")))
        where = [("", _("No folder")), *((str(one.pk), one.name) for one in folders(actor))]
        found = offered(CATEGORY_TERM)
        for code in phrase.categories if phrase else ():
            found.setdefault(code, label_of(CATEGORY_TERM, code))
        for name, choices in {"audience": readers, "folder_id": where, "categories": list(found.items())}.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """Return what `save_phrase` takes."""
        said = dict(self.cleaned_data)
        audience, folder = said.pop("audience"), said.pop("folder_id")
        return {
            **said, "folder_id": int(folder) if folder else None,
            "team_id": int(audience) if audience.isdecimal() else None, "for_all": audience == ALL,
        }  # fmt: skip


def as_it_stands(phrase: Any) -> dict[str, Any]:
    """Return what the form of a phrase begins with."""
    audience = ALONE if phrase.owner_id else str(phrase.team_id) if phrase.team_id else ALL
    names = ("title", "shortcut", "language", "purpose", "types", "categories")
    return {name: getattr(phrase, name) for name in names} | {
        "body": shown(phrase.body, get_language() or ""), "audience": audience, "folder_id": phrase.folder_id or "",
    }  # fmt: skip


def as_new(folder_id: str = "") -> dict[str, Any]:
    """Return what the form of a new phrase begins with."""
    return {"audience": ALONE, "language": language_of(get_language() or ""), "purpose": BOTH, "folder_id": folder_id}


class FolderForm(forms.Form):
    """A folder."""

    use_required_attribute = False
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=LONGEST_FOLDER, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
