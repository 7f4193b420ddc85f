"""What a clause of a draft may say, and where it stands."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.standards.choices import AREAS, CLAUSE_KINDS
from fuwutai.domain.standards.manuals import Wording, natural, wordings
from fuwutai.domain.standards.models import Clause, ManualVersion
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Text

LANGUAGES = ("zh", "en")
LONGEST_CODE, LONGEST_SECTION, LONGEST_NUMBERS = 40, 20, 200
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def clause_in_force(actor: Actor, version: ManualVersion, code: str) -> Wording | None:
    """Return what a clause of the manual says now, None where it is not there. Cost: 1 statement."""
    return next(iter(wordings(actor, manual_code=version.manual.code, codes=[code])), None)


def clause_is_there(actor: Actor, version: ManualVersion, code: str) -> bool:
    """Return whether a clause is in the manual as a draft would have it. Cost: 1 to 2 statements."""
    own = Clause.objects.filter(version=version, code=code).first()
    return not own.is_removed if own is not None else clause_in_force(actor, version, code) is not None


def says(clause: Clause | Wording) -> dict[str, Any]:
    """Return what a clause says, as the fields of its row; where it stands among the others is left out."""
    texts = clause.texts if isinstance(clause, Wording) else clause.text
    return {
        "section": clause.section,
        "kind": clause.kind,
        "area": clause.area,
        "text": {language: words for language, words in texts.items() if words},
        "numbers": clause.numbers,
    }


def wanted_clause(former: Clause | Wording | None, texts: Mapping[str, str], **fields: str | None) -> dict[str, Any]:
    """Return what a clause is to say: what is given, and for the rest what it said before."""
    before = says(former) if former is not None else {"text": {}}
    given = {name: value.strip() for name, value in fields.items() if value is not None}
    text = {**before["text"], **{language: words.strip() for language, words in texts.items()}}
    empty = dict.fromkeys(("section", "kind", "area", "numbers"), "")
    return {**empty, **before, **given, "text": {language: words for language, words in text.items() if words}}


def check_clause(version: ManualVersion, code: str, wanted: Mapping[str, Any], *, is_new: bool) -> None:
    """Check that a clause can stand in a manual. Raises: Invalid naming every wrong field at once. Cost: 0 or 1."""
    wrong: dict[str, Text] = {}
    if is_new and (problem := _wrong_code(version, code)):
        wrong["clause_code"] = problem
    if not wanted["text"] or not wanted["text"].keys() <= set(LANGUAGES):
        wrong["zh"] = _("Write what the clause says, in Chinese or in English.")
    if not wanted["section"] or len(wanted["section"]) > LONGEST_SECTION or " " in wanted["section"]:
        wrong["section"] = _("Name the section it stands in, such as 6.1.")
    if wanted["kind"] not in CLAUSE_KINDS:
        wrong["kind"] = _("Choose what kind of clause it is.")
    if wanted["area"] not in AREAS:
        wrong["area"] = _("Choose which area of work it is about.")
    if len(wanted["numbers"]) > LONGEST_NUMBERS:
        wrong["numbers"] = _("The figures have at most %(most)d characters.") % {"most": LONGEST_NUMBERS}
    if wrong:
        raise Invalid(next(iter(wrong.values())), code="clause", fields=wrong)


def place_of(actor: Actor, version: ManualVersion, former: Clause | Wording | None, section: str) -> int:
    """Return where a clause stands: where it stood, or last in a section that is new to it.

    It then shares the place of the one before it; among those its number decides. Cost: 0 or 1 statement.
    """
    if former is not None and former.section == section:
        return former.position
    others = wordings(actor, manual_code=version.manual.code, version_id=version.pk)
    before = [one.position for one in others if natural(one.section) <= natural(section)]
    return max(before, default=min((one.position for one in others), default=0) - 1)


def _wrong_code(version: ManualVersion, code: str) -> Text:
    if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        return _("Give the clause a number of letters, digits, dots and dashes, such as S4-6.1-7.")
    elsewhere = Clause.objects.filter(code=code).exclude(manual=version.manual_id).select_related("manual").first()
    if elsewhere is not None:
        return _("This number belongs to a clause of %(manual)s. Choose another one.") % {
            "manual": elsewhere.manual.code
        }
    return ""
