"""Reading what belongs to the work on a case: tasks, times, replies that wait, and what a merger would do."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.cases.given_work import a_checklist, a_task
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import finish_task, hold_reply, note_time
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
READS = ("tasks", "time", "held-replies")
PHONE = "13912345678"


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning."""
    time_machine.move_to(MONDAY, tick=False)
    return time_machine


def test_tasks_are_read_with_who_does_them_and_with_the_lists_that_fit(ask):
    case = given.an_open_case()
    done, chen = a_task(case, f"致电 {PHONE}"), given.staff(given.CHEN).pk
    finish_task(actor=given.agent(), task_id=done.pk)
    open_ = a_task(case, "上门", is_needed=True, staff_id=chen, due_at=MONDAY + timedelta(hours=3))
    fits, _other = a_checklist("outage", types=["fault"]), a_checklist("bills", name="账单", types=["complaint"])
    answer = ask(f"/cases/{case.pk}/tasks")
    told = answer.json()
    assert told["items"][0] == {
        "id": open_.pk, "title": "上门", "state": "open", "is_needed": True, "assignee": given.CHEN,
        "due_at": "2026-03-02T05:00:00Z", "checklist_id": None, "reason": "", "ended_by": None, "ended_at": None,
    }  # fmt: skip
    assert [(one["state"], one["ended_by"]) for one in told["items"]] == [("open", None), ("done", given.LIN)]
    assert told["checklists"] == [{"id": fits.pk, "name": fits.name}]
    assert PHONE not in answer.content.decode()


def test_times_are_read_as_they_count(ask, send):
    case = given.an_open_case()
    noted = note_time(actor=given.agent(), case_id=case.pk, minutes=5, note=f"致电 {PHONE}")
    made = send(f"/cases/{case.pk}/time/{noted.pk}/correct", {"minutes": 8}).json()["made_id"]
    answer = ask(f"/cases/{case.pk}/time")
    [told] = answer.json()
    assert {name: told[name] for name in told if name != "note"} == {
        "id": made, "staff_id": given.staff().pk, "minutes": 8, "activity": "", "day": "2026-03-02",
        "is_correction": True,
    }  # fmt: skip
    assert told["note"] and PHONE not in answer.content.decode()


def test_replies_that_wait_are_read_and_those_taken_back_are_not(ask, send):
    case = given.an_open_case()
    at = MONDAY + timedelta(days=1)
    held = hold_reply(actor=given.agent(), case_id=case.pk, body=f"请打 {PHONE}", send_at=at)
    [told] = ask(f"/cases/{case.pk}/held-replies").json()
    assert (told["id"], told["then"], told["is_timed"], told["send_at"]) == (
        held.pk, "stay", True, "2026-03-03T02:00:00Z",
    )  # fmt: skip
    assert PHONE not in told["body"]
    assert send(f"/cases/{case.pk}/held-replies/{held.pk}/withdraw").status_code == 200
    assert ask(f"/cases/{case.pk}/held-replies").json() == []
    assert send(f"/cases/{case.pk}/held-replies/{held.pk}/send").json()["code"] == "over"


def test_what_a_merger_would_do_is_told_and_not_done(ask, monday):
    older = given.a_case()
    monday.shift(timedelta(minutes=10))
    case = given.a_case()
    told = ask(f"/cases/{older.pk}/merge-preview?into={case.pk}", given.LIN, "cases:read", "cases:write").json()
    assert told["case"] == {"id": older.pk, "number": older.number, "status": "new"}
    assert told["into"]["id"] == case.pk
    by_clock = {one["clock"]: one for one in told["clocks"]}
    assert by_clock["first_response"]["then_due_at"] < by_clock["first_response"]["due_at"]
    older.refresh_from_db()
    assert older.merged_into_id is None


def test_a_merger_that_would_be_refused_is_refused_before(ask):
    case, own = given.an_open_case(), ("cases:read", "cases:write")
    others, over = given.a_case(phone="13700001111"), given.a_closed_case()
    hidden = given.a_case(team_code="mobile")
    ask(f"/cases/{case.pk}", given.LIN, *own)
    for into, status, code in (
        (case.pk, 422, "invalid"), (others.pk, 422, "invalid"), (over.pk, 409, "target_over"),
        (hidden.pk, 404, "not_found"),
    ):  # fmt: skip
        answer = ask(f"/cases/{case.pk}/merge-preview?into={into}", given.LIN, *own)
        assert (answer.status_code, answer.json()["code"]) == (status, code), into
    assert ask(f"/cases/{case.pk}/merge-preview", given.LIN, *own).status_code == 422
    assert ask(f"/cases/{case.pk}/merge-preview?into={others.pk}").status_code == 403


def test_each_look_is_logged_and_a_case_out_of_sight_is_not_there(ask):
    case = given.an_open_case()
    for place in READS:
        assert ask(f"/cases/{case.pk}/{place}").status_code == 200
    looks = AccessEntry.objects.filter(action="view_case", subject_id=case.pk).order_by("pk")
    assert list(looks.values_list("place", flat=True)) == [
        "api:case_tasks_list", "api:case_time_list", "api:case_held_replies_list",
    ]  # fmt: skip
    ask("/cases/999999", given.ZHAO)
    with nothing_changes():
        for place in (*READS, f"merge-preview?into={case.pk}"):
            hidden, absent = ask(f"/cases/{case.pk}/{place}", given.ZHAO), ask(f"/cases/999999/{place}", given.ZHAO)
            assert hidden.content == absent.content and hidden.status_code in (404, 403)


def test_they_keep_their_budgets(ask, django_assert_max_num_queries):
    case, other = given.an_open_case(), given.a_case()
    ask(f"/cases/{case.pk}", given.LIN, "cases:read", "cases:write")  # the token is made
    a_checklist()
    for title in "甲乙丙":
        a_task(case, title)
        note_time(actor=given.agent(), case_id=case.pk, minutes=5)
        hold_reply(actor=given.agent(), case_id=case.pk, body=title, send_at=MONDAY + timedelta(days=1))
    budgets = {"tasks": 10, "time": 8, "held-replies": 8, f"merge-preview?into={other.pk}": 16}
    for place, most in budgets.items():
        with django_assert_max_num_queries(most):
            assert ask(f"/cases/{case.pk}/{place}", given.LIN, "cases:read", "cases:write").status_code == 200
