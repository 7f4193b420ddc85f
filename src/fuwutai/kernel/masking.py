"""Showing personal data without giving it away. Masks keep the length, and masking twice changes nothing.

What `mask_text` takes for personal in free text, digits of full width included:
- e-mail addresses;
- identity card numbers: 18 characters with a possible birth date and the right check character;
- bank cards: digits that begin like a card of a known network, have its length and pass Luhn;
- mainland mobiles: 11 digits 13… to 19…, with or without +86, 0086, 86, in the usual groups with blanks, dots, strokes
  or brackets between them, or with something between all digits;
- mainland landlines: area code with 0, then 7 or 8 digits.
A number inside a longer run of digits is none of these, so order numbers, dates, amounts and case numbers
stay; so do numbers of hotlines (95588, 400-…), which belong to nobody.
"""

import re
from collections.abc import Callable, Iterable

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

_COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠"
        "公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋"
        "轩辕令狐段干百里呼延东郭南门羊舌微生梁丘左丘东门西门第五歐陽司馬諸葛尉遲赫連鍾離長孫軒轅",
    )
)
_ASCII_WIDTH: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BLANKS, _DASHES = (0xA0, 0x3000, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), (*range(0x2010, 0x2016), 0x2212)
_ASCII_WIDTH |= dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_DASHES, "-")
"""Signs of full width, and the spaces and dashes of word processors, each as the one of the keyboard."""
_CARD_NETWORKS = re.compile(
    r"62\d{14,17}|955\d{13,16}"  # UnionPay, and the older cards of two Chinese banks
    r"|4\d{12}(?:\d{3}){0,2}"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|3[47]\d{13}|35[2-8]\d{13,16}"  # American Express, JCB
)
_MAYBE_PERSONAL = re.compile(r"[\d@＠]")
_LONG_NUMBER = re.compile(r"(?:\d[\s./_·()-]{0,3}){9}\d")
"""The shortest of the numbers below has ten digits."""
_PART, _MAY_PART = r"[\s./_·()-]{1,3}", r"[\s./_·()-]{0,3}"
_MOBILE = (
    rf"1[3-9]\d{_MAY_PART}\d{{4}}{_MAY_PART}\d{{4}}|1[3-9]\d{_PART}\d{{8}}|1[3-9]\d\d{_PART}\d{{3}}{_PART}\d{{4}}"
    rf"|1[3-9]\d{{3}}{_PART}\d{{6}}|1{_PART}[3-9](?:{_PART}\d){{9}}"
)
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])"
_MONTH_AND_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_NOT_INSIDE = r"(?<![\d*])"
_NOT_GOING_ON = r"(?![\d*])"


def mask_phone(value: str) -> str:
    """Return a number with its first three and last four digits, short ones with less: 138****5678."""
    digits = _digits(value)
    if len(digits) >= 10:
        return _star(value, digits[3:-4])
    return _star(value, digits[: -4 if len(digits) >= 7 else -2])


def mask_email(value: str) -> str:
    """Return an address with the first letter and the domain: z*******@example.com."""
    local, at, domain = value.rpartition("@")
    kept = 1 if len(local) > 1 else 0
    return f"{local[:kept]}{'*' * (len(local) - kept)}{at}{domain}" if at else "*" * len(value)


def mask_account(value: str) -> str:
    """Return the name of an account with its first and last character: w****8; short ones are hidden whole."""
    return value[0] + "*" * (len(value) - 2) + value[-1] if len(value) > 4 else "*" * len(value)


def mask_name(value: str) -> str:
    """Return a name as its surname, or of each part its first letter: 张*, 欧阳**, J*** S****."""
    if value[:2] in _COMPOUND_SURNAMES and len(value) > 2:
        return value[:2] + re.sub(r"[^\s·]", "*", value[2:])
    masked = re.sub(r"([^\s·•.\-])([^\s·•.\-]+)", lambda part: part[1] + "*" * len(part[2]), value)
    return "*" if len(value) == 1 else masked


def mask_id_card(value: str) -> str:
    """Return an identity number with three characters in front and two behind.

    The last four stay hidden as well: hotlines ask for them to recognise a caller.
    """
    places = [at for at, sign in enumerate(value) if sign.isalnum() or sign == "*"]
    return _star(value, places[3:-2] if len(places) >= 15 else places)


def mask_bank_card(value: str) -> str:
    """Return a card number with its last four digits."""
    digits = _digits(value)
    return _star(value, digits[:-4] if len(digits) >= 12 else digits)


def mask_text(text: str) -> str:
    """Return free text with the personal numbers and addresses in it masked; the rule stands at the top."""
    if not _MAYBE_PERSONAL.search(text):  # most of what people write, told in a hundredth of the time
        return text
    narrow = text.translate(_ASCII_WIDTH)  # one character for one, so places agree
    has_address, has_number = "@" in narrow, _LONG_NUMBER.search(narrow) is not None
    for pattern, is_personal, mask in _PERSONAL:
        if not (has_address if mask is mask_email else has_number):
            continue
        parts, end = [], 0
        for found in pattern.finditer(narrow):
            if is_personal(found[0]):
                parts += [text[end : found.start()], mask(text[found.start() : found.end()])]
                end = found.end()
        if end:
            text = "".join(parts) + text[end:]
            narrow = text.translate(_ASCII_WIDTH)
    return text


def _digits(value: str) -> list[int]:
    """Return the places of digits, and of stars that an earlier masking put in place of digits."""
    return [at for at, sign in enumerate(value) if sign.isdecimal() or sign == "*"]


def _star(value: str, places: Iterable[int]) -> str:
    hidden = set(places)
    return "".join("*" if at in hidden else sign for at, sign in enumerate(value))


def _is_id_card(found: str) -> bool:
    """Return whether check character and birth date are right; lists of districts age, so none is asked."""
    found = re.sub(r"[ -]", "", found)
    if found[-1].upper() != ric.calc_check_digit(found) or not "1900" <= found[6:10] <= "2099":
        return False
    try:
        ric.get_birth_date(found)
    except InvalidComponent:
        return False
    return True


def _is_bank_card(found: str) -> bool:
    digits = re.sub(r"\D", "", found)
    return bool(_CARD_NETWORKS.fullmatch(digits) and luhn.is_valid(digits))


def _always(_found: str) -> bool:
    return True


_PERSONAL: list[tuple[re.Pattern[str], Callable[[str], bool], Callable[[str], str]]] = [
    (
        re.compile(r"(?<![\w.%+\-@])[\w.%+\-@]*[\w.%+\-] ?@ ?[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+", re.ASCII),
        _always,
        mask_email,
    ),
    (
        re.compile(rf"{_NOT_INSIDE}\d{{6}}[ -]?\d{{4}}[ -]?\d{{4}}[ -]?\d{{3}}[\dXx](?![\dA-Za-z*])"),
        _is_id_card,
        mask_id_card,
    ),
    (re.compile(rf"{_NOT_INSIDE}{_PROVINCE}\d{{4}}\d\d{_MONTH_AND_DAY}\d{{3}}{_NOT_GOING_ON}"), _always, mask_id_card),
    (re.compile(rf"{_NOT_INSIDE}\d(?:[ -]?\d){{12,18}}{_NOT_GOING_ON}"), _is_bank_card, mask_bank_card),
    (
        re.compile(rf"{_NOT_INSIDE}(?:(?:\+|00)?86{_MAY_PART})?(?:{_MOBILE}){_NOT_GOING_ON}"),
        _always,
        mask_phone,
    ),
    (
        re.compile(
            rf"{_NOT_INSIDE}(?:\(0(?:10|2\d|[3-9]\d\d)\)|(?:(?:\+|00)86[ -]?)?0(?:10|2\d|[3-9]\d\d))[ .-]?"
            rf"[2-8]\d{{2,3}}[ .-]?\d{{4}}{_NOT_GOING_ON}"
        ),
        _always,
        mask_phone,
    ),
]
