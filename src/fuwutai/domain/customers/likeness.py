"""How likely it is that two customers are one person, and why; plain arithmetic without Django or database.

Formula: each feature that two customers agree or differ in adds points, and a point doubles the odds that they are one
(Fellegi and Sunter). Two customers picked at random start at −log2(size) − 3, `size` being how many customers there are
(1,000 at least): each has hardly more than one double. The same name in pinyin adds log2(size / namesakes), so that a
rare name says much and 张伟 says little. What the other features add stands in POINTS.
score = 100 / (1 + 2^−points), rounded half to even; the same identity number alone makes 100, different ones at most 5.
"""

import math
import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # names are in no dictionary of phrases, which takes 40 MiB
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

from pypinyin import lazy_pinyin
from rapidfuzz.distance import OSA, LCSseq

SUGGEST_PERCENT, ALMOST_CERTAIN_PERCENT = 50, 96
"""Above the first a person is asked to look, from the second on two customers are almost certainly one.

50: more likely one than two. 96: by the formula, of 25 such pairs one is wrong. Measured by
`benchmarks/duplicates.py` over 10,000 made-up customers of seeds 2 and 3, by which the points were not chosen:
suggestions 0.990 and 0.988 precise, with 0.919 and 0.904 of the duplicates among them; almost certain
1.000 and 1.000 precise, with 0.566 and 0.570."""

SAME_ID, OTHER_ID = "same_id_card", "other_id_card"
POINTS: dict[str, float] = {
    "same_name": 1.0,  # beyond the pinyin: written alike too
    "same_pinyin": -0.5,  # a homophone, another script
    "similar_name": 5.0,  # 王先生 for 王建国, or one letter beside it; in place of what a name adds
    "other_name": -6.0,
    "same_phone": 10.0,
    "same_landline": 5.0,  # a household has it in common
    "phone_without_area": 9.0,
    "phone_slip": 9.0,  # not among colleagues, who have numbers in a row
    "other_phone": -1.0,
    "same_mailbox": 11.0,
    "same_mail_name": 7.0,
    "same_account": 9.0,
    "same_address": 8.0,
    "similar_address": 4.0,
    "other_address": -1.5,
    "same_organisation": 5.0,
    "other_organisation": -1.0,
    "family_number": -6.0,  # different given names on one landline, be they homophones
    OTHER_ID: -20.0,
}
"""What a feature adds; each is a reason that the desk names. Units: points, log2 of odds."""

AGAINST = frozenset({"other_name", "other_phone", "other_address", "other_organisation", "family_number", OTHER_ID})
"""Reasons that speak for two different people."""

SMALLEST_SIZE, MOST_PERCENT_OF_OTHER_ID = 1_000, 5
SAME_WORDS = 0.8
"""This share of the shorter address stands in the longer one, in this order, where both name one street."""
SHORTEST_SLIP = 8
"""From how many letters on a pinyin with one wrong letter is taken for the same name with a slip."""

_SURNAMES = {
    "曾": "zeng", "单": "shan", "單": "shan", "解": "xie", "仇": "qiu", "区": "ou", "區": "ou", "查": "zha",
    "任": "ren", "翟": "zhai", "盖": "ge", "朴": "piao", "覃": "qin", "乐": "yue", "洗": "xian", "华": "hua",
    "宁": "ning", "纪": "ji", "缪": "miao", "尉": "wei", "折": "she", "黑": "he", "种": "chong", "秘": "bi",
    "繁": "po", "员": "yun", "能": "nai", "召": "shao", "逄": "pang", "晟": "cheng", "葛": "ge", "薄": "bo",
}  # fmt: skip
_TITLES = ("先生", "女士", "小姐", "太太", "老师", "师傅", "经理", "总", "阿姨", "大爷", "同学", "医生", "主任")
_BIG_PROVIDERS = {"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "icloud.com", "live.com"}
_ROLES = {"info", "service", "admin", "contact", "sales", "office", "support", "kefu", "hr", "mail", "webmaster"}
_NUMERALS = {mark: str(place) for place, mark in enumerate("〇一二三四五六七八九")} | {"零": "0", "两": "2"}
_COUNTED = re.compile(r"[〇零一二三四五六七八九十百两]+(?=号|栋|幢|座|楼|单元|室|弄|层|期|组|區|区号|號|棟)")
_PARTS = re.compile(r"\d+|(?<![a-z])[a-z](?![a-z])")
_SMALL_WORDS = re.compile(r"[省市区县镇乡街道路號号栋棟幢座楼樓单元單室弄层層期院内小房#\W\d_a-z]|自治|特别行政")


@dataclass(frozen=True, kw_only=True)
class Features:
    """What two customers are compared by; contacts in their normal forms. Whoever was merged into one is part of it."""

    name: str
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    id_cards: frozenset[str] = frozenset()
    addresses: tuple[str, ...] = ()
    organisations: frozenset[int] = frozenset()
    other_names: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return every name the customer is known by, without blanks and in one width."""
        return tuple(dict.fromkeys(plain(one) for one in (self.name, *self.other_names) if plain(one)))

    @cached_property
    def pinyins(self) -> frozenset[str]:
        """Return the names in pinyin without tones and blanks, a foreign name in both orders."""
        return frozenset(form for one in (self.name, *self.other_names) for form in pinyin_forms(one))

    @property
    def is_written_chinese(self) -> bool:
        """Return whether some name is in characters and whole, not a surname with a title."""
        return any(_is_chinese(one) and not _title_of(one) for one in self.names)

    @cached_property
    def places(self) -> tuple["Place", ...]:
        """Return the addresses, taken apart."""
        return tuple(dict.fromkeys(place for one in self.addresses if (place := place_of(one)).words))

    @cached_property
    def mailboxes(self) -> frozenset[str]:
        """Return the mail addresses as their providers tell them apart."""
        return frozenset(mailbox(one) for one in self.emails)

    @cached_property
    def mail_names(self) -> frozenset[str]:
        """Return what stands before the @, where it is somebody's own: longer than a word, and not just the name."""
        names = {mailbox(one).partition("@")[0].replace(".", "") for one in self.emails} - _ROLES
        return frozenset(one for one in names if len(one) >= 6 and not self._is_but_the_name(one))

    def _is_but_the_name(self, local: str) -> bool:
        return any(local.startswith(name) and len(local) < len(name) + 3 for name in self.pinyins)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Return the telephone numbers, also one that is used as the name of a mailbox or account."""
        named = {one.partition("@")[0] for one in self.emails} | self.accounts
        return self.phones | {one for one in named if re.fullmatch(r"1[3-9]\d{9}", one)}

    @cached_property
    def handles(self) -> frozenset[str]:
        """Return names of accounts, and QQ numbers wherever they stand."""
        qq = {one.partition("@")[0] for one in self.emails if re.fullmatch(r"\d{5,11}@qq\.com", one)}
        return frozenset(one.casefold() for one in self.accounts) | qq


@dataclass(frozen=True, slots=True)
class Place:
    """An address: its names without administrative words, the end of the street's name, and its numbers in order."""

    words: str
    street: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How likely two customers are one, in percent, and the reasons for and against it, the weightiest first."""

    percent: int
    reasons: tuple[str, ...] = field(default=())


def compare(one: Features, other: Features, *, namesakes: int, size: int) -> Score:
    """Return how likely two customers are one. `namesakes`: how many of `size` customers have their name in pinyin."""
    if one.id_cards & other.id_cards:
        return Score(percent=100, reasons=(SAME_ID, *_reasons(one, other)))
    size = max(size, SMALLEST_SIZE)
    points = -math.log2(size) - 3
    reasons = _reasons(one, other)
    if one.pinyins & other.pinyins:
        points += math.log2(size / max(namesakes, 2))
    points += sum(POINTS[reason] for reason in reasons)
    percent = round(100 / (1 + 2.0 ** -max(min(points, 60.0), -60.0)))
    if OTHER_ID in reasons:
        percent = min(percent, MOST_PERCENT_OF_OTHER_ID)
    return Score(percent=min(percent, 99), reasons=reasons)


def _reasons(one: Features, other: Features) -> tuple[str, ...]:
    found = [name_reason(one, other), _numbers(one, other), *_mail(one, other), _places(one, other)]
    if one.handles & other.handles:
        found.append("same_account")
    if one.organisations and other.organisations:
        found.append("same_organisation" if one.organisations & other.organisations else "other_organisation")
    if one.id_cards and other.id_cards and not one.id_cards & other.id_cards:
        found.append(OTHER_ID)
    same_landline = any(not is_mobile(number) for number in one.phones & other.phones)
    if same_landline and "same_name" not in found and one.is_written_chinese and other.is_written_chinese:
        found.append("family_number")
    return tuple(sorted((reason for reason in found if reason), key=lambda reason: -abs(POINTS[reason])))


def name_reason(one: Features, other: Features) -> str:
    """Return in which way two names are alike, or that they are not."""
    if set(one.names) & set(other.names):
        return "same_name"
    if one.pinyins & other.pinyins:
        return "same_pinyin"
    if any(_similar(a, b) for a in one.names for b in other.names):
        return "similar_name"
    return "other_name"


def _similar(one: str, other: str) -> bool:
    """Return whether a name may be the other one with a title in place of the given name, or with a slip."""
    for short, whole in ((one, other), (other, one)):
        if _title_of(short) and _first_syllable(whole) == _first_syllable(short):
            return True
    a, b = min(pinyin_forms(one), default=""), min(pinyin_forms(other), default="")
    if _is_chinese(one) and _is_chinese(other) and _first_syllable(one) != _first_syllable(other):
        return False
    # one letter beside it, as n for ng; names of brothers, which share one character of two, are further apart
    return min(len(a), len(b)) >= SHORTEST_SLIP and OSA.distance(a, b, score_cutoff=1) <= 1


def _title_of(name: str) -> str:
    return next((mark for mark in _TITLES if name.endswith(mark) and len(name) > len(mark)), "")


def _numbers(one: Features, other: Features) -> str:
    if both := one.numbers & other.numbers:
        return "same_phone" if any(map(is_mobile, both)) else "same_landline"
    if not one.numbers or not other.numbers:
        return ""
    pairs = [(a, b) for a in one.numbers for b in other.numbers]
    if any(_same_without_area(a, b) for a, b in pairs):
        return "phone_without_area"
    if one.organisations & other.organisations:
        return "other_phone"
    if any(min(len(a), len(b)) >= 10 and OSA.distance(a, b, score_cutoff=1) <= 1 for a, b in pairs):
        return "phone_slip"
    return "other_phone"


def _same_without_area(one: str, other: str) -> bool:
    if is_mobile(one) or is_mobile(other) or one.startswith("0") == other.startswith("0"):
        return False
    short, whole = sorted((one.partition("x")[0], other.partition("x")[0]), key=len)
    return len(short) >= 7 and whole.endswith(short)


def _mail(one: Features, other: Features) -> list[str]:
    if one.mailboxes & other.mailboxes:
        return ["same_mailbox"]
    return ["same_mail_name"] if one.mail_names & other.mail_names else []


def _places(one: Features, other: Features) -> str:
    if not one.places or not other.places:
        return ""
    best = max(_same_place(a, b) for a in one.places for b in other.places)
    return ("other_address", "", "similar_address", "same_address")[best]


def _same_place(one: Place, other: Place) -> int:
    """Return 3 for the same door, 2 for the same house, 1 for the same street or what cannot be told, 0 for another."""
    if not set(one.street) & set(other.street):
        return 0
    common = LCSseq.similarity(one.words, other.words)  # a district left out in the middle does not count
    if common < SAME_WORDS * min(len(one.words), len(other.words)):
        return 0
    if not one.numbers or not other.numbers:
        return 1
    if one.numbers == other.numbers:
        return 3 if len(one.numbers) > 1 else 2
    short, whole = sorted((one.numbers, other.numbers), key=len)
    return 2 if whole[: len(short)] == short or whole[-len(short) :] == short else 1


def is_mobile(number: str) -> bool:
    """Return whether a number is that of a mobile telephone of the mainland."""
    return re.fullmatch(r"1[3-9]\d{9}", number) is not None


def plain(text: str) -> str:
    """Return a text in one width and case, without blanks and marks."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    return "".join(mark for mark in narrow if mark.isalnum())


def mailbox(address: str) -> str:
    """Return a mail address as its provider tells it apart: without a +tag, at big providers without dots."""
    local, _at, domain = address.partition("@")
    local = local.partition("+")[0]
    domain = {"googlemail.com": "gmail.com", "vip.qq.com": "qq.com"}.get(domain, domain)
    return f"{local.replace('.', '') if domain in _BIG_PROVIDERS else local}@{domain}"


@lru_cache(maxsize=50_000)
def pinyin_forms(name: str) -> tuple[str, ...]:
    """Return a name in pinyin without tones and blanks; one in Latin letters in both orders."""
    text = unicodedata.normalize("NFKC", name).casefold().strip()
    if not _is_chinese(text):
        letters = "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
        words = re.findall(r"[a-z]+", letters)
        return tuple(dict.fromkeys("".join(order) for order in (words, words[::-1]) if order))
    syllables = _syllables(text)
    return ("".join(syllables),) if syllables else ()


def _syllables(text: str) -> list[str]:
    found = [one for one in lazy_pinyin(plain(text), v_to_u=False) if one]
    if found and text[0] in _SURNAMES:
        found[0] = _SURNAMES[text[0]]
    return found


def _first_syllable(name: str) -> str:
    return _syllables(name)[0] if _is_chinese(name) else ""


def _is_chinese(name: str) -> bool:
    return any("\u3400" <= mark <= "\u9fff" for mark in name)


@lru_cache(maxsize=50_000)
def place_of(address: str) -> Place:
    """Return an address taken apart: 北京市朝阳区建国路八十八号3栋 and 朝阳建国路88号3号楼 name one place."""
    text = unicodedata.normalize("NFKC", address).casefold()
    text = _COUNTED.sub(lambda found: _count(found[0]), text)
    street = _SMALL_WORDS.sub("", _PARTS.split(text, maxsplit=1)[0])[-2:]
    return Place(_SMALL_WORDS.sub("", text), street, tuple(one.lstrip("0") or "0" for one in _PARTS.findall(text)))


def _count(numeral: str) -> str:
    """Return a Chinese numeral below a thousand in digits: 八十八, 二〇三, 一百零二."""
    if not re.search("[十百]", numeral):
        return "".join(_NUMERALS[one] for one in numeral)
    total, digit = 0, 0
    for mark in numeral:
        if mark in "十百":
            total, digit = total + (digit or 1) * (10 if mark == "十" else 100), 0
        else:
            digit = int(_NUMERALS[mark])
    return str(total + digit)


def keys(one: Features) -> set[tuple[str, str]]:
    """Return what whoever may be the same person has in common with a customer, as (kind, text): two customers are
    compared when they share one of these, and no more of them have it than can be looked at."""
    found: set[tuple[str, str]] = set()
    for name in one.pinyins:
        found.add(("name", name))
        found |= {("name_org", f"{name} {pk}") for pk in one.organisations}
        found |= {("name_address", f"{name} {'-'.join(place.numbers)}") for place in one.places if place.numbers}
        found |= {("name_tail", f"{name} {number[-4:]}") for number in one.numbers}
        found |= {("name_head", f"{name} {number[:7]}") for number in one.numbers}
    surnames = {surname for name in one.names if (surname := _first_syllable(name))}
    found |= {("surname_tail", f"{surname} {number[-6:]}") for surname in surnames for number in one.numbers}
    found |= {("tail", number.partition("x")[0][-7:]) for number in one.numbers if not is_mobile(number)}
    found |= {("number", number) for number in one.numbers} | {("handle", handle) for handle in one.handles}
    found |= {("mailbox", box) for box in one.mailboxes} | {("mail_name", name) for name in one.mail_names}
    found |= {("address", f"{place.words[-4:]} {'-'.join(place.numbers)}") for place in one.places if place.numbers}
    return found | {("id_card", number) for number in one.id_cards}


def score_of_many(one: Features, others: Iterable[tuple[int, Features]], namesakes: int, size: int) -> dict[int, Score]:
    """Return the scores of those who may be the same person as a customer, by id, from SUGGEST_PERCENT on."""
    scored = ((pk, compare(one, other, namesakes=namesakes, size=size)) for pk, other in others)
    return {pk: score for pk, score in scored if score.percent >= SUGGEST_PERCENT}
