"""The same done to many cases by a program: looked at, begun, reported case by case, stopped and taken back."""

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import revoke_token
from fuwutai.domain.cases.commands.bulk import WORK, start_bulk
from fuwutai.domain.cases.models import BulkRun, Case
from fuwutai.kernel import clock
from fuwutai.kernel.models import OutboxRow
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db
URGENT = [{"do": "set_priority", "priority": "urgent"}]


@pytest.fixture
def cases():
    return [given.an_open_case(phone=f"1391234567{nth}").pk for nth in range(3)]


def test_what_would_come_of_it_is_told_and_nothing_is_done(send, cases):
    hidden = given.a_case(team_code="mobile", phone="13700001111").pk
    closed = given.a_closed_case(phone="13700002222").pk
    send("/cases/999999/take")
    with nothing_changes():
        answer = send("/bulk/preview", {"case_ids": [*cases, hidden, closed], "steps": URGENT})
    assert answer.status_code == 200, answer.content.decode()
    told = answer.json()
    assert (told["cases"], told["allowed"], told["gone"]) == (4, 3, 1)
    assert [(one["step"], one["cases"]) for one in told["against"]] == [(0, 1)]


def test_it_is_done_in_the_background_as_the_token_and_can_be_taken_back(send, cases):
    answer = send("/bulk", {"case_ids": cases, "steps": URGENT})
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    where = f"/bulk/{answer.json()['id']}"
    _at_once()
    run = send.read(where).json()
    assert (run["state"], run["done"], run["failed"], run["problems"]) == ("done", 3, 0, [])
    assert set(Case.objects.values_list("priority", flat=True)) == {"urgent"} and run["undo_until"]
    assert send(f"{where}/undo").json()["state"] == "undoing"
    _at_once()
    assert send.read(where).json()["state"] == "undone"
    assert set(Case.objects.values_list("priority", flat=True)) != {"urgent"}


def test_what_was_not_done_stands_case_by_case(send, cases):
    closed = given.a_closed_case(phone="13700002222")
    where = f"/bulk/{send('/bulk', {'case_ids': [*cases, closed.pk], 'steps': URGENT}).json()['id']}"
    _at_once()
    run = send.read(where).json()
    assert (run["done"], run["failed"]) == (3, 1)
    (problem,) = run["problems"]
    assert (problem["number"], problem["state"]) == (closed.number, "failed") and problem["code"] and problem["words"]


def test_a_query_of_the_desk_chooses_the_cases_and_customers_are_written_to_only_when_it_is_sure(send, cases):
    send("/cases/999999/take")
    reply = {"q": "status:open", "steps": [{"do": "reply", "body": "已安排上门。", "then": "stay"}]}
    with nothing_changes():
        assert send("/bulk/preview", reply).json()["customers"] > 0
        refused = send("/bulk", reply)
    assert refused.status_code == 422 and set(refused.json()["fields"]) == {"sure"}
    assert send("/bulk", reply | {"sure": True}).json()["wanted"] == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"case_ids": [1], "steps": [{"do": "nothing like it"}]}, "steps.0"),
        ({"case_ids": [], "steps": URGENT}, "cases"),
        ({"q": "weather:fine", "steps": URGENT}, "q"),
        ({"case_ids": [1], "steps": []}, "steps"),
    ],
)
def test_what_is_wrong_is_refused_by_name(send, cases, wrong, field):
    send("/cases/999999/take")
    with nothing_changes():
        answer = send("/bulk", wrong)
    assert answer.status_code == 422 and any(field in name for name in answer.json()["fields"]), answer.json()


def test_once_the_token_is_withdrawn_nothing_more_is_done(send, cases):
    where = send("/bulk", {"case_ids": cases, "steps": URGENT}).json()["id"]
    revoke_token(actor=given.administrator(), token_id=BulkRun.objects.get().token_id)
    _at_once()
    run = BulkRun.objects.get(pk=where)
    assert (run.done, run.failed) == (0, 3)
    assert "urgent" not in set(Case.objects.values_list("priority", flat=True))


def test_a_program_finds_only_what_its_own_token_asked_for(send, cases):
    by_hand = start_bulk(actor=given.agent(), steps=URGENT, case_ids=cases)
    send("/cases/999999/take")
    with nothing_changes():
        for where in (f"/bulk/{by_hand.pk}/stop", f"/bulk/{by_hand.pk}/undo"):
            assert send(where).status_code == 404
    made = send("/bulk", {"case_ids": cases, "steps": URGENT}).json()["id"]
    assert send(f"/bulk/{made}/stop", {}, given.CHEN).status_code == 404
    assert send(f"/bulk/{made}/stop").json()["state"] == "stopped"


def test_a_token_that_only_reads_begins_nothing(send, cases):
    send("/cases/999999/take", {}, scopes=("cases:read",))
    with nothing_changes():
        assert send("/bulk", {"case_ids": cases, "steps": URGENT}, scopes=("cases:read",)).status_code == 403


def _at_once() -> None:
    """Let the worker do what is promised, also what waits for a request that might still do it."""
    OutboxRow.objects.filter(name=WORK).update(run_at=clock.now())
    drain(limit=50)
