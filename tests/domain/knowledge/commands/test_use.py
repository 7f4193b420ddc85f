"""A phrase counts as used when its words were sent, once for each form, and whether they were changed."""

from datetime import timedelta

import pytest
import time_machine
from tests import given
from tests.domain.knowledge.given_phrases import for_all, phrase
from tests.rows import nothing_changes

from fuwutai.domain.knowledge.commands import note_phrase_use
from fuwutai.domain.knowledge.models import PhraseUse
from fuwutai.domain.knowledge.queries import own_use, use_of
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db
SENT = "王建国，上午好！我是林小雨，很高兴为您服务。"


def sent(*phrases, actor=None, words: str = SENT, key: str = "") -> list[PhraseUse]:
    ids = [one.pk for one in phrases]
    return note_phrase_use(actor=actor or given.agent(), case_id=7, phrase_ids=ids, sent=words, key=key)


@pytest.mark.proves("S3-6.1-6")
def test_use_is_counted_with_whether_the_words_were_changed():
    whole, changed = for_all(), for_all(title="改", body="很高兴为您服务，请讲。")
    gone = for_all(title="删", body="再见，祝您愉快。")
    assert {use.phrase_id: use.changed for use in sent(whole, changed, gone)} == {whole.pk: False, changed.pk: True}
    sent(whole, words="您好！我是小林，很高兴为您服务")
    found = use_of([whole.pk, changed.pk, gone.pk])
    assert (found[whole.pk].times, found[whole.pk].changed_percent) == (2, 50) and gone.pk not in found
    assert own_use(given.agent()) == {whole.pk: 2, changed.pk: 1} and own_use(given.supervisor()) == {}
    entry = JournalEntry.objects.filter(code="knowledge.phrase_used").first()
    assert entry.data == {"phrase_id": whole.pk, "case_id": 7, "changed": False}


def test_what_is_sent_twice_with_one_key_counts_once():
    one = for_all()
    sent(one, key="k")
    with nothing_changes():
        assert sent(one, key="k") == []
    sent(one, key="another")
    sent(one, key="k", actor=given.supervisor())
    assert PhraseUse.objects.count() == 3


def test_of_phrases_that_the_person_does_not_have_nothing_is_said():
    hers = phrase(given.agent_elsewhere())
    with nothing_changes():
        assert sent(hers) == [] and sent() == []


def test_only_people_of_the_centre_use_phrases():
    one = for_all()
    with nothing_changes():
        for actor in (Actor.customer(), Actor.system("tests")):
            with pytest.raises(Refused):
                sent(one, actor=actor)


def test_use_is_that_of_the_last_thirty_days():
    one = for_all()
    with time_machine.travel(clock.now() - timedelta(days=31), tick=False):
        sent(one)
    found = use_of([one.pk])[one.pk]
    assert found.times == 0 and found.last_at is not None and own_use(given.agent()) == {}
