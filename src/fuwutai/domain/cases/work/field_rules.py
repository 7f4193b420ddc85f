"""Which fields of the centre's own a case has, which of them it needs, and what may stand in them; plain rules."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Value = str | list[str]
"""What stands in a field: its words, and for several answers a list of them. Absent where nothing is said."""
Moment = Literal["open", "resolve", "close"]

TEXT, LONG, NUMBER, DATE, CHOICE = "text", "long", "number", "date", "choice"
MANY, YES_NO, PHONE, MAIL, AMOUNT = "many", "yes_no", "phone", "mail", "amount"
KINDS = (TEXT, LONG, NUMBER, DATE, CHOICE, MANY, YES_NO, PHONE, MAIL, AMOUNT)
WITH_OPTIONS = (CHOICE, MANY)
MAY_DECIDE = (CHOICE, MANY, YES_NO)
"""Kinds on whose answers it may depend whether another field is asked for."""
ALWAYS_PERSONAL = (PHONE, MAIL)
FREE = (TEXT, LONG, PHONE, MAIL)
"""Kinds in which anything about a person may be written."""
YES, NO = "yes", "no"
MOMENTS: tuple[Moment, ...] = ("open", "resolve", "close")
OF_A_FIELD = "field."
"""What stands before the code of another field in a condition; what has it not is a fact of the case."""
LONGEST = {TEXT: 200, LONG: 4_000}
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,6})?")
_AMOUNT = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,2})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_PHONE = re.compile(r"\+?[0-9]{3,20}")
_MAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
_WIDTH: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
"""Signs of full width, as input methods for Chinese write them, each as the one of the keyboard."""


class WrongValue(ValueError):
    """What was said does not fit its field. `why`: a code, for which `fields.WRONG` has the words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of the centre's own, as it is asked for."""

    id: int
    code: str
    name: str
    kind: str
    options: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    condition: Mapping[str, tuple[str, ...]]
    needed_at: str = ""
    hint: str = ""
    is_personal: bool = False
    for_customer: bool = False


def parse(field: Field, said: str | Sequence[str]) -> Value | None:
    """Return what stands in a field when this is said, None where nothing is said. Raises: WrongValue."""
    if field.kind == MANY:
        given = [said] if isinstance(said, str) else list(said)
        chosen = {one.strip() for one in given if one.strip()}
        if not chosen <= set(field.options):
            raise WrongValue("not_offered")
        return [one for one in field.options if one in chosen] or None
    text = said if isinstance(said, str) else "".join(said[:1])
    if "\x00" in text or any(0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        raise WrongValue("not_storable")
    text = text.strip()
    return _one(field, text) if text else None


def _one(field: Field, text: str) -> str:
    narrow = text.translate(_WIDTH)
    match field.kind:
        case "number":
            return _number(narrow, _NUMBER, "not_a_number")
        case "amount":
            plain = narrow.removesuffix("元").lstrip("¥￥").strip()
            return f"{Decimal(_number(plain, _AMOUNT, 'not_an_amount')):.2f}"
        case "date":
            return _date(narrow)
        case "choice":
            if text not in field.options:
                raise WrongValue("not_offered")
            return text
        case "yes_no":
            if narrow.lower() not in (YES, NO):
                raise WrongValue("not_yes_or_no")
            return narrow.lower()
        case "phone":
            digits = re.sub(r"[\s()./\-]", "", narrow)
            if not _PHONE.fullmatch(digits):
                raise WrongValue("not_a_phone")
            return digits
        case "mail":
            if len(narrow) > 254 or not _MAIL.fullmatch(narrow):
                raise WrongValue("not_a_mail")
            return narrow
    if len(text) > LONGEST.get(field.kind, LONGEST[TEXT]):
        raise WrongValue("too_long_a_text" if field.kind == LONG else "too_long")
    return text


def _number(text: str, form: re.Pattern[str], why: str) -> str:
    text = text.replace(",", "") if _GROUPED.fullmatch(text) else text
    if not form.fullmatch(text):
        raise WrongValue(why)
    plain = format(Decimal(text), "f")
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain


def _date(text: str) -> str:
    parts = _DATE.fullmatch(text)
    if parts is None:
        raise WrongValue("not_a_date")
    try:
        return date(int(parts[1]), int(parts[2]), int(parts[3])).isoformat()
    except ValueError as error:  # the 30th of February
        raise WrongValue("not_a_date") from error


def applies(field: Field, facts: Mapping[str, str], values: Mapping[str, Value]) -> bool:
    """Return whether a field is asked for of a case with these facts (of which `type` is one) and values.

    Every key of the condition must hold, and a key holds when one of its values stands there. A category fits its
    children too.
    """
    if field.types and facts.get("type", "") not in field.types:
        return False
    return all(_holds(key, wanted, facts, values) for key, wanted in field.condition.items())


def _holds(key: str, wanted: Collection[str], facts: Mapping[str, str], values: Mapping[str, Value]) -> bool:
    if key.startswith(OF_A_FIELD):
        said = values.get(key.removeprefix(OF_A_FIELD), "")
        return not set(wanted).isdisjoint([said] if isinstance(said, str) else said)
    fact = facts.get(key, "")
    if key == "category":
        return any(fact == one or fact.startswith(f"{one}.") for one in wanted)
    return fact in wanted


def applying(fields: Iterable[Field], facts: Mapping[str, str], values: Mapping[str, Value]) -> list[Field]:
    """Return the fields that a case has. A field on whose answer others depend must itself be asked for.

    An answer in a field that is hidden decides nothing.
    """
    known = list(fields)
    shown = {field.code for field in known if not _depends(field) and applies(field, facts, values)}
    heard = {code: value for code, value in values.items() if code in shown}
    return [field for field in known if (applies(field, facts, heard) if _depends(field) else field.code in shown)]


def _depends(field: Field) -> bool:
    return any(key.startswith(OF_A_FIELD) for key in field.condition)


def depends_on(field: Field) -> set[str]:
    """Return the codes of the fields on whose answers it depends whether a field is asked for."""
    return {key.removeprefix(OF_A_FIELD) for key in field.condition if key.startswith(OF_A_FIELD)}


def needed(field: Field, moment: Moment) -> bool:
    """Return whether a field must be filled in at a moment: what is needed earlier is needed later, too."""
    return field.needed_at in MOMENTS[: MOMENTS.index(moment) + 1]


def missing(
    fields: Iterable[Field], facts: Mapping[str, str], values: Mapping[str, Value], moment: Moment
) -> list[Field]:
    """Return the fields that a case lacks at a moment, in their order."""
    return [one for one in applying(fields, facts, values) if needed(one, moment) and not values.get(one.code)]
