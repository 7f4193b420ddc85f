import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import given
from tests.domain.files import given_files
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import add_note, hold_reply, reply_to_case
from fuwutai.domain.cases.models import Attachment, Case, Message
from fuwutai.kernel.models import AccessEntry
from fuwutai.kernel.worker import drain
from fuwutai.portal.access import GRANTS

pytestmark = pytest.mark.django_db

FORM = {"type": "fault", "subject": "断网", "body": "见照片", "name": "王建国", "phone": "13912345678"}
TOKEN = "11111111-1111-1111-1111-111111111111"


def a_file(name: str = "IMG_0001.jpg", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, given_files.a_picture("JPEG") if content is None else content)


def grant(client, *cases: Case):
    session = client.session
    session[GRANTS] = [case.pk for case in cases]
    session.save()


def test_a_stranger_sends_photos_with_a_new_matter_and_sees_them(client):
    given.centre()
    answer = client.post("/submit", FORM | {"files": [a_file(), a_file("账单.pdf", given_files.a_pdf())]})
    assert answer.status_code == 303
    drain()
    page = client.get(answer["Location"]).content.decode()
    first, second = Attachment.objects.order_by("pk")
    assert "IMG_0001.jpg" in page
    assert "账单.pdf" in page
    address = f"/cases/{first.case.number}/files/{first.pk}"
    assert f'src="{address}/preview"' in page
    got = client.get(address)
    assert got["Content-Disposition"].startswith("attachment")
    assert got["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(f"{address}/preview")["Content-Type"] == "image/webp"
    assert second.content_type == "application/pdf"


def test_the_same_form_with_photos_sent_twice_is_one_case(client):
    given.centre()
    for _time in range(2):
        assert client.post("/submit", FORM | {"token": TOKEN, "files": [a_file()]}).status_code == 303
    assert Case.objects.count() == 1
    assert Attachment.objects.count() == 1


def test_a_refused_file_stores_nothing_and_keeps_the_words(client):
    given.centre()
    with nothing_changes():
        answer = client.post("/submit", FORM | {"files": [a_file("页.jpg", b"<html></html>")]})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "见照片" in page
    assert 'id="id_files_error"' in page


def test_more_files_than_allowed_are_refused_before_any_is_kept(client):
    given.centre()
    files = [a_file(f"{nth}.txt", str(nth).encode()) for nth in range(11)]
    with nothing_changes():
        assert client.post("/submit", FORM | {"files": files}).status_code == 422


def test_a_customer_writes_with_a_photo(client):
    case = given.a_waiting_case()
    grant(client, case)
    answer = client.post(f"/cases/{case.number}/write", {"body": "照片", "files": [a_file()]})
    assert answer.status_code == 303
    assert Message.objects.filter(case=case).latest("pk").files == 1


def test_words_that_are_refused_say_that_files_must_be_chosen_again(client):
    case = given.a_waiting_case()
    grant(client, case)
    answer = client.post(f"/cases/{case.number}/write", {"body": "", "files": [a_file()]})
    assert answer.status_code == 422
    assert not Attachment.objects.exists()


def test_a_customer_sees_files_of_replies_and_none_of_notes_or_of_what_is_not_sent(client, time_machine):
    case, lin = given.a_case(), given.agent()
    reply_to_case(actor=lin, case_id=case.pk, body="看", files=[given_files.kept("说明.txt", b"one")])
    add_note(actor=lin, case_id=case.pk, body="内部", files=[given_files.kept("内部.txt", b"two")])
    from datetime import timedelta

    from fuwutai.kernel import clock

    later = clock.now() + timedelta(hours=2)
    hold_reply(actor=lin, case_id=case.pk, body="稍后", send_at=later, files=[given_files.kept("稍后.txt", b"three")])
    grant(client, case)
    page = client.get(f"/cases/{case.number}").content.decode()
    assert "说明.txt" in page
    assert "内部.txt" not in page
    assert "稍后.txt" not in page
    for file in Attachment.objects.all():
        expected = 200 if file.name == "说明.txt" else 404
        assert client.get(f"/cases/{case.number}/files/{file.pk}").status_code == expected


def test_files_of_another_case_are_absent_whatever_the_address(client):
    case = given.a_case(files=[given_files.kept("一.txt")])
    mine = given.a_case(phone="13700001111")
    grant(client, mine)
    file = Attachment.objects.get()
    for number in (case.number, mine.number):
        for address in ("", "/preview"):
            assert client.get(f"/cases/{number}/files/{file.pk}{address}").status_code == 404
    assert not AccessEntry.objects.filter(action="download_file").exists()


def test_a_download_of_a_customer_is_written_down(client):
    case = given.a_case(files=[given_files.kept("一.txt")])
    grant(client, case)
    client.get(f"/cases/{case.number}/files/{Attachment.objects.get().pk}")
    [look] = AccessEntry.objects.filter(action="download_file")
    assert (look.actor_kind, look.subject_id) == ("customer", case.pk)
