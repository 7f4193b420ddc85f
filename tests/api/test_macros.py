"""Macros for programs: those the token's person has, used in the version that was read."""

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.accounts.models import Team
from fuwutai.domain.cases.commands.macros import retire_macro, save_macro
from fuwutai.domain.cases.models import Macro

pytestmark = pytest.mark.django_db
WRITES = ("cases:read", "cases:write")
STEPS = [{"do": "note", "body": "已联系机房"}, {"do": "set_priority", "priority": "urgent"}]


def a_macro(by: str = given.LIN, name: str = "退费", **more) -> Macro:
    given.centre()
    return save_macro(actor=given.actor(by), name=name, **{"steps": STEPS, **more})


def told(ask, username: str = given.LIN) -> dict[str, dict]:
    answer = ask("/macros", username, *WRITES)
    assert answer.status_code == 200, answer.content.decode()
    return {one["name"]: one for one in answer.json()}


def test_the_macros_one_has_are_listed_and_those_of_others_are_not(ask):
    own, _others = a_macro(note="先核对"), a_macro(given.ZHAO, "别人的")
    team = Team.objects.get(code="broadband")
    a_macro(given.CHEN, "本组", team_id=team.pk)
    a_macro(given.CHEN, "全体", for_all=True)
    gone = a_macro(name="不用了")
    retire_macro(actor=given.agent(), macro_id=gone.pk)
    found = told(ask)
    assert {name: (one["shared_with"], one["team"]) for name, one in found.items()} == {
        "退费": ("me", None), "本组": ("team", "broadband"), "全体": ("all", None),
    }  # fmt: skip
    assert (found["退费"]["id"], found["退费"]["note"], found["退费"]["uses"]) == (own.pk, "先核对", 0)
    assert [one["do"] for one in found["退费"]["steps"]] == ["note", "set_priority"]
    assert ask("/macros").status_code == 403  # only reads


def test_a_macro_is_used_once_for_its_key(ask, send):
    macro, case = a_macro(), given.an_open_case()
    body = {"version": told(ask)["退费"]["version"]}
    where = f"/cases/{case.pk}/macros/{macro.pk}/use"
    first, again = send(where, body, key="m1"), send(where, body, key="m1")
    assert first.status_code == 200, first.content.decode()
    assert (first.json(), again["Idempotent-Replayed"]) == (again.json(), "true")
    case.refresh_from_db()
    macro.refresh_from_db()
    assert (case.messages.filter(kind="note").count(), case.priority, macro.uses) == (1, "urgent", 1)


def test_a_macro_that_was_changed_meanwhile_or_is_another_s_is_refused(ask, send):
    macro, others, case = a_macro(), a_macro(given.ZHAO, "别人的"), given.an_open_case()
    version = told(ask)["退费"]["version"]
    save_macro(actor=given.agent(), macro_id=macro.pk, name="退费", steps=STEPS[:1])
    now = told(ask)["退费"]["version"]
    send("/cases/999999/take")
    send("/cases/999999/take", scopes=("cases:read",))
    with nothing_changes():
        answer = send(f"/cases/{case.pk}/macros/{macro.pk}/use", {"version": version})
        assert (answer.status_code, answer.json()["code"]) == (409, "macro_changed")
        assert send(f"/cases/{case.pk}/macros/{macro.pk}/use").json()["fields"].keys() == {"version"}
        assert send(f"/cases/{case.pk}/macros/{others.pk}/use", {"version": version}).status_code == 404
        use = f"/cases/{case.pk}/macros/{macro.pk}/use"
        assert send(use, {"version": now}, scopes=("cases:read",)).status_code == 403
    assert version != now


def test_all_steps_are_taken_or_none(ask, send):
    macro, case = a_macro(steps=[*STEPS, {"do": "end_wait"}]), given.an_open_case()
    body = {"version": told(ask)["退费"]["version"]}
    send("/cases/999999/take")
    with nothing_changes():
        assert send(f"/cases/{case.pk}/macros/{macro.pk}/use", body).status_code == 409


def test_the_list_keeps_its_budget(ask, django_assert_max_num_queries):
    for number in range(4):
        a_macro(name=f"宏{number}")
    told(ask)
    with django_assert_max_num_queries(6):
        told(ask)
