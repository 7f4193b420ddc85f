"""The fields of the centre's own on its cases: which there are, and what stands in them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import TYPES
from fuwutai.domain.cases.commands._states import case_for
from fuwutai.domain.cases.events import CaseFieldMoved, CaseFieldRetired, CaseFieldSaved, FieldsFilled
from fuwutai.domain.cases.models import Case, CaseField, PersonalValue
from fuwutai.domain.cases.policies import may_classify, may_configure_cases
from fuwutai.domain.cases.work import field_rules as rules
from fuwutai.domain.cases.work.field_rules import Field, Value
from fuwutai.domain.cases.work.fields import (
    GIVEN,
    KINDS,
    NEEDED,
    WRONG,
    as_asked,
    facts_of_fields,
    fields_for,
    fields_in_use,
    forget_fields,
    own_fields,
)
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code
from fuwutai.kernel.text import storable

Said = str | Sequence[str]
FIELD_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAX_NAME, MAX_HINT, MAX_OPTION, MAX_OPTIONS, MAX_FIELDS = 60, 200, 60, 100, 500


@command(statements=9)
def save_case_field(
    *,
    actor: Actor,
    name: str,
    code: str = "",
    kind: str = "",
    options: Sequence[str] = (),
    types: Sequence[str] = (),
    condition: Mapping[str, Sequence[str]] | None = None,
    needed_at: str = "",
    hint: str = "",
    is_personal: bool = False,
    for_customer: bool = False,
    field_id: int | None = None,
) -> CaseField:
    """Ask something of the centre's own of cases, or change the field of this id; its code and kind then stay.

    `condition`: a fact of the case, or “field.” and the code of another field, and the values of which one must stand
    there. Phone numbers and mail addresses are always kept as personal. What is kept as personal stays so.
    Emits: CaseFieldSaved. Raises: Refused, NotFound, Invalid naming each wrong field. Source: S1-1.2-2.
    """
    if not may_configure_cases(actor):
        raise Refused
    rows = {one.pk: one for one in CaseField.objects.select_for_update(no_key=True).order_by("position", "id")}
    field = rows.get(field_id) if field_id is not None else CaseField(code=code.strip(), kind=kind)
    if field is None:
        raise NotFound
    was_personal = field.is_personal
    others = {one.code: as_asked(one) for one in rows.values() if one.pk != field.pk and one.retired_at is None}
    field.name, field.hint, field.needed_at, field.for_customer = name.strip(), hint.strip(), needed_at, for_customer
    field.options = _chosen(options) if field.kind in rules.WITH_OPTIONS else []
    field.types, field.condition = _chosen(types), {key: _chosen(said) for key, said in (condition or {}).items()}
    field.is_personal = is_personal or was_personal or field.kind in rules.ALWAYS_PERSONAL
    wrong = _wrong_field(field, is_new=field_id is None, taken={one.code for one in rows.values() if one != field})
    wrong |= _wrong_condition(field, others)
    if field_id is None and len(rows) >= MAX_FIELDS:
        wrong["name"] = _("There are 500 fields already. Retire one that is not needed any more.")
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    if field_id is None:
        field.position = max((one.position for one in rows.values()), default=0) + 1
    elif field.is_personal and not was_personal and _is_used(field):
        raise Conflict(_("Something stands in this field already, so it cannot become personal. Retire it and add a "
                         "new one that is."), code="in_use")  # fmt: skip
    field.save()
    forget_fields()
    emit(
        CaseFieldSaved(
            case_field_id=field.pk, kind=Code(field.kind), needed_at=Code(needed_at),
            is_personal=field.is_personal, for_customer=for_customer,
        )
    )  # fmt: skip
    return field


@command(statements=7)
def retire_case_field(*, actor: Actor, field_id: int, is_retired: bool = True) -> CaseField:
    """Ask for a field no more, or again; what stands in it is kept and, while it is retired, not shown.

    Emits: CaseFieldRetired, nothing where it was so. Raises: Refused, NotFound, Conflict where another field depends
    on it, or it depends on one that is retired.
    """
    if not may_configure_cases(actor):
        raise Refused
    rows = {one.pk: one for one in CaseField.objects.select_for_update(no_key=True).order_by("pk")}
    if (field := rows.get(field_id)) is None:
        raise NotFound
    if (field.retired_at is not None) is is_retired:
        return field
    here = {one.code: as_asked(one) for one in rows.values() if one.retired_at is None}
    if is_retired and (depend := [one.name for one in here.values() if field.code in rules.depends_on(one)]):
        raise Conflict(
            _("It depends on this field whether “%(name)s” is asked for. Change that one first.") % {"name": depend[0]},
            code="depended_on",
        )
    if not is_retired and not rules.depends_on(as_asked(field)) <= here.keys():
        raise Conflict(
            _("This field depends on one that is retired. Ask for that one again first."), code="depends_on_retired"
        )
    field.retired_at = clock.now() if is_retired else None
    field.save(update_fields=["retired_at"])
    forget_fields()
    emit(CaseFieldRetired(case_field_id=field.pk, is_retired=is_retired))
    return field


@command(statements=6)
def order_case_fields(*, actor: Actor, field_ids: Sequence[int]) -> None:
    """Let the fields stand in this order on every form; what is not named comes after them, in the order it had.

    Emits: CaseFieldMoved for each that stands elsewhere. Raises: Refused, NotFound.
    """
    if not may_configure_cases(actor):
        raise Refused
    rows = {one.pk: one for one in CaseField.objects.select_for_update(no_key=True).order_by("position", "id")}
    if not set(field_ids) <= rows.keys():
        raise NotFound
    first = [rows[one] for one in dict.fromkeys(field_ids)]
    ordered = [*first, *(one for one in rows.values() if one.pk not in set(field_ids))]
    moved = []
    for position, one in enumerate(ordered, start=1):
        if one.position != position:
            one.position = position
            moved.append(one)
    CaseField.objects.bulk_update(moved, ["position"])
    forget_fields()
    for one in moved:
        emit(CaseFieldMoved(case_field_id=one.pk, position=one.position))


@command(statements=11)
def fill_fields(*, actor: Actor, case_id: int, values: Mapping[str, Said]) -> Case:
    """Write into fields of the centre's own, by code; "" empties one, what is not named stays.

    What does not apply to the case with these answers is left as it is.
    Emits: FieldsFilled, nothing where nothing changed. Raises: NotFound, Refused, Conflict, Invalid naming each wrong
    field as “field_” and its code. Source: S1-1.2-2, S3-2.1-6, S4-7.1-4, S4-7.2-4.
    """
    case = case_for(actor, case_id, "classify", may_classify)
    known = fields_in_use()
    plain, personal, wrong = answered(known, facts_of_fields(case), case.fields, values)
    needed = {one.code for one in own_fields(case) if one.needed_at == "open"}
    emptied = [code for code in values if code in needed and not (plain.get(code) or personal.get(code))]
    wrong = {f"{GIVEN}{code}": WRONG["needed"] for code in emptied} | wrong
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    changed = [code for code in plain if plain[code] != case.fields.get(code)]
    kept = store_personal(case, {one.id: personal[one.code] for one in known if one.code in personal})
    if not changed and not kept:
        return case
    if changed:
        case.fields = {code: value for code, value in {**case.fields, **plain}.items() if value is not None}
        case.save(update_fields=["fields"])
    ids = tuple(one.id for one in known if one.code in changed or one.id in kept)
    emit(FieldsFilled(case_id=case.pk, field_ids=ids))
    return case


def first_answers(
    actor: Actor, facts: Mapping[str, str], values: Mapping[str, Said] | None
) -> tuple[dict[str, Value], dict[int, str], dict[str, Text]]:
    """Return what a new case holds in its fields, by id in its personal ones, and what is wrong or missing.

    Staff are always asked for what is needed at opening; a customer answers what a form shows her: who writes a mail
    or calls was never asked, so that nobody is turned away. Cost: as `fields_in_use`.
    """
    known = {one.code: one for one in fields_in_use()}
    given = dict(values or {})
    if actor.is_customer:
        given = {code: said for code, said in given.items() if code in known and known[code].for_customer}
    plain, personal, wrong = answered(list(known.values()), facts, {}, given)
    said = {code: value for code, value in plain.items() if value}
    if actor.is_staff or (actor.is_customer and values is not None):
        there = {**said, **personal}
        asked = fields_for(facts, said, customer=actor.is_customer)
        lacking = [one for one in asked if one.needed_at == "open" and not there.get(one.code)]
        wrong = {f"{GIVEN}{one.code}": WRONG["needed"] for one in lacking} | wrong
    return said, {known[code].id: value for code, value in personal.items() if value}, wrong


def answered(
    fields: Sequence[Field], facts: Mapping[str, str], before: Mapping[str, Value], values: Mapping[str, Said]
) -> tuple[dict[str, Value | None], dict[str, str], dict[str, Text]]:
    """Return by code what is said in plain and in personal fields, as it is stored, and what is wrong with it.

    Fields that do not apply with these answers are left out. Cost: none.
    """
    known = {one.code: one for one in fields}
    parsed: dict[str, Value | None] = {}
    wrong: dict[str, Text] = {}
    for code, said in values.items():
        if code not in known:
            wrong[f"{GIVEN}{code}"] = WRONG["unknown"]
            continue
        try:
            parsed[code] = rules.parse(known[code], said)
        except rules.WrongValue as problem:
            wrong[f"{GIVEN}{code}"] = WRONG[problem.why]
    plain = {code: value for code, value in parsed.items() if not known[code].is_personal}
    after = {code: value for code, value in {**before, **plain}.items() if value is not None}
    here = {one.code for one in rules.applying(fields, facts, after)}
    wrong = {code: text for code, text in wrong.items() if text is WRONG["unknown"] or code.removeprefix(GIVEN) in here}
    personal = {code: parsed[code] for code in parsed if known[code].is_personal and code in here}
    shown = {code: value for code, value in plain.items() if code in here}
    return shown, {code: _as_text(value) for code, value in personal.items()}, wrong


def store_personal(case: Case, values: Mapping[int, str]) -> set[int]:
    """Keep what is said in personal fields, by their ids, encrypted; return which hold something else now.

    Cost: 3 statements, none for nothing.
    """
    if not values:
        return set()
    there = {one.field_id: one for one in PersonalValue.objects.filter(case=case, field__in=list(values))}
    new, changed = [], []
    for field_id, text in values.items():
        row = there.get(field_id)
        if row is None and text:
            new.append(PersonalValue(case=case, field_id=field_id, value=text))
        elif row is not None and row.value != text:
            row.value = text
            changed.append(row)
    PersonalValue.objects.bulk_create(new)
    PersonalValue.objects.bulk_update(changed, ["value"])
    return {row.field_id for row in (*new, *changed)}


def filled(case: Case, held: Mapping[int, str]) -> None:
    """Keep what a new case holds in personal fields, by their ids, and tell which fields were filled in.

    Emits: FieldsFilled, nothing where nothing is said. Cost: 1 statement where something personal is said, else none.
    """
    PersonalValue.objects.bulk_create(
        PersonalValue(case=case, field_id=field_id, value=text) for field_id, text in held.items()
    )
    if ids := tuple(one.id for one in fields_in_use() if one.code in case.fields or one.id in held):
        emit(FieldsFilled(case_id=case.pk, field_ids=ids))


def _as_text(value: Value | None) -> str:
    return "\n".join(value) if isinstance(value, list) else value or ""


def _chosen(said: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(one.strip() for one in said if one.strip()))


def _is_used(field: CaseField) -> bool:
    return Case.objects.filter(fields__has_key=field.code).exists()


def _wrong_field(field: CaseField, *, is_new: bool, taken: set[str]) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if is_new and not FIELD_CODE.fullmatch(field.code):
        wrong["code"] = _("Use at most 40 small letters, digits and underscores, a letter first.")
    elif is_new and field.code in taken:
        wrong["code"] = _("This code is taken. Choose another one.")
    if field.kind not in KINDS:
        wrong["kind"] = _("Choose one of the list.")
    if not 1 <= len(field.name) <= MAX_NAME or not storable(field.name):
        wrong["name"] = _("Enter a name of at most 60 characters.")
    if len(field.hint) > MAX_HINT or not storable(field.hint):
        wrong["hint"] = _("Keep this to 200 characters.")
    if field.needed_at not in NEEDED:
        wrong["needed_at"] = _("Choose one of the list.")
    if not set(field.types) <= TYPES.keys():
        wrong["types"] = _("Choose one of the list.")
    good = 1 <= len(field.options) <= MAX_OPTIONS
    good = good and all(len(one) <= MAX_OPTION and storable(one) and "\n" not in one for one in field.options)
    if field.kind in rules.WITH_OPTIONS and not good:
        wrong["options"] = _("Enter 1 to 100 answers, one a line, each of at most 60 characters.")
    return wrong


def _wrong_condition(field: CaseField, others: Mapping[str, Field]) -> dict[str, Text]:
    """Return what is wrong with what a field depends on, and with what depends on it."""
    said: dict[str, Any] = field.condition
    mine = {key.removeprefix(rules.OF_A_FIELD) for key in said if key.startswith(rules.OF_A_FIELD)}
    depending = [one for one in others.values() if field.code in rules.depends_on(one)]
    for key, values in said.items():
        other = others.get(key.removeprefix(rules.OF_A_FIELD)) if key.startswith(rules.OF_A_FIELD) else None
        if not values or not all(storable(one) for one in values):
            return {"condition": _("Name at least one value for each condition.")}
        if other is None and key not in CASE_FACTS:
            return {"condition": _("A condition names something that is not there. Choose again.")}
        if other is not None:
            offered = (rules.YES, rules.NO) if other.kind == rules.YES_NO else other.options
            if other.kind not in rules.MAY_DECIDE or other.is_personal or not set(values) <= set(offered):
                return {"condition": _("“%(name)s” cannot decide about this. Choose answers of a list that is not "
                                       "personal.") % {"name": other.name}}  # fmt: skip
            if rules.depends_on(other):
                return {"condition": _("“%(name)s” depends on another field itself. Choose one that does not.")
                        % {"name": other.name}}  # fmt: skip
    if mine and depending:
        return {"condition": _("“%(name)s” depends on this field, so this one cannot depend on another.")
                % {"name": depending[0].name}}  # fmt: skip
    return _lost_answers(field, depending)


def _lost_answers(field: CaseField, depending: Sequence[Field]) -> dict[str, Text]:
    """Return that an answer is taken away on which it depends whether another field is asked for."""
    for one in depending:
        if field.is_personal:
            text = _("“%(name)s” depends on this field, so it cannot be personal.")
            return {"is_personal": text % {"name": one.name}}
        lost = set(one.condition[f"{rules.OF_A_FIELD}{field.code}"]) - set(field.options)
        if field.kind in rules.WITH_OPTIONS and lost:
            return {
                "options": _("“%(name)s” depends on the answer “%(answer)s”. Change that field first.")
                % {"name": one.name, "answer": min(lost)}
            }
    return {}
