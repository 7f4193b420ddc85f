"""Every contradiction that was found in reading the manuals is told, and its figures are found to disagree."""

import re
from pathlib import Path

import pytest
from django.utils import translation
from tests import given

import fuwutai
from fuwutai.domain.packs.commands import load_pack
from fuwutai.domain.packs.contradictions import known_contradiction, known_contradictions
from fuwutai.domain.packs.queries import pack_codes, pack_manuals
from fuwutai.domain.standards.choices import BY_SCOPE, KEEP_ONE, STRICTEST
from fuwutai.domain.standards.conflicts import conflicts
from fuwutai.kernel.actors import Actor

REGISTER = Path(fuwutai.__file__).parents[3] / "shared" / "manuals" / "CONTRADICTIONS.md"
HEADINGS = {"S0, S1, S4": "A", "Surprising": "AS", "S2, S3": "B", "Surprises": "BS"}
SYSTEM = Actor.system("tests")


def bullets() -> set[str]:
    found, place, number = set(), "", 0
    for line in REGISTER.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"#{2,3} (.+)", line):
            place, number = HEADINGS[heading[1].strip()], 0
        elif line.startswith("- "):
            number += 1
            found.add(f"{place}{number}")
    return found


@pytest.mark.skipif(not REGISTER.exists(), reason="the reading of the manuals is not beside the repository")
def test_every_remark_of_the_reading_is_covered():
    assert {one.bullet for one in known_contradictions()} == bullets()


def test_every_contradiction_has_an_id_of_its_own_and_is_found_by_it():
    ids = [one.id for one in known_contradictions()]
    assert len(ids) == len(set(ids)) and all(re.fullmatch(r"[a-z0-9-]{3,60}", one) for one in ids)
    assert known_contradiction(ids[0]) is known_contradictions()[0] and known_contradiction("nothing") is None


def test_every_clause_of_a_contradiction_is_in_a_shipped_manual():
    shipped = {clause.code for pack in pack_codes() for manual in pack_manuals(pack) for clause in manual.clauses}
    assert {clause for one in known_contradictions() for clause in one.clauses} <= shipped


def test_what_is_suggested_can_be_decided():
    for one in known_contradictions():
        assert one.choice in ("", KEEP_ONE, STRICTEST, BY_SCOPE), one.id
        assert (one.choice == KEEP_ONE) == bool(one.keeps) and (not one.keeps or one.keeps in one.clauses), one.id
        assert {clause for pair in one.figures for clause in pair} <= set(one.clauses), one.id


def test_every_contradiction_is_told_in_both_languages():
    for one in known_contradictions():
        for what in ("title", "why", "advice"):
            chinese, english = getattr(one, f"{what}_zh"), getattr(one, f"{what}_en")
            assert re.search("[\u4e00-\u9fff]", chinese) and not re.search(r"[,;:!?]", chinese), (one.id, chinese)
            assert english and not re.search("[\u4e00-\u9fff]", english), (one.id, english)
    first = known_contradictions()[0]
    for language, title in (("zh-hans", first.title_zh), ("en", first.title_en)):
        with translation.override(language):
            assert first.title == title


@pytest.mark.django_db
def test_the_figures_of_a_contradiction_are_found_to_disagree():
    given.centre()
    for pack in pack_codes():
        load_pack(actor=SYSTEM, code=pack, in_use=False)
    found = {frozenset(one.clauses) for one in conflicts(SYSTEM)}
    wanted = {frozenset(pair): one.id for one in known_contradictions() for pair in one.figures}
    assert {topic: set(pair) for pair, topic in wanted.items() if pair not in found} == {}
