"""Take, assign, wait, resolve, confirm, close, reopen, reveal."""

import json

import pytest
from tests import given

from fuwutai.domain.cases.models import Case
from fuwutai.kernel.models import AccessEntry, JournalEntry

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def test_taking_a_case_by_plain_form_comes_back_to_it(desk):
    case = given.a_case()
    answer = desk.post(f"/desk/cases/{case.pk}/take")
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/cases/{case.pk}")
    assert fresh(case).assignee == given.staff(given.LIN)


def test_taking_a_case_by_htmx_renews_the_page_around_the_composer(desk):
    case = given.a_case()
    answer = desk.post(f"/desk/cases/{case.pk}/take", {"mode": "reply"}, **HTMX)
    text = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in text
    assert 'id="case-actions" hx-swap-oob="true"' in text and 'id="case-composer"' not in text
    assert json.loads(answer["HX-Trigger"])["toast"]["level"] == "success"


def test_resolving_by_htmx_takes_the_reply_away(desk):
    case = given.an_open_case()
    text = desk.post(f"/desk/cases/{case.pk}/resolve", {"mode": "reply"}, **HTMX).content.decode()
    assert 'id="case-composer" hx-swap-oob="true"' in text
    assert fresh(case).status == "resolved"


@pytest.mark.parametrize(
    ("make", "verb", "username", "after"),
    [
        (given.an_open_case, "resolve", given.LIN, "resolved"),
        (given.an_open_case, "third-party", given.LIN, "waiting_third_party"),
        (given.a_case_at_a_third_party, "end-wait", given.LIN, "open"),
        (given.a_waiting_case, "end-wait", given.LIN, "open"),
        (given.a_resolved_case, "confirm", given.LIN, "closed"),
        (given.a_resolved_case, "close", given.CHEN, "closed"),
        (given.a_resolved_case, "reopen", given.LIN, "open"),
        (given.a_closed_case, "reopen", given.LIN, "open"),
    ],
)
def test_a_change_of_state_by_plain_form(signed_in, make, verb, username, after):
    case = make()
    answer = signed_in(username).post(f"/desk/cases/{case.pk}/{verb}", {"rating": "declined"})
    assert answer.status_code == 303
    assert fresh(case).status == after


@pytest.mark.parametrize(
    ("make", "verb", "status"),
    [
        (given.a_resolved_case, "close", 403),
        (given.an_open_case, "assign", 403),
        (given.an_open_case, "confirm", 409),
        (given.an_open_case, "end-wait", 409),
    ],
)
def test_a_refused_action_changes_nothing(desk, make, verb, status):
    case = make()
    before = (fresh(case).__dict__ | {"_state": None}, JournalEntry.objects.count())
    to = f"{case.team_id}-{given.staff(given.LIN).pk}"
    assert desk.post(f"/desk/cases/{case.pk}/{verb}", {"to": to}).status_code == status
    assert (fresh(case).__dict__ | {"_state": None}, JournalEntry.objects.count()) == before


def test_a_refusal_by_htmx_is_a_toast(desk):
    case = given.an_open_case()
    answer = desk.post(f"/desk/cases/{case.pk}/confirm", **HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#toasts")
    assert "toast--error" in answer.content.decode()


def test_a_link_changes_nothing(desk):
    case = given.an_open_case()
    for verb in ("take", "assign", "confirm", "close", "reopen", "reveal", "reply", "note", "end-wait"):
        assert desk.get(f"/desk/cases/{case.pk}/{verb}").status_code in (403, 405)
    assert desk.get(f"/desk/cases/{case.pk}/resolve").status_code == 200
    assert fresh(case).status == "open"


def test_a_supervisor_gives_a_case_to_a_person_or_back_to_a_queue(supervisor_desk):
    case, mobile, zhao = given.an_open_case(), given.team("mobile"), given.staff(given.ZHAO)
    supervisor_desk.post(f"/desk/cases/{case.pk}/assign", {"to": f"{mobile.pk}-{zhao.pk}"})
    assert (fresh(case).team, fresh(case).assignee) == (mobile, zhao)
    supervisor_desk.post(f"/desk/cases/{case.pk}/assign", {"to": f"{mobile.pk}"})
    assert (fresh(case).team, fresh(case).assignee) == (mobile, None)


@pytest.mark.parametrize("to", ["", "x", "1-y", "-", "0-0-0", "²"])
def test_a_damaged_choice_assigns_nobody(supervisor_desk, to):
    case = given.an_open_case()
    assert supervisor_desk.post(f"/desk/cases/{case.pk}/assign", {"to": to}).status_code == 422
    assert fresh(case).assignee == given.staff(given.LIN)


def test_numbers_are_shown_for_a_reason_that_is_kept(desk):
    case = given.a_case()
    answer = desk.post(f"/desk/cases/{case.pk}/reveal", {"reason": "按约回电"})
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/cases/{case.pk}")
    entry = AccessEntry.objects.get(action="reveal_contacts")
    assert (entry.reason, entry.subject_id, entry.place) == ("按约回电", case.customer_id, "desk:case_reveal")
    page = desk.get(f"/desk/cases/{case.pk}")
    assert "13912345678" in page.content.decode() and "no-store" in page["Cache-Control"]


def test_numbers_are_shown_by_htmx_in_what_changes_alone(desk):
    case = given.a_case()
    text = desk.post(f"/desk/cases/{case.pk}/reveal", {"reason": "按约回电"}, **HTMX).content.decode()
    assert "13912345678" in text and "<html" not in text
    assert text.count('hx-swap-oob="true"') == 2 and 'id="case-composer"' not in text


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_without_a_reason_no_number_is_shown(desk, headers):
    case = given.a_case()
    answer = desk.post(f"/desk/cases/{case.pk}/reveal", {"reason": "  "}, **headers)
    assert answer.status_code == 422
    assert "13912345678" not in answer.content.decode()
    assert not AccessEntry.objects.filter(action="reveal_contacts").exists()
