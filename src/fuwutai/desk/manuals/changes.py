"""What differs between two versions of a manual, as a page shows it."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from fuwutai.desk.manuals.differing import marked
from fuwutai.desk.standards.saying import about, whom
from fuwutai.desk.standards.words import Names, promise
from fuwutai.domain.standards.choices import AREAS, CLAUSE_KINDS
from fuwutai.domain.standards.compare import Comparison
from fuwutai.domain.standards.manuals import Wording
from fuwutai.domain.standards.queries import Rule

LANGUAGES = {"zh": "中文", "en": "English"}
ENGLISH_WORD = re.compile(r"(?!min\b)[A-Za-z]{3,}")
COMPARISON = re.compile(r"\s*(<=|>=|[<>=])\s*")
SIGNS = {"<=": "≤", ">=": "≥"}
UNIT = re.compile(r"(?<=\d)(?=(?:min|[smhd])\b)")
"""How the manuals write figures, as “respond<=15min”."""
HTML_LANGUAGES = {"zh": "zh-Hans", "en": "en"}


def reading_order() -> tuple[str, ...]:
    """Return the languages of manuals, the reader's own first."""
    return ("zh", "en") if (get_language() or "zh").startswith("zh") else ("en", "zh")


def numbers_of(wording: Wording) -> str:
    """Return the figures as people write them; those in English words are left out for who reads Chinese.

    Nothing is lost: the Chinese text of a clause holds its figures.
    """
    if reading_order()[0] == "zh" and ENGLISH_WORD.search(wording.numbers):
        return ""
    spaced = COMPARISON.sub(lambda sign: f" {SIGNS.get(sign[1], sign[1])} ", wording.numbers)
    return UNIT.sub(" ", spaced).strip()


def what_happened(before: object, after: object) -> dict[str, str]:
    """Return the badge of a change: it came, it went, or it is otherwise now."""
    if before is None:
        return {"text": pgettext("change", "New"), "tone": "green", "icon": "plus"}
    if after is None:
        return {"text": pgettext("change", "Gone"), "tone": "red", "icon": "minus"}
    return {"text": pgettext("change", "Changed"), "tone": "amber", "icon": "edit"}


def clause_change(code: str, before: Wording | None, after: Wording | None) -> dict[str, Any]:
    """Return a clause with both wordings in each language that differs, changed words marked, the reader's first."""
    texts = []
    for language in reading_order():
        old = before.texts.get(language, "") if before else ""
        new = after.texts.get(language, "") if after else ""
        if old == new:
            continue
        old_marked, new_marked = marked(old, new) if old and new else (old, new)
        texts.append(
            {
                "name": LANGUAGES[language], "lang": HTML_LANGUAGES[language],
                "before": old_marked, "after": new_marked,
            }
        )  # fmt: skip
    return {
        "code": code,
        "badge": what_happened(before, after),
        "before": before,
        "after": after,
        "texts": texts[:1],
        "other_texts": texts[1:],
        "facts": _facts(before, after, texts_differ=bool(texts)),
    }


def rule_change(kind: str, clause: str, before: Rule | None, after: Rule | None, names: Names) -> dict[str, Any]:
    """Return a figure with what it says before and after."""
    one = after or before
    sides = _side(before, names), _side(after, names)
    return {
        "clause": clause,
        "about": about(kind, one.scope) if one else kind,
        "badge": what_happened(before, after),
        "before": sides[0],
        "after": sides[1],
        "differs": all(sides) and sides[0]["said"] != sides[1]["said"],
    }


def shown(comparison: Comparison, names: Names) -> dict[str, Any]:
    """Return clauses and figures that differ, each as a page shows it."""
    return {
        "clauses": [clause_change(*change) for change in comparison.clauses],
        "rules": [rule_change(*change, names) for change in comparison.rules],
    }


def _side(rule: Rule | None, names: Names) -> Mapping[str, Any]:
    """Return what a figure says; empty for one that is not there."""
    if rule is None:
        return {}
    return {"said": promise(rule.kind, rule.value, names), "whom": whom(rule.scope), "clause": rule.clause_code}


def _facts(before: Wording | None, after: Wording | None, *, texts_differ: bool) -> list[dict[str, str]]:
    """Return what else of a clause differs, beside its words; nothing for one that came or went."""
    if before is None or after is None:
        return []
    say = numbers_of if texts_differ else (lambda wording: wording.numbers)
    pairs = (
        (pgettext("manual", "Figures"), say(before), say(after)),
        (pgettext("manual", "Section"), before.section, after.section),
        (_("Kind of clause"), _word(CLAUSE_KINDS, before.kind), _word(CLAUSE_KINDS, after.kind)),
        (pgettext("manual", "Area"), _word(AREAS, before.area), _word(AREAS, after.area)),
    )
    return [{"label": label, "before": old or "—", "after": new or "—"} for label, old, new in pairs if old != new]


def _word(words: Mapping[str, Any], code: str) -> str:
    return str(words.get(code, code))
