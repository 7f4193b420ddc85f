"""Talks beside cases for programs: asked, read, answered by the team, and the link that is told once."""

import pytest
from django.test import Client
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import open_side_talk
from fuwutai.domain.cases.models import SideTalk
from fuwutai.kernel.models import AccessEntry, KeptAnswer

pytestmark = pytest.mark.django_db
WRITES = ("cases:read", "cases:write")
PHONE = "13912345678"


def asked(case, **more) -> SideTalk:
    said = {"subject": "账单", "body": f"几号出账？{PHONE}", "team_id": given.team("mobile").pk}
    return open_side_talk(actor=given.agent(), case_id=case.pk, **said | more).talk


def test_from_question_to_answer(ask, send):
    case = given.an_open_case()
    body = {"asked_team": "mobile", "subject": "账单", "body": f"几号出账？{PHONE}", "waits": True}
    made = send(f"/cases/{case.pk}/side-talks", body).json()
    assert made["status"] == "waiting_third_party"
    [waiting] = ask("/side-talks", given.ZHAO, *WRITES).json()
    assert (waiting["id"], waiting["awaits_answer"], waiting["messages"]) == (made["made_id"], True, [])
    read = ask(f"/side-talks/{waiting['id']}", given.ZHAO, *WRITES)
    assert [one["side"] for one in read.json()["messages"]] == ["staff"]
    assert not {"case_id", "from_case", "contact"} & read.json().keys() and case.number not in read.content.decode()
    assert PHONE not in read.content.decode()
    answer = send(f"/side-talks/{waiting['id']}/answer", {"body": "五号。"}, given.ZHAO, key="a1")
    assert answer.status_code == 201, answer.content.decode()
    assert send(f"/side-talks/{waiting['id']}/answer", {"body": "五号。"}, given.ZHAO, key="a1").json() == answer.json()
    [told] = ask(f"/cases/{case.pk}/side-talks").json()
    assert [(one["side"], one["body"]) for one in told["messages"]][1:] == [("team", "五号。")]
    assert (told["awaits_answer"], told["closed_at"], told["from_case"]) == (False, None, None)
    case.refresh_from_db()
    assert case.status == "open"


def test_looks_are_logged_and_words_masked(ask):
    case = given.an_open_case()
    talk = asked(case, team_id=None, with_whom="李师傅", contact=PHONE)
    answer = ask(f"/cases/{case.pk}/side-talks")
    assert answer.json()[0]["is_outside"] and PHONE not in answer.content.decode()
    team_talk = asked(case)
    ask(f"/side-talks/{team_talk.pk}", given.ZHAO, *WRITES)
    places = list(AccessEntry.objects.order_by("pk").values_list("place", flat=True))
    assert places == ["api:case_side_talks_list", "api:side_talk"]
    assert ask(f"/side-talks/{talk.pk}", given.LIN, *WRITES).status_code == 404  # no team is asked


def test_a_link_is_told_once_opens_and_is_kept_nowhere(send):
    case = given.an_open_case()
    talk = asked(case, team_id=None, with_whom="李师傅")
    where = f"/cases/{case.pk}/side-talks/{talk.pk}/link"
    first = send(where, {"days": 3}, key="l1")
    assert first.status_code == 201, first.content.decode()
    second = send(where, {"days": 3}, key="l1").json()
    assert second["address"] != first.json()["address"]
    opened = {one["address"]: Client().get(one["address"]).status_code for one in (first.json(), second)}
    assert opened == {first.json()["address"]: 404, second["address"]: 200}
    assert not KeptAnswer.objects.exists()
    with nothing_changes():
        assert send(where, {"days": 2}).json()["fields"].keys() == {"days"}
    assert send(f"{where}/withdraw").status_code == 200
    assert Client().get(second["address"]).status_code == 404


def test_who_may_not_is_refused_and_nothing_changes(ask, send):
    case = given.an_open_case()
    talk, outside = asked(case), asked(case, team_id=None, with_whom="李师傅")
    other = given.an_open_case(phone="13700001111")
    for who in (given.LIN, given.ZHAO):
        send("/cases/999999/take", {}, who)
        send("/cases/999999/take", {}, who, scopes=("cases:read",))
    with nothing_changes():
        for where in (f"/side-talks/{talk.pk}/answer", f"/cases/{case.pk}/side-talks/{outside.pk}/link"):
            assert send(where, {}, scopes=("cases:read",)).status_code == 403
        assert send(f"/side-talks/{talk.pk}/answer", {"body": "五号。"}).status_code == 403  # her team asks
        assert send(f"/side-talks/{outside.pk}/answer", {"body": "x"}, given.ZHAO).status_code == 404
        assert send(f"/cases/{other.pk}/side-talks/{outside.pk}/link").status_code == 404
        assert send(f"/cases/{case.pk}/side-talks/{outside.pk}/link", {}, given.ZHAO).status_code == 404
        assert send(f"/side-talks/{talk.pk}/answer", {}, given.ZHAO).status_code == 422
        wrong = send(f"/cases/{case.pk}/side-talks", {"asked_team": "nowhere", "subject": "x", "body": "y"})
        assert wrong.json()["fields"].keys() == {"asked_team"}
    hidden, absent = ask(f"/cases/{case.pk}/side-talks", given.ZHAO), ask("/cases/999999/side-talks", given.ZHAO)
    assert hidden.status_code == 404 and hidden.content == absent.content


def test_reads_keep_their_budgets(ask, django_assert_max_num_queries):
    case = given.an_open_case()
    talks = [asked(case) for _time in range(3)]
    ask(f"/cases/{case.pk}", given.ZHAO, *WRITES)
    ask(f"/cases/{case.pk}")
    with django_assert_max_num_queries(10):
        ask(f"/cases/{case.pk}/side-talks")
    with django_assert_max_num_queries(6):
        assert len(ask("/side-talks", given.ZHAO, *WRITES).json()) == 3
    with django_assert_max_num_queries(8):
        ask(f"/side-talks/{talks[0].pk}", given.ZHAO, *WRITES)
