"""The form of a role."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.choices import PERMISSIONS_IN_WORDS, REACHES
from fuwutai.domain.accounts.queries import all_permissions, role_codes
from fuwutai.domain.accounts.role_pages import given_name
from fuwutai.domain.accounts.roles import RoleView
from fuwutai.kernel.errors import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One permission as a box; `is_locked`: the reader does not hold it, so that she cannot pass it on."""

    code: str
    text: Text
    is_ticked: bool
    is_locked: bool


class RoleForm(forms.Form):
    """What a role is called, how far it sees and what it may do; what the reader may not pass on is locked."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("2 to 20 small letters, digits and underscores, a letter first. It cannot be changed later."),
        error_messages={"required": _("Enter a code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("Name"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reach = forms.ChoiceField(
        label=_("How far it sees"),
        choices=list(REACHES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how far the role sees.")},
    )
    permissions = forms.MultipleChoiceField(
        label=_("What it may do"),
        required=False,
        error_messages={"invalid_choice": _("One of the permissions is not offered. Reload the page.")},
    )

    def __init__(self, data: Any = None, *, held: Collection[str], like: RoleView, is_new: bool) -> None:
        """`like`: the role that is edited, or the one from which a new one starts."""
        name = "" if is_new else given_name(like)
        reach = like.reach if like.reach in REACHES else None
        super().__init__(data, initial={"name": name, "reach": reach, "permissions": sorted(like.permissions)})
        self.held = frozenset(held)
        self.fields["permissions"].choices = [(code, code) for code in all_permissions()]  # type: ignore[attr-defined]
        if is_new:
            self.fields["name"].required = True
            self.fields["name"].error_messages["required"] = _("Enter a name of at most 80 characters.")
        else:
            del self.fields["code"]
        if not is_new and like.is_shipped:
            self.fields["name"].help_text = _("Empty: it keeps the name that it was shipped with.")

    def clean_code(self) -> str:
        """Return the code of a new role. Raises: ValidationError for one that is there already."""
        code = str(self.cleaned_data["code"])
        if code in role_codes():
            raise forms.ValidationError(_("This code is taken. Choose another one."))
        return code

    def wanted(self) -> dict[str, Any]:
        """Return what was filled in, as `save_role` takes it."""
        return {name: self.cleaned_data[name] for name in ("name", "reach", "permissions")}

    def groups(self) -> list[tuple[Text, list[Box]]]:
        """Return the permissions as boxes, by group."""
        ticked = frozenset(self["permissions"].value() or ()) & self.held
        return [
            (title, [_box(code, text, ticked, self.held) for code, text in said.items()])
            for title, said in PERMISSIONS_IN_WORDS.items()
        ]

    def has_locked(self) -> bool:
        """Return whether the reader lacks a permission."""
        return not self.held.issuperset(all_permissions())


def _box(code: str, text: Text, ticked: Collection[str], held: Collection[str]) -> Box:
    return Box(code=code, text=text, is_ticked=code in ticked, is_locked=code not in held)
