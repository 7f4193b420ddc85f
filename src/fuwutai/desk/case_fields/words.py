"""When a field of the centre's own is asked for, said in a sentence or two."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fuwutai.desk.standards.facts import FACTS
from fuwutai.domain.cases.choices import TYPES

OF_A_FIELD = "field."
YES_NO = "yes_no"


def explained(
    *,
    types: Sequence[str],
    condition: Mapping[str, Sequence[str]],
    needed_at: str,
    is_personal: bool,
    for_customer: bool,
    others: Mapping[str, Any],
) -> list[str]:
    """Return the sentences that say of whom, when and how a field is asked. `others`: fields by their code."""
    return [
        _asked(types, condition, others),
        *_needed(needed_at),
        _("Customers are asked on the portal, too.") if for_customer else _("Only staff are asked."),
        *([_("It is kept encrypted, shown masked, and erased with the customer.")] if is_personal else []),
    ]


def _asked(types: Sequence[str], condition: Mapping[str, Sequence[str]], others: Mapping[str, Any]) -> str:
    names = [str(TYPES[code]) for code in TYPES if code in types]
    whom = pgettext("between types of case", ", ").join(names) or _("every type of case")
    parts = [part for key, values in condition.items() if (part := _condition(key, values, others))]
    if not parts:
        return _("Asked for: %(types)s.") % {"types": whom}
    when = pgettext("between two conditions", " and ").join(parts)
    return _("Asked for: %(types)s, but only where %(conditions)s.") % {"types": whom, "conditions": when}


def _condition(key: str, values: Sequence[str], others: Mapping[str, Any]) -> str:
    if not values:
        return ""
    if key.startswith(OF_A_FIELD):
        other = others.get(key.removeprefix(OF_A_FIELD))
        name = other.name if other else key
        said = [_yes_or_no(one) for one in values] if other and other.kind == YES_NO else list(values)
    else:
        name = str(FACTS[key].label) if key in FACTS else key
        said = [str(FACTS[key].codes.get(one, one)) if key in FACTS else one for one in values]
    either = pgettext("between two answers", " or ").join(said)
    return _("%(name)s is %(values)s") % {"name": name, "values": either}


def _yes_or_no(code: str) -> str:
    return _("Yes") if code == "yes" else _("No")


def _needed(needed_at: str) -> list[str]:
    match needed_at:
        case "open":
            return [_("No case is opened without an answer.")]
        case "resolve":
            return [_("The case is not resolved before there is an answer.")]
        case "close":
            return [_("The case is not closed by staff before there is an answer.")]
    return [_("It may stay empty.")]
