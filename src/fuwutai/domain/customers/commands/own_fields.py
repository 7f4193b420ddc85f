"""The fields of the centre's own, and what stands in them for one customer."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.customers.choices import FIELD_KINDS, FIELD_PURPOSES, LEVELS, SERVICE
from fuwutai.domain.customers.commands._file import keep_changes, locked_customer, refuse, wrong_text
from fuwutai.domain.customers.events import CustomFieldRetired, CustomFieldSaved, CustomValuesChanged
from fuwutai.domain.customers.file import consents_given
from fuwutai.domain.customers.models import Customer, CustomField, CustomValue
from fuwutai.domain.customers.policies import may_edit_customer_fields, may_lower_protection
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import NotFound, Refused, Text
from fuwutai.kernel.events import Code

FIELD_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
NUMBER = re.compile(r"[+-]?[0-9]{1,15}([.][0-9]{1,6})?")
MAX_FIELD, MAX_OPTION, MAX_OPTIONS, MAX_VALUE = 60, 60, 50, 500


@command(statements=7)
def save_customer_field(
    *,
    actor: Actor,
    code: str,
    name: str,
    kind: str,
    purpose: str,
    level: str,
    options: Sequence[str] = (),
    position: int = 0,
    field_id: int | None = None,
) -> CustomField:
    """Keep a field of the centre's own of every customer, or change the one of this id; code and kind then stay.

    Each says what it is collected for and how it is protected; to protect one less takes who may see what stands in it.
    Source: S0-5.4-1, S3-5.1-7.
    Emits: CustomFieldSaved. Raises: Refused, NotFound, Invalid naming each wrong field.
    """
    if not may_edit_customer_fields(actor):
        raise Refused
    field = _locked_field(field_id) if field_id is not None else CustomField(code=code.strip(), kind=kind)
    chosen = list(dict.fromkeys(one.strip() for one in options if one.strip()))
    wrong: dict[str, Text] = {}
    if field_id is None:
        if not FIELD_CODE.fullmatch(field.code):
            wrong["code"] = _("Use at most 40 small letters, digits and underscores, a letter first.")
        elif CustomField.objects.filter(code=field.code).exists():
            wrong["code"] = _("This code is taken. Choose another one.")
    if problem := wrong_text(name, MAX_FIELD, required=_("Enter the name of the field.")):
        wrong["name"] = problem
    for what, code_chosen, offered in (
        ("kind", field.kind, FIELD_KINDS),
        ("purpose", purpose, FIELD_PURPOSES),
        ("level", level, LEVELS),
    ):
        if code_chosen not in offered:
            wrong[what] = _("Choose one of the list.")
    before = field.level if field_id is not None else ""
    if before and level in LEVELS and _lowers(before, level) and not may_lower_protection(actor):
        wrong["level"] = _("Only who may see customers in full may protect a field less. Ask a supervisor who may.")
    if field.kind == "choice" and not _good_options(chosen):
        wrong["options"] = _("Enter 1 to 50 answers, one a line, each of at most 60 characters.")
    refuse(wrong)
    field.name, field.purpose, field.level, field.position = name.strip(), purpose, level, position
    field.options = chosen if field.kind == "choice" else []
    field.save()
    lowered_from = Code(before if before and _lowers(before, level) else "")
    emit(
        CustomFieldSaved(
            custom_field_id=field.pk, purpose=Code(purpose), level=Code(level), lowered_from=lowered_from
        )
    )
    return field


@command(statements=7)
def retire_customer_field(*, actor: Actor, field_id: int) -> CustomField:
    """Ask for a field no more; what stands in it is kept and not shown.

    Emits: CustomFieldRetired. Raises: Refused, NotFound.
    """
    if not may_edit_customer_fields(actor):
        raise Refused
    field = _locked_field(field_id)
    field.retired_at = clock.now()
    field.save(update_fields=["retired_at"])
    emit(CustomFieldRetired(custom_field_id=field.pk))
    return field


@command(statements=14)
def set_custom_values(*, actor: Actor, customer_id: int, values: Mapping[str, str]) -> Customer:
    """Write into fields of the centre's own, by code; "" empties one, what is not named stays.

    What is collected for more than the service is kept only of who agreed to that. Source: S0-5.4-1, S0-5.4-3.
    Emits: CustomValuesChanged, nothing where nothing changed. Raises: NotFound, Refused, Conflict, Invalid naming each
    wrong field.
    """
    customer = locked_customer(actor, customer_id)
    found = {one.code: one for one in CustomField.objects.filter(code__in=list(values), retired_at=None)}
    fields = {code: found[code] for code in values if code in found}
    agreed = consents_given(customer.pk) if any(one.purpose != SERVICE for one in fields.values()) else frozenset()
    wrong = {code: problem for code in values if (problem := _wrong_value(fields.get(code), values[code], agreed))}
    refuse(wrong)
    there = {one.field.code: one for one in _values(customer, fields)}
    before = {code: there[code].value if code in there else None for code in fields}
    after = {code: values[code].strip() or None for code in fields}
    changed = [code for code in fields if before[code] != after[code]]
    if not changed:
        return customer
    CustomValue.objects.filter(customer=customer, field__code__in=changed).delete()
    CustomValue.objects.bulk_create(
        CustomValue(customer=customer, field=fields[code], value=text) for code in changed if (text := after[code])
    )
    keep_changes(actor, customer, {f"custom.{code}": (before[code], after[code]) for code in changed})
    emit(CustomValuesChanged(customer_id=customer.pk, fields=tuple(Code(code) for code in changed)))
    return customer


def _locked_field(field_id: int) -> CustomField:
    found = CustomField.objects.select_for_update(no_key=True).filter(pk=field_id, retired_at=None).first()
    if found is None:
        raise NotFound
    return found


def _lowers(before: str, level: str) -> bool:
    order = list(LEVELS)
    return order.index(level) < order.index(before)


def _values(customer: Customer, fields: Mapping[str, CustomField]) -> list[CustomValue]:
    return list(CustomValue.objects.filter(customer=customer, field__in=fields.values()).select_related("field"))


def _good_options(options: list[str]) -> bool:
    return 1 <= len(options) <= MAX_OPTIONS and not any(wrong_text(one, MAX_OPTION) for one in options)


def _wrong_value(field: CustomField | None, value: str, agreed: frozenset[str]) -> Text | None:
    """Return what is wrong with a value for a field."""
    if field is None:
        return _("This field is not asked for any more. Reload the page.")
    value = value.strip()
    if not value:
        return None
    if field.purpose != SERVICE and field.purpose not in agreed:
        return _("The customer has not agreed to this: %(purpose)s. Note the consent first.") % {
            "purpose": FIELD_PURPOSES.get(field.purpose, field.purpose)
        }
    if field.kind == "number" and not NUMBER.fullmatch(value):
        return _("Enter a number, for example 12 or 3.5.")
    if field.kind == "date" and not _is_date(value):
        return _("Enter a date, for example 2026-03-09.")
    if field.kind == "choice" and value not in field.options:
        return _("Choose one of the list.")
    if field.kind == "yes_no" and value not in ("yes", "no"):
        return _("Choose yes or no.")
    return wrong_text(value, MAX_VALUE)


def _is_date(value: str) -> bool:
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False
