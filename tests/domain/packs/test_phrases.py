"""The standard phrases that shipped manuals bring."""

import re
from collections import Counter

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.choices import TYPES
from fuwutai.domain.knowledge.choices import (
    LONGEST_BODY,
    LONGEST_FOLDER,
    LONGEST_SHORTCUT,
    LONGEST_TITLE,
    PURPOSES,
)
from fuwutai.domain.knowledge.models import Phrase
from fuwutai.domain.knowledge.queries import folders, visible_phrases, winning_shortcuts
from fuwutai.domain.knowledge.variables import stored, unknown_in, used_in
from fuwutai.domain.packs.commands import adopt_pack_phrases
from fuwutai.domain.packs.commands.set_up import IN_USE
from fuwutai.domain.packs.queries import (
    pack_codes,
    pack_manuals,
    pack_phrase_folders,
    pack_phrases,
    packs_with_phrases,
)
from fuwutai.kernel.errors import NotFound, Refused

CODES = packs_with_phrases()
ALL_CLAUSES = {clause.code for pack in pack_codes() for manual in pack_manuals(pack) for clause in manual.clauses}


@pytest.mark.parametrize("pack", CODES)
def test_every_shipped_phrase_is_well_formed_and_names_a_clause_of_the_register(pack):
    both = {language: pack_phrase_folders(pack, language) for language in ("zh", "en")}
    places = {language: {one.code: one.name for one in named} for language, named in both.items()}
    assert places["zh"].keys() == places["en"].keys()
    assert all(0 < len(name) <= LONGEST_FOLDER for names in places.values() for name in names.values())
    for one in pack_phrases(pack):
        assert re.fullmatch(r"[a-z0-9-]{1,60}", one.code), one.code
        assert one.clause_code in ALL_CLAUSES, one
        assert one.folder in places["zh"], one
        assert 0 < len(one.title) <= LONGEST_TITLE and 0 < len(one.body) <= LONGEST_BODY
        assert len(one.shortcut) <= LONGEST_SHORTCUT and re.fullmatch(r"[\w-]*", one.shortcut)
        assert one.shortcut == one.shortcut.casefold() and one.purpose in PURPOSES and set(one.types) <= set(TYPES)
        assert unknown_in(one.body) == [], one
        assert ("{" in one.body) is bool(used_in(one.body)) and stored(one.body).count("{") == one.body.count("{")


@pytest.mark.parametrize("pack", CODES)
def test_both_languages_say_the_same_of_a_case(pack):
    polite = {"greeting", "customer"}  # where one is greeted differs from language to language
    said = {one.code: one for one in pack_phrases(pack)}
    for code, one in said.items():
        other = said[f"{code[:-2]}{'en' if code.endswith('zh') else 'zh'}"]
        assert set(used_in(one.body)) - polite == set(used_in(other.body)) - polite, code


def test_no_code_and_no_shortcut_is_shipped_twice_and_a_folder_is_called_alike_everywhere():
    every = [one for pack in CODES for one in pack_phrases(pack)]
    for taken in ([one.code for one in every], [one.shortcut for one in every if one.shortcut]):
        assert [name for name, times in Counter(taken).items() if times > 1] == []
    for language in ("zh", "en"):
        named = {(one.code, one.name) for pack in CODES for one in pack_phrase_folders(pack, language)}
        assert len({code for code, _name in named}) == len({name for _code, name in named}) == len(named)


@pytest.mark.django_db
@pytest.mark.parametrize("pack", CODES)
def test_a_pack_is_taken_over_once_with_its_folders(pack):
    given.centre()
    Phrase.objects.all().delete()
    assert adopt_pack_phrases(actor=given.supervisor(), code=pack) == len(pack_phrases(pack))
    found = list(visible_phrases(given.agent()))
    assert len(found) == len(pack_phrases(pack)) and all(one.folder and one.clause_code for one in found)
    assert len(winning_shortcuts(found)) == sum(bool(one.shortcut) for one in pack_phrases(pack))
    with nothing_changes():
        assert adopt_pack_phrases(actor=given.supervisor(), code=pack) == 0


@pytest.mark.django_db
def test_only_who_writes_for_all_takes_over_a_pack_that_is_there():
    given.agent()
    with nothing_changes():
        with pytest.raises(Refused):
            adopt_pack_phrases(actor=given.agent(), code=CODES[0])
        with pytest.raises(NotFound):
            adopt_pack_phrases(actor=given.supervisor(), code="nothing-like-it")


@pytest.mark.django_db
def test_folders_of_several_packs_are_shared():
    for pack in IN_USE:
        if pack in CODES:
            adopt_pack_phrases(actor=given.supervisor(), code=pack)
    names = [one.name for one in folders(given.agent())]
    assert len(names) == len(set(names)) > 0
