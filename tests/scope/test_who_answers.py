"""Who answers for a case follows it wherever it goes, until it is settled or a colleague answers for it (S3-6.1-3)."""

from dataclasses import replace

import pytest
from tests import given

from fuwutai.domain.cases.commands import (
    accept_hand_over,
    assign_case,
    offer_hand_over,
    open_case,
    reply_to_case,
    resolve_case,
    take_case,
)
from fuwutai.domain.cases.commands.views import count_view, save_view
from fuwutai.domain.cases.finding.search import search_cases
from fuwutai.domain.cases.finding.word_index import follow_words, index_cases
from fuwutai.domain.cases.lists.views import counted, visible_views
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import live_topics, visible_cases
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db
PLATFORM = Actor.system("tests")


@pytest.fixture(autouse=True)
def followed() -> None:
    """Let search follow what is written."""
    follow_words()


@pytest.fixture
def gone() -> Case:
    """Return a case that Lin took down and that went to a team of which she sees nothing."""
    case = open_case(actor=given.agent(), **{**given.MATTER, "subject": "光猫红灯闪烁"})
    assign_case(actor=given.supervisor(), case_id=case.pk, team_id=given.team("mobile").pk)
    return case


def sees(actor: Actor, case: Case) -> set[str]:
    """Return where a case is there for somebody: in lists, by search, in the number of a view, as news of her own."""
    view = visible_views(actor).filter(name="All").first() or save_view(actor=actor, name="All", query="-status:closed")
    count_view(actor=PLATFORM, view_id=view.pk)
    view.refresh_from_db()
    follow_words()
    found = search_cases(actor, "光猫红灯")
    there = {
        "listed": visible_cases(actor).filter(pk=case.pk).exists(),
        "found": found is not None and bool(found.cases),
        "counted": sum(one.number or 0 for one in counted(actor, [view])) > 0,
        "told": f"staff:{actor.id}" in live_topics([case.pk])[case.pk],
    }
    return {name for name, is_there in there.items() if is_there}


EVERYWHERE = {"listed", "found", "counted", "told"}


def test_who_took_a_case_down_follows_it_into_a_team_of_which_she_sees_nothing(gone):
    assert sees(given.agent(), gone) == EVERYWHERE
    Case.objects.filter(pk=gone.pk).update(responsible=None)
    index_cases([gone.pk])
    assert sees(given.agent(), gone) == set()


def test_she_follows_it_until_it_is_settled(gone):
    there = given.agent_elsewhere()
    take_case(actor=there, case_id=gone.pk)
    assert sees(given.agent(), gone) == EVERYWHERE
    reply_to_case(actor=there, case_id=gone.pk, body="已更换光猫。")
    resolve_case(actor=there, case_id=gone.pk)
    assert sees(given.agent(), gone) <= {"told"}


def test_she_follows_it_until_a_colleague_answers_for_it(gone):
    there = given.agent_elsewhere()
    offer_hand_over(actor=given.agent(), case_id=gone.pk, taker_id=there.staff_id, reason="已转移动班组")
    assert sees(given.agent(), gone) == EVERYWHERE
    accept_hand_over(actor=there, case_id=gone.pk)
    assert sees(given.agent(), gone) == set()


def test_complaints_and_restricted_cases_are_no_exception_to_what_she_answers_for(gone):
    far = replace(given.agent(), reach="all")
    for change in ({"type": "complaint"}, {"restricted": True}):
        Case.objects.filter(pk=gone.pk).update(**change)
        assert sees(far, gone) == EVERYWHERE, change
    Case.objects.filter(pk=gone.pk).update(responsible=None)
    index_cases([gone.pk])
    assert "listed" not in sees(far, gone)
