"""Suggestions in words: why two customers may be one, and what speaks against it."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.domain.customers.choices import CONTACT_KINDS, CUSTOMER_TYPES, STAGES, TIERS
from fuwutai.domain.customers.likeness import AGAINST, ALMOST_CERTAIN_PERCENT

REASONS = {
    "same_id_card": pgettext_lazy("duplicate", "The same identity number"),
    "same_name": pgettext_lazy("duplicate", "The same name"),
    "same_pinyin": pgettext_lazy("duplicate", "The names sound the same"),
    "similar_name": pgettext_lazy("duplicate", "The names are similar"),
    "same_phone": pgettext_lazy("duplicate", "One phone number in common"),
    "same_landline": pgettext_lazy("duplicate", "One landline in common"),
    "phone_without_area": pgettext_lazy("duplicate", "The phone numbers differ in the area code only"),
    "phone_slip": pgettext_lazy("duplicate", "The phone numbers differ in one digit or two exchanged ones"),
    "same_mailbox": pgettext_lazy("duplicate", "Two spellings of one mailbox"),
    "same_mail_name": pgettext_lazy("duplicate", "The same mail name at two providers"),
    "same_account": pgettext_lazy("duplicate", "The same account or QQ number"),
    "same_address": pgettext_lazy("duplicate", "The same address, written differently or alike"),
    "similar_address": pgettext_lazy("duplicate", "The same house"),
    "same_organisation": pgettext_lazy("duplicate", "The same organisation"),
    "other_name": pgettext_lazy("duplicate", "Different names"),
    "other_phone": pgettext_lazy("duplicate", "Different phone numbers"),
    "other_address": pgettext_lazy("duplicate", "Different addresses"),
    "other_organisation": pgettext_lazy("duplicate", "Different organisations"),
    "family_number": pgettext_lazy("duplicate", "Different given names on one landline: perhaps a family"),
    "other_id_card": pgettext_lazy("duplicate", "Different identity numbers"),
}
CERTAIN, POSSIBLE = _("Almost certain"), _("Possible")


def reasons(codes: Iterable[str]) -> list[dict[str, Any]]:
    """Return the reasons in words, each with whether it speaks against one person."""
    return [{"text": REASONS.get(code, code), "against": code in AGAINST} for code in codes]


def score(percent: int) -> dict[str, Any]:
    """Return a score as a badge shows it."""
    certain = percent >= ALMOST_CERTAIN_PERCENT
    return {
        "percent": percent,
        "label": CERTAIN if certain else POSSIBLE,
        "tone": "green" if certain else "amber",
        "icon": "check-circle" if certain else "question",
    }


def side(one: Any) -> dict[str, Any]:
    """Return one of two customers as a page shows it."""
    return {
        "one": one,
        "type": CUSTOMER_TYPES.get(one.type, ""),
        "tier": TIERS.get(one.tier, ""),
        "stage": STAGES.get(one.stage, ""),
        "contacts": [(CONTACT_KINDS.get(kind, kind), value) for kind, value in one.contacts],
    }
