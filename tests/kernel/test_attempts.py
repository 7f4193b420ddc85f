"""Attempts in vain are written down, but never without bound."""

import pytest
from tests import given

from fuwutai.kernel.attempts import MISSED, REFUSED, REFUSED_MANY, note_attempt
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db


def test_an_attempt_holds_who_where_and_what():
    lin = given.agent()
    note_attempt(lin, REFUSED, place="desk:case", subject="case", subject_id=7)
    entry = AccessEntry.objects.get(action=REFUSED)
    assert (entry.actor_id, entry.place, entry.subject, entry.subject_id) == (lin.id, "desk:case", "case", 7)


def test_beyond_sixty_a_minute_one_row_says_that_there_were_more_and_others_are_still_heard():
    lin, zhao = given.agent(), given.agent_elsewhere()
    for number in range(80):
        note_attempt(lin, MISSED, place="desk:case", subject="case", subject_id=number)
    note_attempt(zhao, MISSED, place="desk:case")
    log = AccessEntry.objects
    assert log.filter(action=MISSED, actor_id=lin.id).count() == 60
    assert log.filter(action=REFUSED_MANY, actor_id=lin.id).count() == 1
    assert log.filter(actor_id=zhao.id, action=MISSED).count() == 1
