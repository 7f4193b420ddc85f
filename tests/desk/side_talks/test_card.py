"""The card with the talks beside a case, the dialog that opens one, and the link that is shown once."""

import re

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.cases.scenarios_sides import QUESTION, asked, asked_outside
from tests.rows import nothing_changes

from fuwutai.desk.cases.history import Names, lines
from fuwutai.domain.cases.commands import answer_side_talk, close_side_talk
from fuwutai.domain.cases.models import Case, SideMessage, SideTalk
from fuwutai.domain.cases.queries import history_of
from fuwutai.domain.cases.speech.side_talks import talk_by_secret

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
LINK = re.compile(r'value="https?://[^"/]+/talks/([^"]+)"')


def of(case: Case, what: str = "") -> str:
    return f"/desk/cases/{case.pk}/side-talks{what}"


def test_the_menu_offers_it_and_the_card_counts_what_is_open(desk):
    case = given.an_open_case()
    said = desk.get(f"/desk/cases/{case.pk}").content.decode()
    assert of(case, "/new") in said and 'id="card-side-talks"' in said
    asked(case)
    answer = desk.get(of(case), headers=HTMX).content.decode()
    assert "套餐变更" in answer and QUESTION in answer and "移动业务" in answer
    assert Case.objects.get().sides_open == 1


def test_a_team_is_asked_from_the_dialog_and_the_case_waits_if_one_likes(desk):
    case = given.an_open_case()
    form = desk.get(of(case, "/new"), headers=HTMX).content.decode()
    assert "移动业务" in form and "宽带报障</option>" not in form and 'name="waits"' in form
    sent = {"team_id": given.team("mobile").pk, "subject": "套餐变更", "body": QUESTION, "waits": "on"}
    answer = desk.post(of(case, "/new"), sent, headers=HTMX | {"HX-Target": "case-dialog"})
    assert answer.status_code == 200 and answer["HX-Retarget"] == "#case-thread"
    case.refresh_from_db()
    assert (case.status, case.sides_open) == ("waiting_third_party", 1)
    assert 'name="waits"' not in desk.get(of(case), headers=HTMX).content.decode()  # it waits already


def test_the_link_for_somebody_outside_is_shown_this_once(desk):
    case = given.an_open_case()
    sent = {"team_id": "", "with_whom": "李工", "subject": "上门", "body": QUESTION, "days": "3"}
    for headers in (HTMX, {}):
        answer = desk.post(of(case, "/new"), sent, headers=headers)
        found = LINK.search(answer.content.decode())
        assert answer.status_code == 200 and found and talk_by_secret(found[1]) is not None
        assert found[1] not in desk.get(of(case), headers=HTMX).content.decode()


def test_what_is_wrong_stays_in_the_dialog(desk):
    case = given.an_open_case()
    with nothing_changes():
        answer = desk.post(of(case, "/new"), {"team_id": "", "subject": "", "body": ""}, headers=HTMX)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert all(f'href="#id_{name}"' in said for name in ("with_whom", "subject", "body"))


def test_one_writes_on_ends_and_takes_up_again_in_the_card(desk):
    case = given.an_open_case()
    talk = asked(case)
    answer_side_talk(actor=given.agent_elsewhere(), talk_id=talk.pk, body="可以")
    with nothing_changes():
        answer = desk.post(of(case, f"/{talk.pk}/write"), {"body": " "}, headers=HTMX)
    assert answer.status_code == 422 and f'href="#side_{talk.pk}_body"' in answer.content.decode()
    said = desk.post(of(case, f"/{talk.pk}/write"), {"body": "再问"}, headers=HTMX).content.decode()
    assert "再问" in said and 'id="card-side-talks-head"' in said
    desk.post(of(case, f"/{talk.pk}/close"), headers=HTMX)
    assert SideTalk.objects.get().closed_at is not None
    desk.post(of(case, f"/{talk.pk}/reopen"))
    assert SideTalk.objects.get().closed_at is None


def test_a_link_is_made_anew_and_withdrawn(desk):
    case = given.an_open_case()
    made = asked_outside(case)
    answer = desk.post(of(case, f"/{made.talk.pk}/link"), {"days": "1"}, headers=HTMX)
    found = LINK.search(answer.content.decode())
    assert found and talk_by_secret(found[1]) is not None and talk_by_secret(made.secret) is None
    desk.post(of(case, f"/{made.talk.pk}/link/withdraw"), headers=HTMX)
    assert talk_by_secret(found[1]) is None
    with nothing_changes():
        assert desk.post(of(case, f"/{made.talk.pk}/link"), {"days": "99"}).status_code == 422


def test_who_may_redact_takes_words_out(desk, supervisor_desk):
    case = given.an_open_case()
    talk = asked(case)
    address = of(case, f"/{talk.pk}/messages/{talk.messages.get().pk}/remove")
    assert address not in desk.get(of(case), headers=HTMX).content.decode()
    with nothing_changes():
        assert desk.post(address, headers=HTMX).status_code == 403
    assert address in supervisor_desk.get(of(case), headers=HTMX).content.decode()
    supervisor_desk.post(address, headers=HTMX)
    assert SideMessage.objects.get().body == ""
    assert QUESTION not in desk.get(of(case), headers=HTMX).content.decode()


def test_a_talk_of_another_case_is_not_reached_through_a_case_in_sight(desk):
    case, other = given.an_open_case(), given.a_case(team_code="mobile", phone="13700001111")
    talk = asked(other, actor=given.supervisor(), team_id=given.team("complaints").pk)
    for what in ("write", "close", "reopen", "link", "link/withdraw"):
        with nothing_changes():
            assert desk.post(of(case, f"/{talk.pk}/{what}"), {"body": "x", "days": "1"}).status_code == 404


def test_card_and_dialog_keep_their_budgets_however_much_was_said(desk, django_assert_max_num_queries):
    case = given.an_open_case()
    for nth in range(6):
        talk = (asked if nth % 2 else lambda one: asked_outside(one).talk)(case)
        if nth % 2:
            answer_side_talk(actor=given.agent_elsewhere(), talk_id=talk.pk, body="可以")
        if nth > 3:
            close_side_talk(actor=given.agent(), talk_id=talk.pk)
    for address in (of(case), of(case, "/new"), f"/desk/cases/{case.pk}"):
        keeps_its_budget(desk, address, django_assert_max_num_queries)


def test_the_history_of_the_case_tells_it(desk):
    case = given.an_open_case()
    answer_side_talk(actor=given.agent_elsewhere(), talk_id=asked(case).pk, body="可以")
    told = lines(history_of(given.agent(), case.pk), Names(customer="", staff={}, teams={}))
    assert [one.code for one in told if one.icon == "people" and one.folded][-2:] == [
        "cases.side_talk_opened",
        "cases.side_talk_answered",
    ]
    assert not [one.text for one in told if one.text.startswith("cases.")]
