"""The fields of a centre's own: which a case has, what stands in them for whom, and which are missing."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from fuwutai.domain.cases.models import Case, CaseField, PersonalValue
from fuwutai.domain.cases.needs import check_before
from fuwutai.domain.cases.policies import may_configure_cases
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.domain.cases.work import field_rules as rules
from fuwutai.domain.cases.work.field_rules import Field, Moment, Value
from fuwutai.domain.customers.reveals import is_revealed
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused, Text
from fuwutai.kernel.masking import mask_account, mask_email, mask_phone, mask_text
from fuwutai.kernel.memo import Memo

GIVEN = "field_"
"""What stands before the code of a field where its answer is sent or refused among other answers."""
KINDS: dict[str, Text] = {
    rules.TEXT: pgettext_lazy("kind of field", "A line of text"),
    rules.LONG: pgettext_lazy("kind of field", "Several lines of text"),
    rules.NUMBER: pgettext_lazy("kind of field", "Number"),
    rules.DATE: pgettext_lazy("kind of field", "Date"),
    rules.CHOICE: pgettext_lazy("kind of field", "One of a list"),
    rules.MANY: pgettext_lazy("kind of field", "Several of a list"),
    rules.YES_NO: pgettext_lazy("kind of field", "Yes or no"),
    rules.PHONE: pgettext_lazy("kind of field", "Phone number"),
    rules.MAIL: pgettext_lazy("kind of field", "Mail address"),
    rules.AMOUNT: pgettext_lazy("kind of field", "Amount of money"),
}
NEEDED: dict[str, Text] = {
    "": pgettext_lazy("field needed", "It may stay empty"),
    "open": pgettext_lazy("field needed", "When the case is opened"),
    "resolve": pgettext_lazy("field needed", "Before the case is resolved"),
    "close": pgettext_lazy("field needed", "Before the case is closed"),
}
WRONG: dict[str, Text] = {
    "too_long": gettext_lazy("Keep this to 200 characters."),
    "too_long_a_text": gettext_lazy("Keep this to 4,000 characters."),
    "not_storable": gettext_lazy("This holds a character that cannot be stored. Remove it and send again."),
    "not_a_number": gettext_lazy("Enter a number, for example 12 or 3.5."),
    "not_an_amount": gettext_lazy("Enter an amount with at most two decimals, for example 128.50."),
    "not_a_date": gettext_lazy("Enter a date, for example 2026-03-09."),
    "not_offered": gettext_lazy("Choose from the list."),
    "not_yes_or_no": gettext_lazy("Choose yes or no."),
    "not_a_phone": gettext_lazy("Enter a phone number, for example 13912345678 or 021-55501234."),
    "not_a_mail": gettext_lazy("Enter a mail address, for example wang@example.cn."),
    "needed": gettext_lazy("Fill this in."),
    "unknown": gettext_lazy("This field is not asked for any more. Reload the page."),
}
HIDDEN = "*" * 6
"""What stands for a personal answer of which not even its length may be known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A field of a case and what stands in it as its reader may see it. `raw`: for a form, None where it is masked."""

    field: Field
    words: str
    raw: Value | None
    is_filled: bool
    is_masked: bool
    is_missing: bool


def fields_in_use() -> list[Field]:
    """Return the fields that are asked for, in their order. Cost: 1 statement a second at most in a process."""
    return _read.get()[0]


def field_names() -> dict[int, str]:
    """Return what every field is called, also those asked for no more. Cost: as `fields_in_use`."""
    return _read.get()[1]


def forget_fields() -> None:
    """Read the fields anew: now, and once what changes them is committed."""
    _read.forget()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_read.forget)


def facts_of_fields(case: Case) -> dict[str, str]:
    """Return the facts of a case on which it may depend whether a field is asked for."""
    return {name: getattr(case, name) for name in CASE_FACTS}


def own_fields(case: Case) -> list[Field]:
    """Return the fields that a case has, in their order. Cost: as `fields_in_use`."""
    return rules.applying(fields_in_use(), facts_of_fields(case), case.fields)


def fields_for(
    facts: Mapping[str, str], said: Mapping[str, str | list[str]] | None = None, *, customer: bool = False
) -> list[Field]:
    """Return the fields that a new case with these facts and answers has; of a customer only those meant for them.

    Cost: as `fields_in_use`.
    """
    asked = [one for one in fields_in_use() if one.for_customer or not customer]
    return rules.applying(asked, facts, _heard(asked, said or {}))


def fields_with(case: Case, said: Mapping[str, str | list[str]]) -> list[Field]:
    """Return the fields that a case has once this is said in some of them. Cost: as `fields_in_use`."""
    known = fields_in_use()
    kept = {code: value for code, value in case.fields.items() if code not in said}
    return rules.applying(known, facts_of_fields(case), kept | _heard(known, said))


def deciding_fields() -> set[str]:
    """Return the codes of the fields on whose answers it depends whether another is asked for. Cost: as above."""
    return {code for one in fields_in_use() for code in rules.depends_on(one)}


def missing_fields(case: Case, moment: Moment) -> list[Field]:
    """Return the fields that a case lacks at a moment. Cost: 1 statement where a personal one is needed, else none."""
    lacking = rules.missing(fields_in_use(), facts_of_fields(case), case.fields, moment)
    if personal := [one.id for one in lacking if one.is_personal]:
        there = {row.field_id for row in _personal(case, personal) if row.value}
        lacking = [one for one in lacking if one.id not in there]
    return lacking


@check_before("resolve")
def fields_before_resolving(case: Case) -> list[Text]:
    """Return what to fill in before a case is resolved."""
    return _fill_in(missing_fields(case, "resolve"))


@check_before("close")
def fields_before_closing(case: Case) -> list[Text]:
    """Return what to fill in before a case is closed."""
    return _fill_in(missing_fields(case, "close"))


def lacking_by_row(case: Case) -> int:
    """Return how many fields a case lacks before it is closed, as far as its row says: personal ones do not count.

    Cost: as `fields_in_use`.
    """
    lacking = rules.missing(fields_in_use(), facts_of_fields(case), case.fields, "close")
    return sum(1 for one in lacking if not one.is_personal)


def answers_of(actor: Actor, case: Case) -> list[Answer]:
    """Return the fields of a case with what stands in them; staff see what is personal after a reveal.

    Source: S0-5.4-3, S3-5.1-7. Raises: NotFound. Cost: 1 statement.
    """
    shown = visible_cases(actor).filter(pk=case.pk).annotate(open_to_me=is_revealed(actor, "customer"))
    row = shown.values_list("open_to_me", flat=True).first()
    if row is None:
        raise NotFound
    whole = bool(row) or not actor.is_staff
    asked = own_fields(case)
    kept = [one.id for one in asked if one.is_personal]
    personal = {one.field_id: one.value for one in _personal(case, kept)} if kept else {}
    there = {one.id: personal.get(one.id) if one.is_personal else case.fields.get(one.code) for one in asked}
    return [_answer(one, there[one.id], whole) for one in asked]


def plain_answers(case: Case, *, revealed: bool) -> list[tuple[str, str]]:
    """Return name and words of what stands in the fields of a case that are not personal. Cost: as `fields_in_use`."""
    told = [(one, case.fields.get(one.code)) for one in own_fields(case) if not one.is_personal]
    return [(one.name, _answer(one, value, revealed).words) for one, value in told if value]


def case_fields(actor: Actor) -> list[CaseField]:
    """Return every field for those who change them, in their order, retired ones last. Raises: Refused.

    Cost: 1 statement.
    """
    if not may_configure_cases(actor):
        raise Refused
    return sorted(CaseField.objects.order_by("position", "id"), key=lambda one: one.retired_at is not None)


def case_field(actor: Actor, field_id: int) -> CaseField:
    """Return a field for those who change it. Raises: Refused, NotFound. Cost: 1 statement."""
    if not may_configure_cases(actor):
        raise Refused
    found = CaseField.objects.filter(pk=field_id).first()
    if found is None:
        raise NotFound
    return found


def as_asked(row: CaseField) -> Field:
    """Return a field as the rules take it."""
    return Field(
        id=row.pk,
        code=row.code,
        name=row.name,
        kind=row.kind,
        options=tuple(row.options),
        types=tuple(row.types),
        condition={key: tuple(values) for key, values in row.condition.items()},
        needed_at=row.needed_at,
        hint=row.hint,
        is_personal=row.is_personal,
        for_customer=row.for_customer,
    )


def words_of(field: Field, value: Value | None) -> str:
    """Return what stands in a field in the reader's words, "" for nothing."""
    if not value:
        return ""
    if isinstance(value, list):
        return pgettext("between answers", ", ").join(value)
    if field.kind == rules.YES_NO:
        return _("Yes") if value == rules.YES else _("No")
    return value


def _answer(field: Field, value: Value | None, whole: bool) -> Answer:
    words = words_of(field, value)
    hidden = _masked(field, words) if words and not whole else words
    return Answer(
        field=field,
        words=hidden,
        raw=None if hidden != words else value,
        is_filled=bool(value),
        is_masked=hidden != words,
        is_missing=bool(field.needed_at) and not value,
    )


def _masked(field: Field, words: str) -> str:
    if not field.is_personal:
        return mask_text(words)
    match field.kind:
        case rules.PHONE:
            return mask_phone(words)
        case rules.MAIL:
            return mask_email(words)
        case rules.TEXT:
            return mask_account(words)
    return HIDDEN


def _fill_in(lacking: Iterable[Field]) -> list[Text]:
    names = pgettext("between answers", ", ").join(one.name for one in lacking)
    return [_("Fill in first: %(fields)s.") % {"fields": names}] if names else []


def _personal(case: Case, field_ids: Iterable[int]) -> list[PersonalValue]:
    return list(PersonalValue.objects.filter(case=case, field_id__in=list(field_ids)))


def _heard(fields: Iterable[Field], said: Mapping[str, str | list[str]]) -> dict[str, Value]:
    """Return what is said in fields that are not personal, without what does not fit them."""
    found: dict[str, Value] = {}
    for one in fields:
        if one.code in said and not one.is_personal:
            with suppress(rules.WrongValue):
                if (value := rules.parse(one, said[one.code])) is not None:
                    found[one.code] = value
    return found


def _read_all() -> tuple[list[Field], dict[int, str]]:
    rows = list(CaseField.objects.order_by("position", "id"))
    return [as_asked(one) for one in rows if one.retired_at is None], {one.pk: one.name for one in rows}


_read = Memo(_read_all)
