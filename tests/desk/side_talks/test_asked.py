"""What a team is asked: the list, the page of a talk, the answer; and nothing that leads to the case."""

from datetime import UTC, datetime

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.cases.scenarios_sides import QUESTION, asked, asked_outside
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import answer_side_talk, close_side_talk
from fuwutai.domain.cases.models import SideMessage
from fuwutai.kernel.models import AccessEntry
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai: what is not urgent is told in working hours


@pytest.fixture
def zhao(signed_in):
    return signed_in(given.ZHAO)


def test_the_asked_team_finds_the_question_and_answers_it(zhao):
    talk = asked(given.an_open_case())
    assert f"/desk/side-talks/{talk.pk}" in zhao.get("/desk/side-talks").content.decode()
    page = zhao.get(f"/desk/side-talks/{talk.pk}").content.decode()
    assert QUESTION in page and 'name="body"' in page
    assert zhao.post(f"/desk/side-talks/{talk.pk}", {"body": ""}).status_code == 422
    assert SideMessage.objects.count() == 1
    assert zhao.post(f"/desk/side-talks/{talk.pk}", {"body": "可以"}).status_code == 303
    assert SideMessage.objects.filter(author_kind="team").get().author_id == given.staff(given.ZHAO).pk


def test_nothing_there_leads_to_the_case_or_its_customer(zhao):
    case = given.an_open_case()
    talk = asked(case)
    for address in ("/desk/side-talks", f"/desk/side-talks/{talk.pk}"):
        said = zhao.get(address).content.decode()
        hidden = (case.number, case.subject, "王建国", "13912345678", f"/desk/cases/{case.pk}", "光猫")
        assert not [one for one in hidden if one in said]
    assert zhao.get(f"/desk/cases/{case.pk}").status_code == 404
    assert zhao.get(f"/desk/cases/{case.pk}/side-talks").status_code == 404


def test_the_look_at_a_talk_is_written_down(zhao):
    talk = asked(given.an_open_case())
    zhao.get(f"/desk/side-talks/{talk.pk}")
    look = AccessEntry.objects.get(action="view_side_talk")
    assert (look.subject, look.subject_id, look.actor_id) == ("side_talk", talk.pk, given.staff(given.ZHAO).pk)


def test_talks_with_others_are_absent(zhao):
    case = given.an_open_case()
    other, outside = asked(case, team_id=given.team("complaints").pk), asked_outside(case).talk
    for talk in (other, outside):
        with nothing_changes():
            assert zhao.get(f"/desk/side-talks/{talk.pk}").status_code == 404
            assert zhao.post(f"/desk/side-talks/{talk.pk}", {"body": "x"}).status_code == 404


def test_a_talk_that_is_over_is_read_and_not_answered(zhao):
    talk = asked(given.an_open_case())
    close_side_talk(actor=given.agent(), talk_id=talk.pk)
    said = zhao.get(f"/desk/side-talks/{talk.pk}").content.decode()
    assert QUESTION in said and 'name="body"' not in said
    assert f"/desk/side-talks/{talk.pk}" not in zhao.get("/desk/side-talks").content.decode()
    assert zhao.post(f"/desk/side-talks/{talk.pk}", {"body": "x"}).status_code == 422
    assert SideMessage.objects.count() == 1


def test_an_empty_room_says_so_and_is_in_the_navigation(zhao):
    given.centre()
    assert 'class="state' in zhao.get("/desk/side-talks").content.decode()
    assert 'href="/desk/side-talks"' in zhao.get("/desk/").content.decode()


def test_room_and_page_keep_their_budgets(zhao, django_assert_max_num_queries):
    case = given.an_open_case()
    talks = [asked(case) for _nth in range(12)]
    for _nth in range(12):
        answer_side_talk(actor=given.agent_elsewhere(), talk_id=talks[0].pk, body="可以")
    for address in ("/desk/side-talks", f"/desk/side-talks/{talks[0].pk}"):
        keeps_its_budget(zhao, address, django_assert_max_num_queries)


def test_the_bell_tells_the_asked_and_the_asker(signed_in, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    zhao, desk = signed_in(given.ZHAO), signed_in(given.LIN)
    case = given.an_open_case()
    talk = asked(case)
    drain()
    said = zhao.get("/desk/notices").content.decode()
    assert "/desk/notices/" in said and case.number not in said
    answer_side_talk(actor=given.agent_elsewhere(), talk_id=talk.pk, body="可以")
    drain()
    assert case.number in desk.get("/desk/notices").content.decode()
