"""Customers in words: codes of their files, what was changed, and with what care they are served."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fuwutai.domain.accounts.choices import LANGUAGES
from fuwutai.domain.customers.choices import (
    CHANNEL_PREFERENCES,
    CONTACT_KINDS,
    CUSTOMER_TYPES,
    SPECIAL_HANDLING,
    STAGES,
    TIERS,
)

CARE = {
    "high_value": ("amber", "star"),
    "special_need": ("violet", "heart"),
    "high_sensitivity": ("red", "alert"),
    "special_scenario": ("blue", "info"),
}
"""Kind of special handling → (tone, icon)."""
CODES: dict[str, Mapping[str, Any]] = {
    "type": CUSTOMER_TYPES, "tier": TIERS, "stage": STAGES, "language": LANGUAGES, "channel": CHANNEL_PREFERENCES,
}  # fmt: skip
"""Fields that hold a code, with its words."""


def word(field: str, code: str) -> str:
    """Return what a code of a field is called; one that is gone is shown as it is."""
    return str(CODES[field].get(code, code)) if code else ""


def care_badge(kind: str) -> dict[str, str]:
    """Return the badge of a kind of special handling."""
    tone, icon = CARE.get(kind, ("slate", "info"))
    return {"label": str(SPECIAL_HANDLING.get(kind, kind)), "tone": tone, "icon": icon}


def field_word(field: str, own: Mapping[str, str]) -> str:
    """Return what a field of the history is called. `own`: the names of the centre's own fields by code."""
    what, _dot, rest = field.partition(".")
    if what == "contact":
        return str(CONTACT_KINDS.get(rest, rest))
    if what == "special_handling":
        return str(SPECIAL_HANDLING.get(rest, rest))
    if what == "custom":
        return own.get(rest, rest)
    return _plain_fields().get(what, what)


def value_word(field: str, value: str, people: Mapping[int, str]) -> str:
    """Return a value of the history in words. `people`: names of colleagues by id."""
    if field in CODES:
        return word(field, value)
    if field == "owner":
        return people.get(int(value), value) if value.isdigit() else value
    if field == "restricted" and value:
        return pgettext("field", "Yes") if value == "yes" else pgettext("field", "No")
    return value


def owner_ids(lines: Iterable[Any]) -> set[int]:
    """Return the ids of colleagues that stand in a history."""
    values = [value for one in lines if one.field == "owner" for value in (one.before, one.after)]
    return {int(value) for value in values if value.isdigit()}


def missing_words(missing: Iterable[str]) -> str:
    """Return what is missing in a file, as a list in one line."""
    plain = _plain_fields() | {"contact": _("Phone or mail address")}
    return _(", ").join(plain.get(one, one) for one in missing)


def unchecked(days: int, *, was_checked: bool) -> str:
    """Return since when nobody has looked a file through."""
    if days == 0:
        return pgettext("customer", "Checked today") if was_checked else pgettext("customer", "New since today")
    if not was_checked:
        return ngettext("Never checked in %(n)d day", "Never checked in %(n)d days", days) % {"n": days}
    return ngettext("Last checked %(n)d day ago", "Last checked %(n)d days ago", days) % {"n": days}


def _plain_fields() -> dict[str, str]:
    return {
        "name": pgettext("person", "Name"),
        "type": pgettext("customer", "Kind of customer"),
        "tier": pgettext("customer", "Class"),
        "stage": pgettext("customer", "Stage"),
        "address": _("Address"),
        "manner": _("How to address and what to heed"),
        "language": _("Language"),
        "channel": _("Likes to be reached by"),
        "quiet_from": _("Not to be disturbed from"),
        "quiet_until": _("Not to be disturbed until"),
        "owner": _("Looked after by"),
        "restricted": _("Only few may know of this customer"),
        "organisation": _("Organisation"),
    }
