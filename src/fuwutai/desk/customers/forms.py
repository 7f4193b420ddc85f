"""The forms of a customer's file."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.domain.accounts.choices import LANGUAGES
from fuwutai.domain.customers.choices import (
    CHANNEL_PREFERENCES,
    CONSENT_HOW,
    CONTACT_KINDS,
    CUSTOMER_TYPES,
    FIELD_KINDS,
    FIELD_PURPOSES,
    LEVELS,
    MEMBER_SIGHTS,
    PURPOSES,
    SPECIAL_HANDLING,
    STAGES,
    TIERS,
    VERIFIED_HOW,
)

PLAIN = {"autocomplete": "off"}
SHARED = _("Others are reached in the same way too, for example a family or an office")


def _choice(label: Any, offered: Mapping[str, Any], nothing: Any = None, help_text: Any = "") -> forms.ChoiceField:
    """Return a choice of a code; `nothing`: what it is called when none is chosen, None where one must be."""
    none = [("", nothing if nothing is not None else "—")]
    return forms.ChoiceField(
        label=label, required=nothing is None, choices=[*none, *offered.items()], help_text=help_text
    )


def _line(label: Any, longest: int, *, required: bool = True, help_text: Any = "", **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required, help_text=help_text,
        widget=forms.TextInput(attrs=PLAIN | attrs),
    )  # fmt: skip


def _text(label: Any, longest: int, *, required: bool = True, help_text: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=longest, required=required, help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def _time(label: Any, help_text: Any = "") -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, help_text=help_text,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )  # fmt: skip


NOT_SAID = pgettext_lazy("customer", "Not said")


class NewCustomerForm(forms.Form):
    """Somebody who stands at the desk."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=60)
    name = _line(pgettext_lazy("person", "Name"), 80)
    type = _choice(pgettext_lazy("customer", "Kind of customer"), CUSTOMER_TYPES, NOT_SAID)
    phone = _line(_("Phone"), 40, required=False, inputmode="tel")
    email = _line(_("E-mail"), 254, required=False, inputmode="email")
    shared = forms.BooleanField(label=SHARED, required=False)


class ProfileForm(forms.Form):
    """What we know of a customer. An address that is masked is left empty, and stays as it stands."""

    name = _line(pgettext_lazy("person", "Name"), 80)
    type = _choice(pgettext_lazy("customer", "Kind of customer"), CUSTOMER_TYPES, NOT_SAID)
    stage = _choice(pgettext_lazy("customer", "Stage"), STAGES, NOT_SAID)
    address = _line(_("Address"), 300, required=False)
    manner = _text(
        _("How to address and what to heed"), 1_000, required=False,
        help_text=_("Form of address, language habits, customs. Colleagues read it before they speak."),
    )  # fmt: skip
    language = _choice(_("Language"), LANGUAGES, NOT_SAID)
    channel = _choice(_("Likes to be reached by"), CHANNEL_PREFERENCES, NOT_SAID)
    quiet_from = _time(_("Not to be disturbed from"))
    quiet_until = _time(_("Not to be disturbed until"), _("It may go over midnight, as from 21:00 until 08:00."))
    owner_id = forms.TypedChoiceField(label=_("Looked after by"), required=False, coerce=int, empty_value=None)

    def __init__(
        self, *args: Any, people: Iterable[tuple[int, str]], masked_address: str = "", **kwargs: Any
    ) -> None:
        """`masked_address`: how the address is shown to who has not revealed the file, "" = it is whole here."""
        super().__init__(*args, **kwargs)
        self.hides_address = bool(masked_address)
        self.fields["owner_id"].choices = [("", pgettext_lazy("customer", "Nobody")), *people]  # type: ignore[attr-defined]
        if masked_address:
            self.fields["address"].help_text = _(
                "It stands as %(address)s. What you write takes its place; left empty it stays."
            ) % {"address": masked_address}

    def chosen(self) -> dict[str, Any]:
        """Return what was written, as the command takes it."""
        said = dict(self.cleaned_data)
        if self.hides_address and not said["address"]:
            said["address"] = None
        return said


class ContactForm(forms.Form):
    """One more way to reach a customer."""

    kind = _choice(pgettext_lazy("contact", "Kind"), CONTACT_KINDS)
    value = _line(_("Number, address or account"), 200)
    preferred = forms.BooleanField(label=_("The customer prefers to be reached here"), required=False)
    shared = forms.BooleanField(label=SHARED, required=False)


class ContactStateForm(forms.Form):
    """What we know of a contact."""

    preferred = forms.BooleanField(label=_("The customer prefers to be reached here"), required=False)
    shared = forms.BooleanField(label=SHARED, required=False)
    verified_how = _choice(
        pgettext_lazy("contact", "Checked"), VERIFIED_HOW, pgettext_lazy("contact", "Nobody has checked it")
    )


class ConsentForm(forms.Form):
    """What a customer says to a use of their data."""

    purpose = _choice(pgettext_lazy("consent", "Use"), PURPOSES)
    given = forms.TypedChoiceField(
        label=pgettext_lazy("consent", "The customer"), coerce=lambda said: said == "yes", empty_value=None,
        choices=[("yes", pgettext_lazy("consent", "agrees")), ("no", pgettext_lazy("consent", "does not agree"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    how = _choice(pgettext_lazy("consent", "Told us"), CONSENT_HOW)


class CareForm(forms.Form):
    """Special care for a customer."""

    kind = _choice(pgettext_lazy("special handling", "Why"), SPECIAL_HANDLING)
    note = _text(
        pgettext_lazy("special handling", "How to serve the customer"), 1_000,
        help_text=_("What to do and what not to do. It stands on every case of the customer."),
    )  # fmt: skip


class ClassForm(forms.Form):
    """The class of a customer, and whether only few may know of them."""

    tier = _choice(pgettext_lazy("customer", "Class"), TIERS, pgettext_lazy("customer tier", "None"))
    restricted = forms.BooleanField(
        label=_("Only few may know of this customer"), required=False,
        help_text=_("Then only who works on a case of theirs sees them, and who may see such customers."),
    )  # fmt: skip


class NoteForm(forms.Form):
    """What colleagues should know."""

    body = _text(pgettext_lazy("customer", "Note"), 2_000)
    pinned = forms.BooleanField(label=_("Keep on top, and show it on every case of the customer"), required=False)


class MemberForm(forms.Form):
    """What a customer does in an organisation."""

    post = _line(pgettext_lazy("organisation", "Post"), 60, required=False)
    sight = _choice(pgettext_lazy("organisation", "On our web pages"), MEMBER_SIGHTS)


class NewMemberForm(MemberForm):
    """The organisation a customer belongs to."""

    organisation = _line(
        _("Organisation"), 160, help_text=_("The whole name, or the register number.")
    )
    field_order = ("organisation", "post", "sight")


class OrganisationForm(forms.Form):
    """An organisation."""

    name = _line(pgettext_lazy("organisation", "Name"), 160)
    register_number = _line(
        _("Register number"), 30, required=False, help_text=_("For companies the unified social credit code.")
    )


class FieldForm(forms.Form):
    """A field of the centre's own."""

    name = _line(pgettext_lazy("field", "Name"), 60)
    purpose = _choice(pgettext_lazy("field", "Collected for"), FIELD_PURPOSES)
    level = _choice(pgettext_lazy("field", "Protection"), LEVELS)
    options = _text(
        pgettext_lazy("field", "Answers"), 4_000, required=False,
        help_text=_("One a line; only for a choice of a list."),
    )  # fmt: skip
    position = forms.IntegerField(
        label=pgettext_lazy("field", "Place in the order"), min_value=0, max_value=999, initial=0
    )

    def chosen(self) -> dict[str, Any]:
        """Return what was written, as the command takes it."""
        return {**self.cleaned_data, "options": self.cleaned_data["options"].splitlines()}


class NewFieldForm(FieldForm):
    """A field that is new; code and kind stay."""

    code = _line(
        pgettext_lazy("field", "Code"), 40, help_text=_("Small letters, digits and underscores; it stays.")
    )
    kind = _choice(pgettext_lazy("field", "Kind of answer"), FIELD_KINDS)
    field_order = ("name", "code", "kind", "options", "purpose", "level", "position")


class ValuesForm(forms.Form):
    """What stands in the centre's own fields. What is masked is left empty, and stays as it stands."""

    def __init__(self, *args: Any, asked: Iterable[Any], lines: Mapping[str, Any], **kwargs: Any) -> None:
        """`asked`: the fields; `lines`: what stands in them now, by code."""
        super().__init__(*args, **kwargs)
        self.hidden: set[str] = set()
        for one in asked:
            line = lines.get(one.code)
            masked = line is not None and line.is_masked
            self.fields[one.code] = _own_field(one, _masked_hint(line.value) if masked else "")
            if masked:
                self.hidden.add(one.code)
            elif line is not None:
                self.initial.setdefault(one.code, line.value)

    def chosen(self) -> dict[str, str]:
        """Return what was written, by code; what is hidden and was left empty is not named."""
        said = {code: value or "" for code, value in self.cleaned_data.items()}
        return {code: value for code, value in said.items() if value or code not in self.hidden}


def _masked_hint(value: str) -> Any:
    return _("It stands as %(value)s. What you write takes its place; left empty it stays.") % {"value": value}


def _own_field(one: Any, hint: Any) -> forms.Field:
    purpose = FIELD_PURPOSES.get(one.purpose, one.purpose)
    help_text = hint or _("Collected for: %(purpose)s") % {"purpose": purpose}
    if one.kind in ("choice", "yes_no"):
        yes_no = {"yes": pgettext_lazy("field", "Yes"), "no": pgettext_lazy("field", "No")}
        offered = yes_no if one.kind == "yes_no" else {option: option for option in one.options}
        return _choice(one.name, offered, NOT_SAID, help_text)
    kind = {"date": {"type": "date"}, "number": {"inputmode": "decimal"}}.get(one.kind, {})
    return _line(one.name, 500, required=False, help_text=help_text, **kind)
