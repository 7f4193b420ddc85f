"""A program written by somebody who has nothing but the document: the main job from the first word to the last."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import httpx
import pytest
from tests import given
from tests.architecture.sources import CLONE

from fuwutai.domain.accounts.commands import create_token
from fuwutai.domain.cases.finding.word_index import follow_words
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.worker import drain

DOCUMENT = CLONE / "docs" / "reference" / "openapi.json"
PACKAGE = "client_from_the_document"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """Return the client that a generator made of the committed document, importable by its name."""
    folder = tmp_path_factory.mktemp("generated")
    generator = Path(sys.executable).with_name("openapi-python-client")
    options = ["--path", str(DOCUMENT), "--output-path", str(folder / PACKAGE), "--meta", "none"]
    made = subprocess.run([str(generator), "generate", *options], capture_output=True, text=True, check=False)
    assert (folder / PACKAGE / "client.py").is_file(), made.stdout + made.stderr
    sys.path.insert(0, str(folder))
    yield lambda name: import_module(f"{PACKAGE}.{name}")
    sys.path.remove(str(folder))


def test_the_main_job_from_the_first_word_to_the_last(app, client):
    given.centre()
    scopes = ("cases:read", "cases:write")
    token = create_token(actor=Actor.system("tests"), staff_id=given.staff(given.LIN).pk, scopes=scopes)
    known = client("client").AuthenticatedClient(base_url="http://testserver", token=token.secret)
    bearer = {"Authorization": f"Bearer {token.secret}"}
    inside = httpx.Client(transport=httpx.WSGITransport(app=app), base_url="http://testserver", headers=bearer)
    known.set_httpx_client(inside)
    models = client("models")

    def call(name, *args, **more):
        answer = client(f"api.{name}").sync_detailed(*args, client=known, **more)
        assert answer.status_code < 300, answer.content.decode()
        return answer

    matter = models.CaseOpenNewCase.from_dict({
        "type": "fault", "subject": "宽带断网", "body": "光猫亮红灯。", "channel": "phone", "team": "broadband",
        "customer": {"name": "王建国", "phone": "13912345678"},
    })  # fmt: skip
    opened = call("cases.case_open", body=matter, idempotency_key="call-1").parsed
    again = call("cases.case_open", body=matter, idempotency_key="call-1")
    assert again.parsed.id == opened.id and again.headers["Idempotent-Replayed"] == "true"
    assert {clock.clock for clock in opened.clocks} >= {"first_response", "resolution"}

    call("cases.case_take", opened.id, body=models.CaseTakeNothing())
    need = models.CaseNeedNeed.from_dict({"words": "今天之内恢复网络。", "confirmed": True})
    call("cases.case_need", opened.id, body=need)
    reply = models.CaseMessageAddNewMessage.from_dict({"kind": "reply", "body": "工程师今天下午上门。"})
    call("cases.case_message_add", opened.id, body=reply)
    read = call("cases.case_detail", opened.id)
    assert (read.parsed.status, read.parsed.assignee) == ("open", given.LIN)
    met = [clock for clock in read.parsed.clocks if clock.clock == "first_response"]
    assert [clock.light for clock in met] == ["met"]

    done = models.CaseResolveResolve.from_dict({"body": "光猫已更换。"})
    resolved = call("cases.case_resolve", opened.id, body=done, if_match=read.headers["ETag"])
    assert resolved.parsed.status == "resolved"
    late = client("api.cases.case_reopen").sync_detailed(
        opened.id, client=known, body=models.CaseReopenNothing(), if_match=read.headers["ETag"]
    )
    assert (late.status_code, late.parsed.code) == (412, "changed_meanwhile")
    heard = {"outcome": "settled", "body": "客户确认恢复。", "rating": "given", "score": 5}
    back = models.CaseCallBackCallBack.from_dict(heard)
    call("cases.case_call_back", opened.id, body=back)
    agreed = call("cases.case_confirm", opened.id, body=models.CaseConfirmConfirm())
    assert agreed.parsed.status == "closed"

    follow_words()
    drain(limit=200)
    found = call("search.search", q="红灯").parsed
    assert [one.id for one in found.items] == [opened.id]
    listed = call("cases.cases_list", status="closed").parsed
    assert [one.number for one in listed.items] == [opened.number] and listed.next_ is None
    spoken = call("cases.case_messages", opened.id).parsed
    assert [one.kind for one in spoken.items][:2] == ["customer", "reply"]
