"""Changing the lists by which a centre sorts its cases."""

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.choices import CATEGORIES
from fuwutai.domain.cases.commands import (
    ShippedTerm,
    adopt_terms,
    order_terms,
    reclassify_case,
    restore_term,
    retire_term,
    save_term,
)
from fuwutai.domain.cases.models import Case, Term
from fuwutai.domain.cases.vocabularies import entries, label_of, offered
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")


def a_category(name: str, **more: str) -> Term:
    given.centre()
    return save_term(actor=given.administrator(), vocabulary="category", name=name, **more)


def codes(vocabulary: str = "category") -> list[str]:
    return [one.code for one in entries(vocabulary)]


def told() -> list[tuple[str, str]]:
    found = JournalEntry.objects.filter(subject="term").exclude(code="cases.terms_adopted").order_by("pk")
    return [(one.code, one.data.get("term", "")) for one in found]


def test_a_category_has_a_code_of_its_english_name_below_the_wider_one():
    network = a_category("Network")
    slow = a_category("Slow & unstable", under="network")
    assert (network.code, slow.code) == ("network", "network.slow_unstable")
    assert label_of("category", slow.code) == "Network / Slow & unstable"
    assert told() == [("cases.term_saved", "network"), ("cases.term_saved", "network.slow_unstable")]


def test_a_chinese_name_gets_a_code_that_is_always_the_same_for_it_and_never_taken():
    first, under = a_category("网络"), a_category("上级")
    second = a_category("网络", under=under.code)
    assert first.code.isascii() and second.code == f"{under.code}.{first.code}"
    retire_term(actor=given.administrator(), term_id=first.pk)
    assert a_category("网络").code == f"{first.code}_2"


def test_a_code_stays_whatever_the_name_becomes():
    term = a_category("网络", code="network")
    save_term(actor=given.administrator(), term_id=term.pk, name="网络与宽带")
    term.refresh_from_db()
    assert (term.code, term.name) == ("network", "网络与宽带")
    with nothing_changes():
        save_term(actor=given.administrator(), term_id=term.pk, name="网络与宽带 ")


def test_a_name_as_it_is_shipped_follows_the_language_of_the_reader():
    given.centre()
    term = Term.objects.get(vocabulary="nature", code="technical")
    save_term(actor=given.administrator(), term_id=term.pk, name="硬件")
    assert label_of("nature", "technical") == "硬件"
    save_term(actor=given.administrator(), term_id=term.pk, name="Technical")
    term.refresh_from_db()
    assert term.name == ""


def test_a_nature_of_the_centre_is_taken_and_any_other_is_refused():
    save_term(actor=given.administrator(), vocabulary="nature", name="Legal")
    case = given.a_case(nature="legal")
    assert case.nature == "legal"
    with nothing_changes(), pytest.raises(Invalid) as refused:
        reclassify_case(actor=given.agent(), case_id=case.pk, nature="astral")
    assert set(refused.value.fields) == {"nature"}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a / b"}, "name"),
        ({"name": "NETWORK"}, "name"),
        ({"name": "另", "code": "Übel"}, "code"),
        ({"name": "另", "code": "network"}, "code"),
        ({"name": "另", "code": "a.b"}, "code"),
        ({"name": "另", "code": "x" * 61}, "code"),
        ({"name": "另", "under": "nowhere"}, "under"),
        ({"name": "另", "group": "staff"}, "group"),
    ],
)
def test_a_category_that_makes_no_sense_is_refused_at_its_field(said, field):
    a_category("Network")
    with nothing_changes(), pytest.raises(Invalid) as refused:
        a_category(**said)
    assert set(refused.value.fields) == {field}


def test_a_cause_says_what_is_at_the_root():
    given.centre()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        save_term(actor=given.administrator(), vocabulary="cause", name="Weather")
    assert set(refused.value.fields) == {"group"}
    made = save_term(actor=given.administrator(), vocabulary="cause", name="Weather", group="system")
    assert made.group == "system"


def test_only_who_configures_cases_changes_the_lists():
    term = a_category("Network")
    for actor in (given.agent(), given.supervisor(), Actor.customer(1)):
        with nothing_changes():
            for verb in (
                lambda actor=actor: save_term(actor=actor, vocabulary="category", name="x"),
                lambda actor=actor: retire_term(actor=actor, term_id=term.pk),
                lambda actor=actor: restore_term(actor=actor, term_id=term.pk),
                lambda actor=actor: order_terms(actor=actor, vocabulary="category", term_ids=[term.pk]),
            ):
                with pytest.raises(Refused):
                    verb()
    with nothing_changes(), pytest.raises(Refused):
        adopt_terms(actor=given.agent(), terms=[ShippedTerm(vocabulary="category", code="basic")])


def test_what_is_not_there_is_not_found():
    given.centre()
    with nothing_changes():
        for verb in (
            lambda: save_term(actor=SYSTEM, vocabulary="colour", name="x"),
            lambda: save_term(actor=SYSTEM, term_id=0, name="x"),
            lambda: retire_term(actor=SYSTEM, term_id=0),
            lambda: restore_term(actor=SYSTEM, term_id=0),
        ):
            with pytest.raises(NotFound):
                verb()


def test_a_retired_term_stays_on_its_cases_and_new_ones_are_told_what_to_take():
    old, new = a_category("Old"), a_category("New")
    has_it, has_none = given.a_case(category="old"), given.a_case(phone="13800138000")
    retire_term(actor=given.administrator(), term_id=old.pk, instead="new")
    assert list(offered("category")) == ["new"] and label_of("category", "old") == "Old"
    reclassify_case(actor=given.agent(), case_id=has_it.pk, category="old", type="complaint")
    assert Case.objects.get(pk=has_it.pk).category == "old"
    with nothing_changes(), pytest.raises(Invalid) as refused:
        reclassify_case(actor=given.agent(), case_id=has_none.pk, category="old")
    assert "New" in str(refused.value.fields["category"])
    with nothing_changes(), pytest.raises(Invalid):
        given.a_case(category="old")
    retire_term(actor=given.administrator(), term_id=new.pk)
    with pytest.raises(Invalid) as refused:
        given.a_case(category="old")
    assert "New" not in str(refused.value.fields["category"])


def test_a_wider_term_is_retired_after_the_narrower_ones_and_comes_back_before_them():
    wide = a_category("Wide")
    narrow = a_category("Narrow", under="wide")
    admin = given.administrator()
    with nothing_changes(), pytest.raises(Conflict):
        retire_term(actor=admin, term_id=wide.pk)
    retire_term(actor=admin, term_id=narrow.pk)
    retire_term(actor=admin, term_id=wide.pk)
    with nothing_changes(), pytest.raises(Conflict):
        restore_term(actor=admin, term_id=narrow.pk)
    restore_term(actor=admin, term_id=wide.pk)
    restore_term(actor=admin, term_id=narrow.pk)
    assert list(offered("category")) == ["wide", "wide.narrow"]


def test_a_term_does_not_come_back_beside_another_one_of_its_name():
    old = a_category("Network")
    admin = given.administrator()
    retire_term(actor=admin, term_id=old.pk)
    a_category("network", code="network2")
    with nothing_changes(), pytest.raises(Conflict):
        restore_term(actor=admin, term_id=old.pk)


@pytest.mark.parametrize("instead", ["nowhere", "old", "gone", "technical"])
def test_only_a_term_in_use_of_the_same_list_is_taken_instead(instead):
    old, gone = a_category("Old"), a_category("Gone")
    retire_term(actor=given.administrator(), term_id=gone.pk)
    with nothing_changes(), pytest.raises(Invalid):
        retire_term(actor=given.administrator(), term_id=old.pk, instead=instead)


def test_terms_side_by_side_are_put_in_order_and_what_is_not_named_comes_after():
    one, two, three = (a_category(name) for name in ("One", "Two", "Three"))
    below = a_category("Below", under="one")
    admin = given.administrator()
    order_terms(actor=admin, vocabulary="category", term_ids=[three.pk, one.pk])
    assert codes() == ["three", "one", "one.below", "two"]
    with nothing_changes():
        order_terms(actor=admin, vocabulary="category", term_ids=[three.pk, one.pk, two.pk])
    for wrong in ([one.pk, below.pk], [one.pk, 0], [one.pk, one.pk], []):
        with nothing_changes(), pytest.raises(Invalid):
            order_terms(actor=admin, vocabulary="category", term_ids=wrong)


def test_what_a_pack_ships_is_added_once_and_never_over_what_the_centre_has():
    mine = a_category("Meine", code="basic")
    retire_term(actor=given.administrator(), term_id=mine.pk)
    shipped = [ShippedTerm(vocabulary="category", code=code) for code in ("basic", "basic.slow_response")]
    assert adopt_terms(actor=SYSTEM, terms=shipped) == 1
    with nothing_changes():
        assert adopt_terms(actor=SYSTEM, terms=shipped) == 0
    mine.refresh_from_db()
    assert mine.name == "Meine" and mine.retired_at is not None
    assert str(CATEGORIES["basic.slow_response"]) in label_of("category", "basic.slow_response")


def test_a_code_that_is_no_term_stands_as_its_code_for_imports_and_programs():
    case = given.a_case(category="legacy.code-7")
    assert label_of("category", case.category) == "legacy.code-7"
