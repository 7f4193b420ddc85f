"""What a phrase says differently in each case: variables, written in braces in either language.

`{客户称呼}` and `{customer}` mean the same and are stored as `{customer}`; who reads a phrase sees them in her own
language. Whoever fills a text brings the values: this app knows no case.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fuwutai.domain.knowledge.choices import EN, ZH

WRITTEN = re.compile(r"[{｛]\s*([^\s{}｛｝][^{}｛｝\n]{0,39}?)\s*[}｝]")
BREAKS, CHINESE = re.compile(r"[^\w\s]+"), re.compile(r"[\u3400-\u9fff]")
LEAST_TELLING_ZH, LEAST_TELLING_EN = 4, 12
MOST_BETWEEN = 200
"""So many characters a value may have, where words are looked for around it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """Something that is said differently in each case. `otherwise`: what stands where it is not known, "" where it
    cannot be left open; `example`: as it looks. Both by language.
    """

    code: str
    label: Mapping[str, str]
    example: Mapping[str, str]
    otherwise: Mapping[str, str]


def _variable(code: str, label: str, zh: str, en: str, otherwise: tuple[str, str] = ("", "")) -> Variable:
    return Variable(
        code=code, label={ZH: label, EN: code}, example={ZH: zh, EN: en},
        otherwise={ZH: otherwise[0], EN: otherwise[1]},
    )  # fmt: skip


VARIABLES: Mapping[str, Variable] = {
    one.code: one
    for one in (
        _variable("customer", "客户称呼", "王建国", "Mr Wang", ("客户", "customer")),
        _variable("greeting", "时段问候", "上午好", "Good morning", ("您好", "Hello")),
        _variable("agent", "客服姓名", "林小雨", "Lin Xiaoyu", ("客服专员", "your service team")),
        _variable("team", "班组", "宽带报障组", "Broadband faults", ("客服组", "service team")),
        _variable("centre", "中心名称", "惠民通信客服中心", "Huimin Service Centre", ("客服中心", "service centre")),
        _variable("hotline", "服务热线", "400-000-0100", "400-000-0100"),
        _variable("number", "工单号", "FW-202603-000123", "FW-202603-000123"),
        _variable("subject", "工单主题", "宽带断网", "No broadband"),
        _variable("type", "工单类型", "故障", "Fault"),
        _variable("category", "工单分类", "网络 / 宽带", "Network / Broadband"),
        _variable("status", "工单状态", "处理中", "In progress"),
        _variable("opened", "受理时间", "3月2日 10:00", "2 March, 10:00"),
        _variable("due", "承诺时间", "3月3日 18:00", "3 March, 18:00"),
        _variable("today", "今天日期", "3月2日", "2 March"),
    )
}
"""Code → variable, in the order in which they are offered. In English a variable is written as its code."""

_CODES = {name.casefold(): one.code for one in VARIABLES.values() for name in (*one.label.values(), one.code)}


def language_of(language: str) -> str:
    """Return zh or en for the code of any language: `zh-hans` is zh, what is not Chinese is en."""
    return ZH if language.startswith(ZH) else EN


def unknown_in(text: str) -> list[str]:
    """Return the names in braces that are no variables, each once, as they are written."""
    return list(dict.fromkeys(found for found in WRITTEN.findall(text) if _code(found) is None))


def used_in(text: str) -> list[str]:
    """Return the codes of the variables in a text, each once, in their order."""
    return list(dict.fromkeys(code for found in WRITTEN.findall(text) if (code := _code(found)) is not None))


def stored(text: str) -> str:
    """Return a text with its variables as they are stored; what is no variable stays as it was written."""
    return _replaced(text, lambda code: f"{{{code}}}")


def shown(text: str, language: str) -> str:
    """Return a text with its variables named in a language."""
    spoken = language_of(language)
    return _replaced(text, lambda code: f"{{{VARIABLES[code].label[spoken]}}}")


def fill(text: str, values: Mapping[str, str], language: str = ZH) -> str:
    """Return a text with values in place of its variables; where one is not known, with the words for that.

    What can be said in no other words stays in braces: `open_in` names it. Values are not searched for variables.
    """
    spoken = language_of(language)
    return _replaced(text, lambda code: _value(code, values, spoken) or f"{{{VARIABLES[code].label[spoken]}}}")


def open_in(text: str, values: Mapping[str, str], language: str = ZH) -> list[str]:
    """Return the names, in a language, of the variables of a text that can be neither filled nor left open."""
    spoken = language_of(language)
    return [VARIABLES[code].label[spoken] for code in used_in(text) if not _value(code, values, spoken)]


def example(language: str) -> dict[str, str]:
    """Return values as they look in a case that does not exist."""
    return {code: one.example[language_of(language)] for code, one in VARIABLES.items()}


def standing(text: str, sent: str) -> bool | None:
    """Return whether the words of a phrase were sent as they are: True, False where they were changed, and None
    where nothing of them is left. Whatever stands in the place of a variable is no change; nor are spaces.
    """
    parts = WRITTEN.sub("\0", text).split("\0")
    pieces, plain = [piece for part in parts if (piece := _plain(part))], _plain(sent)
    if not pieces or _in_order(pieces, plain):
        return True
    clauses = [clause for part in parts for clause in map(_plain, BREAKS.split(part)) if _is_telling(clause)]
    return False if any(clause in plain for clause in clauses) else None


def _in_order(pieces: Sequence[str], text: str) -> bool:
    """Return whether pieces follow one another in a text, with no more than a value between them."""
    start = text.find(pieces[0])
    while start >= 0:
        place = start + len(pieces[0])
        for piece in pieces[1:]:
            found = text.find(piece, place, place + MOST_BETWEEN + len(piece))
            if found < 0:
                break
            place = found + len(piece)
        else:
            return True
        start = text.find(pieces[0], start + 1)
    return False


def _is_telling(clause: str) -> bool:
    """Return whether a clause is so long that nobody writes it by chance."""
    return len(clause) >= (LEAST_TELLING_ZH if CHINESE.search(clause) else LEAST_TELLING_EN)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text).casefold()


def _code(written: str) -> str | None:
    return _CODES.get(re.sub(r"\s+", " ", written).casefold())


def _value(code: str, values: Mapping[str, str], language: str) -> str:
    return values.get(code, "").strip() or VARIABLES[code].otherwise[language]


def _replaced(text: str, by: Callable[[str], str]) -> str:
    def one(found: re.Match[str]) -> str:
        code = _code(found[1])
        return found[0] if code is None else by(code)

    return WRITTEN.sub(one, text)
