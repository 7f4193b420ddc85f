"""What stands beside the cases of the demo names only what there is, in both languages alike."""

import pytest

from fuwutai.demo.content.beside import beside
from fuwutai.demo.content.reading import FOLDER, ScenarioError, load
from fuwutai.domain.customers.choices import MEMBER_SIGHTS, TIERS

LANGUAGES = ("zh", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_categories_teams_and_customers_exist(language):
    told, words = load(language), beside(language)
    customers = {customer.key for customer in told.customers}
    assert {code for tag in words.tags for code in tag.categories} <= set(told.categories)
    assert {question.team for question in words.questions} <= {team.code for team in told.teams}
    spoken_of = {key for tier in words.tiers for key in tier.customers} | {note.customer for note in words.notes}
    spoken_of |= {member.customer for one in words.organisations for member in one.members}
    assert spoken_of <= customers
    assert {tier.tier for tier in words.tiers} <= set(TIERS)
    assert {member.sight for one in words.organisations for member in one.members} <= set(MEMBER_SIGHTS)


def test_both_languages_have_the_same_shape():
    zh, en = (beside(language) for language in LANGUAGES)
    for name in ("tags", "tasks", "demands", "again", "praises", "regrets", "questions", "macros", "organisations"):
        assert len(getattr(zh, name)) == len(getattr(en, name))
    assert [view.query for view in zh.views] == [view.query for view in en.views]
    assert zh.tiers == en.tiers


def test_a_language_without_it_is_named(monkeypatch):
    with pytest.raises(ScenarioError, match="fr"):
        beside("fr")
    assert not (FOLDER / "fr").exists()
