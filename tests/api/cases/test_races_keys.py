"""Two requests with one Idempotency-Key at the same moment: the work is done once, and both are answered.

Both are held until each waits for a lock, so which is first is said by the test.
"""

import pytest
from tests import given
from tests.racing import queued

from fuwutai.domain.cases.models import Case, Message
from fuwutai.kernel.models import JournalEntry, KeptAnswer

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def row(case: Case):
    return Case.objects.filter(pk=case.pk)


def told(code: str) -> int:
    return JournalEntry.objects.filter(code=f"cases.{code}").count()


def test_a_reply_that_is_sent_twice_at_once_goes_out_once_and_both_are_answered_alike(send):
    case = given.an_open_case()
    send("/cases/999999/take")  # the token is made
    before, body = told("agent_replied"), {"kind": "reply", "body": "工程师今天下午上门。"}

    def reply():
        return send(f"/cases/{case.pk}/messages", body, key="once")

    first, second = queued(row(case), reply, reply)
    assert first.status_code == second.status_code == 201, (first.content, second.content)
    assert first.content == second.content
    assert (first.get("Idempotent-Replayed"), second.get("Idempotent-Replayed")) == (None, "true")
    assert Message.objects.filter(body=body["body"]).count() == told("agent_replied") - before == 1
    assert KeptAnswer.objects.count() == 1


def test_another_request_under_the_key_of_one_that_still_runs_is_refused_once_that_is_done(send):
    case = given.a_case()
    send("/cases/999999/take")

    def take():
        return send(f"/cases/{case.pk}/take", key="once")

    def resolve():
        return send(f"/cases/{case.pk}/resolve", key="once")

    first, second = queued(row(case), take, resolve)
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["code"] == "idempotency_key_reused"
    assert Case.objects.get(pk=case.pk).status == first.json()["status"] == "new"


def test_where_the_first_is_refused_the_second_is_carried_out_by_itself(send):
    case = given.a_resolved_case()
    send("/cases/999999/take")
    wait = lambda: send(f"/cases/{case.pk}/await-third-party", key="once")  # noqa: E731
    results = queued(row(case), wait, wait)
    assert [one.status_code for one in results] == [409, 409]
    assert not KeptAnswer.objects.exists() and told("third_party_awaited") == 0
    again = send(f"/cases/{case.pk}/reopen", key="once")
    assert again.status_code == 200 and told("case_reopened") == 1
