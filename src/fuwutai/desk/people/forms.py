"""The forms of people, teams and units; what may be chosen is what the actor may give."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.desk.people.words import indented
from fuwutai.domain.accounts.choices import UNIT_KINDS
from fuwutai.domain.accounts.directory import roles_to_give, teams_to_give, units_to_give
from fuwutai.domain.accounts.policies import may_edit_organisation
from fuwutai.domain.accounts.units import UnitView, units
from fuwutai.kernel.actors import Actor

LONGEST_PASSWORD = 1_000
PLAIN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
NO_UNIT = pgettext_lazy("organisation", "In no unit")


def _name(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=80, help_text=help_text, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def _password(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    """Return a field that never shows again what was typed."""
    return forms.CharField(
        label=label, max_length=LONGEST_PASSWORD, strip=False, required=required,
        help_text=help_text or password_validators_help_text_html(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip


def _unit_field(label: Any, offered: list[UnitView], nothing: Any) -> forms.TypedChoiceField:
    """Return a choice of a unit; `nothing` is what no unit is called, None where one must be chosen."""
    none = [("", nothing)] if nothing is not None else []
    return forms.TypedChoiceField(
        label=label, required=nothing is None, coerce=int, empty_value=None, choices=[*none, *indented(offered)]
    )


class PersonForm(forms.Form):
    """Name, role, unit and teams of a person."""

    display_name = _name(pgettext_lazy("person", "Name"), _("Colleagues and customers see it."))
    role = forms.ChoiceField(label=_("Role"), help_text=_("Only roles that allow no more than yours are offered."))
    unit_id = forms.Field()
    team_ids = forms.TypedMultipleChoiceField(
        label=_("Teams"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, actor: Actor, teams: Iterable[int] = (), is_oneself: bool = False, **kwargs: Any
    ) -> None:
        """`teams`: where the person works at present. `is_oneself`: role, unit and teams stay as they are."""
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "—"), *((one.code, one.name) for one in roles_to_give(actor))]  # type: ignore[attr-defined]
        self.fields["team_ids"].choices = [(one.pk, one.name) for one in teams_to_give(actor, teams)]  # type: ignore[attr-defined]
        if units():
            self.fields["unit_id"] = _unit_field(
                pgettext_lazy("organisation", "Unit"),
                units_to_give(actor),
                NO_UNIT if may_edit_organisation(actor) else None,
            )
        else:
            del self.fields["unit_id"]
        for name in ("role", "unit_id", "team_ids"):
            if name in self.fields:
                self.fields[name].disabled = is_oneself

    def chosen(self) -> dict[str, Any]:
        """Return what was written and chosen, as the commands take it."""
        said = {name: self.cleaned_data[name] for name in self.fields}
        return {"unit_id": None, **said, "team_ids": tuple(self.cleaned_data["team_ids"])}


class NewPersonForm(PersonForm):
    """A person who is new here."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("With it the person signs in; it stays. Small letters, digits, dots or dashes."),
        widget=forms.TextInput(attrs=PLAIN),
    )
    password = _password(
        _("First password"), required=False,
        help_text=_(
            "Leave it empty to get a link by which the person chooses the password. "
            "One that you choose must be changed at the first sign-in."
        ),
    )  # fmt: skip
    field_order = ("display_name", "username", "role", "unit_id", "team_ids", "password")

    def chosen(self) -> dict[str, Any]:
        """Return what was written and chosen; no password where the person is to choose it by a link."""
        return super().chosen() | {"password": self.cleaned_data["password"] or None}


class PasswordForm(forms.Form):
    """A new password for somebody."""

    password = _password(_("New password"))


class NewTeamForm(forms.Form):
    """A team that is new."""

    name = _name(_("Name"), _("As it stands in queues and cases."))
    code = forms.CharField(
        label=pgettext_lazy("organisation", "Code"),
        max_length=40,
        help_text=_("A short name for programs and imports; it stays. Small letters, digits and dashes."),
        widget=forms.TextInput(attrs=PLAIN),
    )
    unit_id = forms.Field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_units(self, pgettext_lazy("organisation", "Unit"), units(), NO_UNIT)


class TeamNameForm(forms.Form):
    """Another name for a team."""

    name = _name(_("Name"), _("As it stands in queues and cases."))


class TeamPlaceForm(forms.Form):
    """The unit to which a team belongs."""

    unit_id = forms.Field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_units(self, pgettext_lazy("organisation", "Unit"), units(), NO_UNIT)


class UnitForm(forms.Form):
    """Name, kind and place of a unit. `places`: below which units it may stand."""

    name = _name(_("Name"))
    kind = forms.ChoiceField(label=pgettext_lazy("organisation", "Kind of unit"), choices=list(UNIT_KINDS.items()))
    parent_id = forms.Field()

    def __init__(self, *args: Any, places: list[UnitView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        at_top = pgettext_lazy("organisation", "None: it stands at the top")
        _offer_units(self, pgettext_lazy("organisation", "Belongs to"), places, at_top, name="parent_id")

    def chosen(self) -> dict[str, Any]:
        """Return what was written and chosen, as the commands take it."""
        return {"parent_id": None} | {name: self.cleaned_data[name] for name in self.fields}


class NewUnitForm(UnitForm):
    """A unit that is new."""

    code = forms.CharField(
        label=pgettext_lazy("organisation", "Code"),
        max_length=40,
        help_text=_("A short name for programs and imports; it stays. Small letters, digits and dashes."),
        widget=forms.TextInput(attrs=PLAIN),
    )
    field_order = ("name", "code", "kind", "parent_id")


def _offer_units(form: forms.Form, label: Any, offered: list[UnitView], nothing: Any, name: str = "unit_id") -> None:
    """Put a choice of units where the form has a place for it; without units there is nothing to choose."""
    if offered:
        form.fields[name] = _unit_field(label, offered, nothing)
    else:
        del form.fields[name]
