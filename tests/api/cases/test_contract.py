"""The contract: opening, listing, reading and writing to cases, and requests that are sent twice."""

from urllib.parse import quote

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.finding import word_index
from fuwutai.domain.cases.models import Case, Message
from fuwutai.kernel.models import AccessEntry, KeptAnswer
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db
MATTER = {
    "type": "fault", "subject": "宽带断网", "body": "光猫亮红灯。", "channel": "phone", "priority": "", "category": "",
    "customer": {"name": "王建国", "phone": "13912345678", "email": ""},
}  # fmt: skip


@pytest.fixture(autouse=True)
def centre(db):
    given.centre()


def test_a_case_is_opened(send):
    answer = send("/cases", MATTER)
    assert answer.status_code == 201, answer.content.decode()
    told = answer.json()
    assert set(told) == {"id", "number", "status", "opened_at", "clocks"}
    assert told["number"] == Case.objects.get(pk=told["id"]).number and told["status"] == "new"
    assert {"first_response", "resolution"} <= {one["clock"] for one in told["clocks"]}


def test_a_wrong_case_is_refused_by_name(send):
    send("/cases/1/take")
    with nothing_changes():
        answer = send("/cases", MATTER | {"type": "nothing-like-it"})
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
        assert "type" in answer.json()["fields"]
        assert "customer" in send("/cases", {"type": "fault", "subject": "x", "body": "y"}).json()["fields"]


def test_a_repeated_request_is_done_once_and_answered_twice(send):
    first, again = send("/cases", MATTER, key="k1"), send("/cases", MATTER, key="k1")
    assert first.status_code == again.status_code == 201 and first.content == again.content
    assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    assert Case.objects.count() == 1
    assert "13912345678" not in KeptAnswer.objects.get().body and "王建国" not in KeptAnswer.objects.get().body
    with nothing_changes():
        other = send("/cases", MATTER | {"subject": "别的"}, key="k1")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_what_was_refused_keeps_no_key(send):
    assert send("/cases", MATTER | {"type": "x"}, key="k2").status_code == 422
    assert not KeptAnswer.objects.exists()
    assert send("/cases", MATTER, key="k2").status_code == 201


def test_a_list_goes_on_where_it_stopped_while_cases_come_in(ask):
    cases = [given.a_case() for _time in range(5)]
    page = ask("/cases?limit=2").json()
    assert set(page) == {"items", "next"}
    given.a_case()
    seen = [one["id"] for one in page["items"]]
    while page["next"]:
        page = ask(f"/cases?limit=2&cursor={page['next']}").json()
        seen += [one["id"] for one in page["items"]]
    assert seen == [case.pk for case in reversed(cases)]
    assert ask("/cases?limit=201").status_code == 422
    assert ask("/cases?cursor=wrong").json()["code"] == "bad_cursor"


def test_a_list_is_narrowed_and_shows_only_what_is_in_sight(ask):
    new, taken = given.a_case(), given.an_open_case()
    word_index.follow_words()
    drain()
    ids = lambda answer: [one["id"] for one in answer.json()["items"]]  # noqa: E731
    assert ids(ask("/cases?status=new")) == [new.pk]
    assert ids(ask("/cases?assignee=me")) == ids(ask(f"/cases?assignee={given.LIN}")) == [taken.pk]
    assert ids(ask("/cases?assignee=none&team=broadband")) == [new.pk]
    assert ids(ask("/cases?q=status:new")) == [new.pk]
    words = quote("光猫")
    assert ids(ask(f"/search?q={words}")) == [taken.pk, new.pk]
    assert ids(ask(f"/cases?q={words}&status=new")) == [new.pk]
    assert ids(ask("/cases", given.ZHAO)) == ids(ask(f"/search?q={words}", given.ZHAO)) == []
    assert ask("/cases?status=nothing").status_code == 422


def test_a_case_is_read_with_masks_and_each_look_is_logged(ask):
    case = given.an_open_case()
    told = ask(f"/cases/{case.pk}", given.LIN, "cases:read", "customers:read")
    assert told.status_code == 200, told.content.decode()
    assert told.json()["customer"]["name"] == "王建国" and "13912345678" not in told.content.decode()
    words = ask(f"/cases/{case.pk}/messages?limit=1").json()
    rest = ask(f"/cases/{case.pk}/messages?cursor={words['next']}").json()
    assert [one["kind"] for one in words["items"] + rest["items"]] == ["customer", "reply"]
    assert ask(f"/cases/{case.pk}/history").json()["items"][0]["code"] == "cases.case_opened"
    places = set(AccessEntry.objects.filter(action="view_case").values_list("place", flat=True))
    assert places == {"api:case_detail", "api:case_messages", "api:case_history"}


def test_words_are_written(send):
    case = given.an_open_case()
    for kind in ("reply", "note"):
        answer = send(f"/cases/{case.pk}/messages", {"kind": kind, "body": "好的"}, key=kind)
        assert answer.status_code == 201, answer.content.decode()
        assert set(answer.json()) == {"id", "case_id", "kind", "at"}
        assert Message.objects.get(pk=answer.json()["id"]).kind == kind
    with nothing_changes():
        assert send(f"/cases/{case.pk}/messages", {"kind": "shout", "body": "好的"}).status_code == 422


def test_reads_keep_their_budgets(ask, django_assert_max_num_queries):
    case = given.an_open_case()
    for where, most in (("", 24), ("/messages", 10), ("/history", 8)):
        with django_assert_max_num_queries(most):
            assert ask(f"/cases/{case.pk}{where}").status_code == 200
    with django_assert_max_num_queries(10):
        assert ask("/cases?assignee=me&team=broadband").status_code == 200
