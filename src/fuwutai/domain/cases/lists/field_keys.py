"""The keys of the query language for the fields of a centre's own: `field.place:东区`, in Chinese `字段.故障地点:东区`.

What is written about a person stands elsewhere, under lock, and is no key.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import DateField, DecimalField, Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, IContains, In, LessThan, LessThanOrEqual
from django.utils.dateparse import parse_date
from django.utils.translation import pgettext

from fuwutai.domain.cases.lists.keys import BY_NAME, KEYS, NO, NOBODY, SPOKEN, WORDS_OF_VALUES, YES, Key, Reader
from fuwutai.domain.cases.work import field_rules as rules
from fuwutai.domain.cases.work.fields import fields_in_use
from fuwutai.kernel.errors import Text

COLUMN = "fields"
COMPARED = (rules.NUMBER, rules.AMOUNT, rules.DATE)
SIGNS = {">": GreaterThan, ">=": GreaterThanOrEqual, "<": LessThan, "<=": LessThanOrEqual, ":": Exact}
_IN_A_KEY = re.compile(r"[^\s:<>=\"“”,：＜＞＝，]+")


def keys_by_code() -> dict[str, Key]:
    """Return every key by its code, those of fields in use last. Cost: as `fields_in_use`."""
    return KEYS | {key.code: key for one in fields_in_use() if not one.is_personal for key in [_key(one)]}


def key_called(name: str) -> Key | None:
    """Return the key that is written like this, in whatever language. Cost: as `fields_in_use`."""
    if (found := BY_NAME.get(name)) is not None:
        return found
    every = keys_by_code().values()
    return next((one for one in every if name in (one.code, *one.also, _plain(str(one.label)))), None)


def key_kept(code: str) -> Key | None:
    """Return the key of a code that stands in a kept query; of a field that is asked for no more one by its words.

    So a view does not hold more cases than before because a field went out of use. Cost: as `fields_in_use`.
    """
    known = keys_by_code().get(code)
    if known is None and code.startswith(rules.OF_A_FIELD):
        name = code.removeprefix(rules.OF_A_FIELD)
        return _key(rules.Field(id=0, code=name, name="", kind=rules.CHOICE, condition={}))
    return known


def _key(field: rules.Field) -> Key:
    signs = (":", ">", "<", ">=", "<=") if field.kind in COMPARED else (":",)

    def condition(sign: str, values: tuple[str, ...], _reader: Reader) -> Q:
        filled = Q(**{f"{COLUMN}__has_key": field.code})
        found = filled & _holds(field, sign, [one for one in values if one != NOBODY])
        return found | ~filled if NOBODY in values else found

    return Key(
        code=f"{rules.OF_A_FIELD}{field.code}", also=tuple(_plain(f"{one}.{field.name}") for one in ("字段", "field")),
        label=_label(field), kind="field", condition=condition, codes=lambda: _words(field), signs=signs,
        reads=lambda value: _read(field, value),
    )  # fmt: skip


def _holds(field: rules.Field, sign: str, values: list[str]) -> Q:
    said = KeyTextTransform(field.code, COLUMN)
    if field.kind == rules.MANY:  # the answers stand in the order of the options
        stands = KeyTransform(field.code, COLUMN)
        places = [KeyTextTransform(str(place), stands) for place in range(len(field.options))]
        spoken = [Coalesce(place, Value(""), output_field=TextField()) for place in places]
        return _any(Q(In(one, values)) for one in spoken if values)
    if field.kind in (rules.NUMBER, rules.AMOUNT):
        number = Cast(said, DecimalField(max_digits=25, decimal_places=6))
        return _any(Q(SIGNS[sign](number, Decimal(one))) for one in values)
    if field.kind == rules.DATE:
        return _any(Q(SIGNS[sign](Cast(said, DateField()), parse_date(one))) for one in values)
    if field.kind in rules.FREE:
        return _any(Q(IContains(said, one)) for one in values)
    return _any(Q(In(said, values)) for _once in values[:1])


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for one in conditions:
        found |= one
    return found


def _read(field: rules.Field, value: str) -> str | None:
    """Return a value as it is kept in a query, None where it is none of this field."""
    plain = SPOKEN.get(value.casefold(), value.casefold())
    if field.kind in rules.WITH_OPTIONS:
        named = next((one for one in field.options if one.casefold() == value.casefold()), None)
        return named or (NOBODY if plain == NOBODY else None)
    if plain == NOBODY:
        return NOBODY
    if field.kind in rules.FREE:
        return value
    try:
        return str(rules.parse(field, plain if field.kind == rules.YES_NO else value) or "") or None
    except rules.WrongValue:
        return None


def _words(field: rules.Field) -> Mapping[str, Text]:
    if field.kind == rules.YES_NO:
        return {YES: WORDS_OF_VALUES[YES], NO: WORDS_OF_VALUES[NO]}
    examples = {rules.NUMBER: "12", rules.AMOUNT: "128.50", rules.DATE: "2026-03-09"}
    if field.kind in examples:
        return {examples[field.kind]: examples[field.kind]}
    return {one: one for one in field.options}


def _label(field: rules.Field) -> str:
    """Return how a key is said: by the field's name where that can stand in a query, else by its code."""
    name = field.name if _IN_A_KEY.fullmatch(field.name) else field.code
    field_word = pgettext("query key", "field")
    return f"{field_word}.{name}"


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
