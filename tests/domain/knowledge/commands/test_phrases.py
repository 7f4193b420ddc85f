"""Standard phrases: who may keep which, what a shortcut means, their versions, and their order."""

import pytest
from tests import given
from tests.domain.knowledge.given_phrases import GREETING, PROMISE, folder, for_all, for_team, phrase
from tests.rows import nothing_changes

from fuwutai.domain.knowledge.commands import (
    move_phrase,
    restore_phrase,
    restore_phrase_version,
    retire_phrase,
    save_phrase,
)
from fuwutai.domain.knowledge.commands.phrases import MOST_OWN
from fuwutai.domain.knowledge.models import Phrase, PhraseVersion
from fuwutai.domain.knowledge.queries import (
    phrases_in_care,
    versions_of,
    visible_phrase,
    visible_phrases,
    winning_shortcuts,
)
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def named(actor) -> list[str]:
    return [one.title for one in visible_phrases(actor)]


def test_ones_own_phrase_is_found_by_nobody_else():
    mine = phrase()
    assert (mine.owner_id, mine.team_id, mine.body[:10]) == (given.staff().pk, None, "{customer}")
    assert named(given.agent()) == ["开场"]
    for other in (given.supervisor(), given.administrator(), given.agent_elsewhere()):
        assert named(other) == [] and not phrases_in_care(other).exists()
        with nothing_changes():
            for verb, more in (
                (save_phrase, {"title": "我的", "body": GREETING}),
                (retire_phrase, {}),
                (restore_phrase, {}),
                (move_phrase, {"up": True}),
                (restore_phrase_version, {"number": 1}),
            ):
                with pytest.raises(NotFound):
                    verb(actor=other, phrase_id=mine.pk, **more)
            with pytest.raises(NotFound):
                visible_phrase(other, mine.pk)


def test_a_phrase_of_a_team_is_found_by_the_team_and_one_for_all_by_everybody():
    for_team(title="宽带")
    for_all(title="全员")
    assert set(named(given.agent())) == {"宽带", "全员"}
    assert named(given.agent_elsewhere()) == ["全员"]
    assert {one.title for one in phrases_in_care(given.administrator())} == {"宽带", "全员"}


def test_writing_for_others_asks_for_the_permission():
    given.agent()
    with nothing_changes():
        for more in ({"team_id": given.team().pk}, {"for_all": True}):
            with pytest.raises(Refused):
                phrase(**more)


def test_what_others_have_is_changed_only_by_who_may_write_for_them():
    shared = for_team()
    with nothing_changes():
        for attempt in (
            lambda: phrase(phrase_id=shared.pk, title="我的"),
            lambda: retire_phrase(actor=given.agent(), phrase_id=shared.pk),
            lambda: move_phrase(actor=given.agent(), phrase_id=shared.pk, up=True),
            lambda: restore_phrase_version(actor=given.agent(), phrase_id=shared.pk, number=1),
        ):
            with pytest.raises(Refused):
                attempt()
    for_team(phrase_id=shared.pk, title="宽带开场")
    retire_phrase(actor=given.supervisor(), phrase_id=shared.pk)
    with nothing_changes(), pytest.raises(Refused):
        restore_phrase(actor=given.agent(), phrase_id=shared.pk)
    shared.refresh_from_db()
    assert shared.title == "宽带开场" and named(given.agent()) == []


def test_what_is_wrong_with_a_phrase_is_named_field_by_field():
    actor = given.agent()
    with nothing_changes(), pytest.raises(Invalid) as caught:
        save_phrase(
            actor=actor, title=" ", body="{姓名}，您好", shortcut="a b", folder_id=999_999, language="fr",
            purpose="sms", types=["'"], categories=["x"] * 41,
        )  # fmt: skip
    assert set(caught.value.fields) == {
        "title", "body", "shortcut", "folder_id", "language", "purpose", "types", "categories",
    }  # fmt: skip
    assert "{姓名}" in str(caught.value.fields["body"])
    with nothing_changes(), pytest.raises(Invalid):
        save_phrase(actor=actor, title="字" * 61, body="")


def test_a_shortcut_means_one_phrase_of_its_readers_and_ones_own_goes_first():
    all_of, team_of = for_all(title="全员", shortcut="；HI"), for_team(title="宽带", shortcut=";hi")
    assert all_of.shortcut == team_of.shortcut == "hi"
    mine = phrase(shortcut="hi")
    assert winning_shortcuts(visible_phrases(given.agent())) == {mine.pk: "hi"}
    assert winning_shortcuts(visible_phrases(given.agent_elsewhere())) == {all_of.pk: "hi"}
    with nothing_changes(), pytest.raises(Invalid) as caught:
        phrase(title="另一条", shortcut="HI")
    assert set(caught.value.fields) == {"shortcut"}
    retire_phrase(actor=given.agent(), phrase_id=mine.pk)
    assert winning_shortcuts(visible_phrases(given.agent())) == {team_of.pk: "hi"}
    phrase(title="另一条", shortcut="hi")
    restore_phrase(actor=given.agent(), phrase_id=mine.pk)
    assert Phrase.objects.get(pk=mine.pk).shortcut == ""


def test_new_words_are_a_new_version_and_an_older_one_can_be_said_again():
    mine = phrase()
    phrase(phrase_id=mine.pk, shortcut="kc")
    assert [one.number for one in versions_of(given.agent(), mine.pk)] == [1]
    phrase(phrase_id=mine.pk, title="承诺", body=PROMISE)
    restore_phrase_version(actor=given.agent(), phrase_id=mine.pk, number=1)
    mine.refresh_from_db()
    said = [(one.number, one.title) for one in versions_of(given.agent(), mine.pk)]
    assert said == [(3, "开场"), (2, "承诺"), (1, "开场")] and mine.version == 3
    assert not versions_of(given.supervisor(), mine.pk)
    with nothing_changes():
        restore_phrase_version(actor=given.agent(), phrase_id=mine.pk, number=3)
        with pytest.raises(NotFound):
            restore_phrase_version(actor=given.agent(), phrase_id=mine.pk, number=9)


def test_who_did_not_see_the_newest_version_overwrites_nothing():
    mine = phrase()
    phrase(phrase_id=mine.pk, body=PROMISE, seen_version=1)
    with nothing_changes(), pytest.raises(Conflict) as caught:
        phrase(phrase_id=mine.pk, body=GREETING, seen_version=1)
    assert caught.value.code == "changed_meanwhile"


def test_nobody_has_more_phrases_of_her_own_than_she_can_oversee():
    first = phrase()
    rows = [
        Phrase(title=f"{n}", body="好", language="zh", owner_id=first.owner_id, position=n, made_at=first.made_at)
        for n in range(MOST_OWN - 1)
    ]
    Phrase.objects.bulk_create(rows)
    with nothing_changes(), pytest.raises(Conflict) as caught:
        phrase(title="再一条")
    assert caught.value.code == "too_many_phrases"
    phrase(phrase_id=first.pk, title="仍可修改")


def test_a_phrase_moves_within_its_folder_and_its_readers():
    where = folder()
    first, second = (phrase(title=title, folder_id=where.pk) for title in "一二")
    other = for_all(title="全员", folder_id=where.pk)
    move_phrase(actor=given.agent(), phrase_id=second.pk, up=True)
    assert [title for title in named(given.agent()) if title in "一二"] == ["二", "一"]
    assert JournalEntry.objects.filter(code="knowledge.phrase_moved").count() == 1
    with nothing_changes():
        move_phrase(actor=given.agent(), phrase_id=second.pk, up=True)
        move_phrase(actor=given.agent(), phrase_id=first.pk, up=False)
        move_phrase(actor=given.supervisor(), phrase_id=other.pk, up=True)
    retire_phrase(actor=given.agent(), phrase_id=first.pk)
    with nothing_changes(), pytest.raises(NotFound):
        move_phrase(actor=given.agent(), phrase_id=first.pk, up=True)


def test_retiring_and_bringing_back_twice_is_done_once_and_keeps_the_versions():
    mine = phrase()
    for _time in range(2):
        retire_phrase(actor=given.agent(), phrase_id=mine.pk)
    assert named(given.agent()) == [] and PhraseVersion.objects.count() == 1
    for _time in range(2):
        restore_phrase(actor=given.agent(), phrase_id=mine.pk)
    assert named(given.agent()) == ["开场"]
    codes = JournalEntry.objects.filter(subject="phrase").values_list("code", flat=True).order_by("pk")
    assert list(codes) == ["knowledge.phrase_saved", "knowledge.phrase_retired", "knowledge.phrase_restored"]
