"""Every verb of a case for programs: done for who may, else refused with nothing changed."""

from typing import Any

import pytest
from tests import given
from tests.api.cases.verb_table import TABLE, Row
from tests.domain.cases.given_work import a_task
from tests.rows import nothing_changes

from fuwutai.api.cases.verbs import VERBS, Verb
from fuwutai.domain.accounts.commands import create_staff
from fuwutai.domain.cases.commands import note_time
from fuwutai.domain.cases.models import Case, TimeSpent
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.masking import mask_text

pytestmark = pytest.mark.django_db
READS_ONLY = ("cases:read",)
NAMES = dict.fromkeys(("task_id", "message_id", "time_id", "held_id", "talk_id", "side_message_id", "attachment_id"), 1)
each_verb = pytest.mark.parametrize("verb", VERBS, ids=lambda one: one.name)


def address(verb: Verb, case: Case, **named: int) -> str:
    return f"/cases/{case.pk}/{verb.path.format(**(NAMES | named))}"


def prepared(verb: Verb) -> tuple[Row, Case, str, dict[str, Any]]:
    """Return a verb's row, a case that is ready for it, its address there, and what is sent."""
    row = TABLE[verb.name]
    case = row.on()
    named = row.before(case) or {}
    case, body = Case.objects.get(pk=case.pk), row.body(case)
    return row, case, address(verb, case, **named), body


def test_the_table_has_every_verb_and_no_other():
    assert sorted(TABLE) == sorted(one.name for one in VERBS)


@each_verb
def test_a_verb_is_done_for_who_may_and_says_how_the_case_is_now(send, verb):
    row, case, where, body = prepared(verb)
    case.refresh_from_db()
    assert row.seen(case) != row.becomes
    answer = send(where, body, row.by)
    assert answer.status_code == 200, answer.content.decode()
    told, now = answer.json(), Case.objects.get(pk=case.pk)
    assert row.seen(now) == row.becomes
    assert {name: told[name] for name in told if name != "made_id"} == {
        "id": now.pk, "number": now.number, "status": now.status, "team": now.team.code,
        "assignee": now.assignee.username if now.assignee else None,
    }  # fmt: skip
    if row.made:
        assert getattr(now, row.made).filter(pk=told["made_id"]).exists()


@each_verb
def test_a_verb_is_refused_to_a_token_without_its_permission_and_nothing_changes(send, verb):
    row, _case, where, body = prepared(verb)
    send("/cases/999999/take", {}, row.by, scopes=READS_ONLY)  # the token is made
    with nothing_changes():
        answer = send(where, body, row.by, scopes=READS_ONLY)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("verb", [one for one in VERBS if one.named], ids=lambda one: one.name)
def test_what_stands_below_a_case_is_found_under_its_own_case_only(send, verb):
    row, case, where, body = prepared(verb)
    other = given.an_open_case(phone="13700001111")
    send("/cases/999999/take", {}, row.by)  # the token is made
    with nothing_changes():
        assert send(where.replace(f"/{case.pk}/", f"/{other.pk}/", 1), body, row.by).status_code == 404
        assert send(where.replace(f"/{case.pk}/", f"/{other.pk}/", 1), ["no", "object"], row.by).status_code == 404


def test_what_nothing_is_said_of_stays_and_so_do_words_that_come_back_masked(send):
    case = given.an_open_case()
    task = a_task(case, "致电 13912345678", is_needed=True)
    noted = note_time(actor=given.agent(), case_id=case.pk, minutes=5, note="致电 13912345678")
    masked = mask_text(task.title)
    assert masked != task.title
    assert send(f"/cases/{case.pk}/tasks/{task.pk}/edit", {"title": masked, "assignee": "me"}).status_code == 200
    task.refresh_from_db()
    assert (task.title, task.is_needed, task.assignee.username) == ("致电 13912345678", True, given.LIN)
    assert send(f"/cases/{case.pk}/tasks/{task.pk}/edit", {"assignee": None}).status_code == 200
    task.refresh_from_db()
    assert task.assignee is None
    answer = send(f"/cases/{case.pk}/time/{noted.pk}/correct", {"note": masked, "activity": ""}, key="k")
    assert answer.json()["made_id"] == noted.pk
    changed = send(f"/cases/{case.pk}/time/{noted.pk}/correct", {"minutes": 7}, key="k2").json()["made_id"]
    row = TimeSpent.objects.get(pk=changed)
    assert (row.minutes, row.note, row.day) == (7, "致电 13912345678", noted.day)
    again = send(f"/cases/{case.pk}/time/{noted.pk}/correct", {"minutes": 7}, key="k2")
    assert (again.json()["made_id"], again["Idempotent-Replayed"]) == (changed, "true")


def test_every_verb_is_refused_by_scope_by_role_and_by_sight_and_nothing_changes(send, db):
    case = given.an_open_case()
    create_staff(
        actor=Actor.system("tests"), username="shenji", display_name="审计", role="auditor", password=given.PASSWORD,
        team_ids=(given.team().pk,),
    )  # fmt: skip
    send("/cases/1/take", {}, scopes=("cases:read",))  # the tokens are made
    send("/cases/1/take", {}, "shenji")
    send("/cases/1/take", {}, given.ZHAO)
    wrong = []
    with nothing_changes():
        for verb in VERBS:
            where = address(verb, case)
            missing = where.replace(f"/{case.pk}/", "/999999/")
            by_sight, absent = send(where, {}, given.ZHAO), send(missing, {}, given.ZHAO)
            found = (
                send(where, {}, scopes=("cases:read",)).status_code,
                send(where, {}, "shenji").status_code,
                by_sight.status_code,
            )
            may = given.agent_elsewhere().may(verb.permission)
            if found != (403, 403, 404 if may else 403) or by_sight.content != absent.content:
                wrong.append((verb.name, found))
    assert wrong == []


def test_what_is_not_known_or_wrong_is_refused_by_name(send):
    case = given.a_case()
    with nothing_changes_after(send):
        for verb, body, field in (
            ("classify", {"colour": "red"}, "colour"),
            ("classify", {"priority": 5}, "priority"),
            ("assign", {"team": "nowhere"}, "team"),
            ("assign", {"assignee": "nobody-like-that"}, "assignee"),
            ("hand-over", {"taker": "nobody-like-that", "reason": "x"}, "taker"),
            ("watchers/add", {"colleague": given.ZHAO}, "colleague"),
            ("tasks", {"title": "x", "assignee": given.ZHAO}, "assignee"),
            ("snooze", {"until": "2999-01-01T00:00:00"}, "until"),
            ("tags/add", {"names": []}, "names"),
        ):
            answer = send(f"/cases/{case.pk}/{verb}", body, given.CHEN)
            assert answer.status_code == 422, (verb, body, answer.content)
            assert field in answer.json()["fields"]
        assert send(f"/cases/{case.pk}/classify", [1]).json()["code"] == "unreadable"


def nothing_changes_after(send):
    """Return the block in which nothing changes, with the token made before it."""
    send("/cases/999999/take")
    send("/cases/999999/take", {}, given.CHEN)
    return nothing_changes()
