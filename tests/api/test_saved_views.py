"""Saved lists for programs: those one has, what is in them page by page, and keeping, changing and retiring them."""

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.accounts.models import Team
from fuwutai.domain.cases.commands.views import save_view
from fuwutai.domain.cases.models import SavedView

pytestmark = pytest.mark.django_db
WRITES = ("cases:read", "cases:write")


def a_view(by: str = given.LIN, name: str = "新的", query: str = "status:new", **more) -> SavedView:
    given.centre()
    return save_view(actor=given.actor(by), name=name, query=query, **more)


def test_the_views_one_has_are_listed_and_those_of_others_are_not(ask):
    team = Team.objects.get(code="broadband") if given.centre() else None
    own = a_view(order="oldest", columns=["status", "due"])
    a_view(given.ZHAO, "别人的")
    a_view(given.CHEN, "本组", team_id=team.pk)
    a_view(given.CHEN, "全体", for_all=True)
    found = {one["name"]: one for one in ask("/views").json()}
    assert {name: (one["shared_with"], one["team"]) for name, one in found.items()} == {
        "新的": ("me", None), "本组": ("team", "broadband"), "全体": ("all", None),
    }  # fmt: skip
    said = found["新的"]
    assert (said["id"], said["order"], said["columns"]) == (own.pk, "oldest", ["status", "due"])
    assert save_view(actor=given.agent(), view_id=own.pk, name="新的", query=said["query"]).query == own.query


def test_a_view_is_read_page_by_page_in_its_own_order(ask):
    view = a_view(order="oldest")
    cases = [given.a_case() for _time in range(5)]
    given.an_open_case()
    given.a_case(team_code="mobile")
    seen, address = [], f"/views/{view.pk}/cases?limit=2"
    page = ask(address).json()
    while True:
        seen += [one["id"] for one in page["items"]]
        if not page["next"]:
            break
        page = ask(f"{address}&cursor={page['next']}").json()
    assert seen == [case.pk for case in cases]
    assert ask(f"{address}&cursor=wrong").json()["code"] == "bad_cursor"
    assert ask(f"/views/{view.pk}/cases?limit=201").status_code == 422
    assert ask(f"/views/{view.pk}/cases", given.ZHAO).content == ask("/views/999999/cases", given.ZHAO).content


def test_a_view_is_kept_changed_and_taken_away(ask, send):
    given.centre()
    body = {"name": "加急", "query": "priority:urgent", "order": "updated"}
    made = send("/views", body, key="v1")
    assert made.status_code == 201, made.content.decode()
    assert send("/views", body, key="v1").json() == made.json()
    view = SavedView.objects.get()
    assert (view.pk, view.name, view.order, view.owner.username) == (made.json()["id"], "加急", "updated", given.LIN)
    assert send(f"/views/{view.pk}/change", {"name": "紧急"}).status_code == 200
    changed = SavedView.objects.get()
    assert (changed.name, changed.query, changed.order, changed.columns) == (
        "紧急", view.query, "updated", view.columns,
    )  # fmt: skip
    assert send(f"/views/{view.pk}/retire", key="v2").json() == send(f"/views/{view.pk}/retire", key="v2").json()
    assert ask("/views").json() == []


def test_what_is_wrong_or_not_one_s_own_is_refused_and_nothing_changes(send):
    own, others = a_view(), a_view(given.ZHAO, "别人的")
    send("/cases/999999/take")
    send("/cases/999999/take", scopes=("cases:read",))
    with nothing_changes():
        for body, field in (
            ({"name": "", "query": "status:new"}, "name"),
            ({"name": "x", "query": "nothing:like-it"}, "query"),
            ({"name": "x", "query": "status:new", "order": "sideways"}, "order"),
            ({"name": "x", "query": "status:new", "columns": ["nothing"]}, "columns"),
            ({"name": "x", "query": "status:new", "team": "nowhere"}, "team"),
        ):
            answer = send("/views", body)
            assert (answer.status_code, answer.json()["fields"].keys()) == (422, {field}), answer.content
        assert send("/views", {"name": "x", "query": "status:new", "for_all": True}).status_code == 403
        for verb in ("change", "retire"):
            assert send(f"/views/{others.pk}/{verb}", {}).status_code == 404
            assert send(f"/views/{own.pk}/{verb}", {}, scopes=("cases:read",)).status_code == 403
        assert send("/views", {"name": "x", "query": "status:new"}, scopes=("cases:read",)).status_code == 403


def test_reads_keep_their_budgets(ask, django_assert_max_num_queries):
    views = [a_view(name=f"视图{number}") for number in range(3)]
    given.a_case()
    ask("/views")
    with django_assert_max_num_queries(10):
        assert len(ask("/views").json()) == 3
    with django_assert_max_num_queries(8):
        assert len(ask(f"/views/{views[0].pk}/cases").json()["items"]) == 1
