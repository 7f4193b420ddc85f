"""Files of cases for programs: sent ahead, named with words, listed with them, and handed out to who sees the case."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import given
from tests.domain.files import given_files
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import remove_attachment, reply_to_case
from fuwutai.domain.cases.models import Attachment
from fuwutai.kernel.models import AccessEntry, KeptAnswer

pytestmark = pytest.mark.django_db
WORDS = "第一行\n第二行".encode()


@pytest.fixture
def upload(bearer):
    """Return a function that sends files ahead to a case, as Lin."""
    tokens: dict[tuple[str, ...], str] = {}

    def uploaded(case, *files, by=given.LIN, scopes=("cases:read", "cases:write"), key=""):
        tokens[by, *scopes] = tokens.get((by, *scopes)) or bearer(by, *scopes)
        headers = {"Authorization": f"Bearer {tokens[by, *scopes]}"} | ({"Idempotency-Key": key} if key else {})
        sent = [SimpleUploadedFile(name, content) for name, content in files]
        return Client().post(f"/api/v1/cases/{case.pk}/files", {"files": sent} if sent else {}, headers=headers)

    return uploaded


def sent_file(case) -> int:
    kept = given_files.kept("说明.txt", WORDS)
    return reply_to_case(actor=given.agent(), case_id=case.pk, body="见附件。", files=[kept]).attachments.get().pk


def test_files_are_sent_ahead_go_with_words_and_stand_in_the_messages(ask, send, upload):
    case = given.an_open_case()
    answer = upload(case, ("图.png", given_files.a_picture()), ("说明.txt", WORDS))
    assert answer.status_code == 201, answer.content.decode()
    ids = answer.json()["file_ids"]
    said = send(f"/cases/{case.pk}/messages", {"kind": "reply", "body": "见附件。", "file_ids": ids})
    assert said.status_code == 201, said.content.decode()
    told = {one["id"]: one for one in ask(f"/cases/{case.pk}/messages").json()["items"]}[said.json()["id"]]
    assert [(one["id"], one["name"], one["removed"]) for one in told["files"]] == [
        (ids[0], "图.png", False), (ids[1], "说明.txt", False),
    ]  # fmt: skip
    again = send(f"/cases/{case.pk}/messages", {"kind": "note", "body": "再发", "file_ids": ids})
    assert again.json()["fields"].keys() == {"files"}


def test_a_file_is_handed_out_to_be_kept_and_the_look_is_logged(ask):
    case = given.an_open_case()
    answer = ask(f"/files/{sent_file(case)}")
    assert answer.status_code == 200 and b"".join(answer.streaming_content) == WORDS
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == (
        "nosniff", "default-src 'none'; sandbox",
    )  # fmt: skip
    entry = AccessEntry.objects.get(action="download_file")
    assert (entry.actor_kind, entry.subject_id, entry.place) == ("token", case.pk, "api:file")


def test_files_out_of_sight_taken_out_or_put_aside_by_others_are_not_there(ask, upload):
    case = given.an_open_case()
    hidden, aside = sent_file(case), upload(case, ("说明.txt", WORDS)).json()["file_ids"][0]
    ask("/files/999999", given.ZHAO)
    ask("/files/999999", given.CHEN)
    with nothing_changes():
        missing = ask("/files/999999", given.ZHAO)
        assert ask(f"/files/{hidden}", given.ZHAO).content == missing.content
        assert (missing.status_code, ask(f"/files/{aside}", given.CHEN).status_code) == (404, 404)
    remove_attachment(actor=given.supervisor(), case_id=case.pk, attachment_id=hidden, reason="误发")
    assert ask(f"/files/{hidden}").status_code == 404
    assert ask(f"/files/{aside}", given.LIN, "customers:read").status_code == 403


def test_what_is_no_good_file_is_refused_and_nothing_changes(upload):
    case, names = given.an_open_case(), "files"
    for scopes in (("cases:read", "cases:write"), ("cases:read",)):
        upload(case, scopes=scopes)
    upload(case, by=given.ZHAO)
    with nothing_changes():
        for files in ((), (("空.txt", b""),), (("程序.exe", b"MZ"),), (("假.png", b"not a picture"),)):
            answer = upload(case, *files)
            assert (answer.status_code, answer.json()["fields"].keys()) == (422, {names}), files
        assert upload(case, ("说明.txt", WORDS), scopes=("cases:read",)).status_code == 403
        assert upload(case, ("说明.txt", WORDS), by=given.ZHAO).status_code == 404


def test_a_repeated_request_puts_files_aside_once_and_other_files_are_another_request(upload):
    case = given.an_open_case()
    first, again = (upload(case, ("王建国.txt", WORDS), key="f1") for _time in range(2))
    assert (first.json(), again["Idempotent-Replayed"]) == (again.json(), "true")
    assert Attachment.objects.count() == 1 and "王建国" not in KeptAnswer.objects.get().body
    other = upload(case, ("王建国.txt", WORDS + b"!"), key="f1")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_it_keeps_its_budget(ask, django_assert_max_num_queries):
    found = sent_file(given.an_open_case())
    ask(f"/files/{found}")
    with django_assert_max_num_queries(8):
        assert ask(f"/files/{found}").status_code == 200
