"""Taking over phrases that a manual asks for: once, and nothing that is there is changed."""

import pytest
from tests import given
from tests.domain.knowledge.given_phrases import for_all
from tests.rows import nothing_changes

from fuwutai.domain.knowledge.commands import (
    ShippedFolder,
    ShippedPhrase,
    adopt_phrases,
    retire_folder,
    retire_phrase,
)
from fuwutai.domain.knowledge.models import Phrase, PhraseFolder, PhraseVersion
from fuwutai.domain.knowledge.queries import adopted_codes, visible_phrases
from fuwutai.kernel.errors import Refused

pytestmark = pytest.mark.django_db
FOLDERS = [ShippedFolder(code="opening", name="开场"), ShippedFolder(code="nobody", name="用不着")]


def shipped(code: str = "hello-zh", **said) -> ShippedPhrase:
    facts = {"folder": "opening", "clause_code": "S0-1.3-1", "title": "问候", "language": "zh"}
    facts["body"] = "{客户称呼}，您好！"
    return ShippedPhrase(code=code, **facts | said)


def adopted(*phrases: ShippedPhrase, actor=None) -> int:
    return adopt_phrases(actor=actor or given.supervisor(), folders=FOLDERS, phrases=phrases)


def test_what_was_never_here_is_taken_over_with_its_clause_and_folder():
    assert adopted(shipped(shortcut="hi"), shipped("bye-zh", title="再见")) == 2
    first, second = visible_phrases(given.agent())
    assert (first.clause_code, first.folder.name, first.body, first.shortcut) == (
        "S0-1.3-1", "开场", "{customer}，您好！", "hi",
    )  # fmt: skip
    assert second.position == first.position + 1 and PhraseVersion.objects.filter(by=None).count() == 2
    assert list(PhraseFolder.objects.values_list("code", flat=True)) == ["opening"]
    assert adopted_codes() == {"hello-zh", "bye-zh"}


def test_what_the_centre_changed_retired_or_took_away_stays_so():
    adopted(shipped())
    mine = Phrase.objects.get()
    for_all(phrase_id=mine.pk, title="本中心问候", body="您好！")
    retire_phrase(actor=given.supervisor(), phrase_id=mine.pk)
    retire_folder(actor=given.supervisor(), folder_id=PhraseFolder.objects.get().pk)
    with nothing_changes():
        assert adopted(shipped()) == 0
    assert adopted(shipped(), shipped("bye-zh")) == 1
    assert Phrase.objects.get(code="bye-zh").folder_id is None and PhraseFolder.objects.count() == 1


def test_a_shortcut_that_is_taken_is_left_out():
    for_all(shortcut="hi")
    adopted(shipped(shortcut="hi"), shipped("b", shortcut="yo"), shipped("c", shortcut="yo"))
    assert list(Phrase.objects.exclude(code="").order_by("pk").values_list("shortcut", flat=True)) == ["", "yo", ""]


def test_only_who_writes_for_all_takes_phrases_over():
    given.agent()
    with nothing_changes(), pytest.raises(Refused):
        adopted(shipped(), actor=given.agent())
