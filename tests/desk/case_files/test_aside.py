import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import given
from tests.domain.files import given_files
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import attach_file
from fuwutai.domain.cases.models import Attachment, Message
from fuwutai.domain.cases.speech.attachments import aside_of

pytestmark = pytest.mark.django_db


def a_file(name: str = "图.png", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, given_files.a_picture() if content is None else content)


def add(client, case, *files, **headers):
    return client.post(f"/desk/cases/{case.pk}/files?files=1", {"files": list(files) or [a_file()]}, headers=headers)


def test_a_file_is_put_aside_and_its_line_says_name_and_size(desk):
    case = given.a_case()
    answer = add(desk, case, a_file("路由器 照片.png"))
    assert answer.status_code == 200
    html = answer.content.decode()
    [row] = aside_of(given.agent(), case.pk)
    assert "路由器 照片.png" in html
    assert f'name="file" value="{row.pk}" checked' in html
    assert f"/desk/cases/{case.pk}/files/{row.pk}/drop" in html


def test_a_name_with_markup_stays_words(desk):
    answer = add(desk, given.a_case(), a_file('x"><img src=x onerror=alert(1)>.png'))
    assert "<img" not in answer.content.decode()


def test_a_refused_file_says_why_to_a_script(desk):
    case = given.a_case()
    with nothing_changes():
        answer = add(desk, case, a_file("页.png", b"<html></html>"), Accept="application/json, text/html")
    assert answer.status_code == 422
    assert answer.json()["fields"]["files"]


def test_nothing_sent_is_refused(desk):
    case = given.a_case()
    with nothing_changes():
        assert desk.post(f"/desk/cases/{case.pk}/files", {}).status_code == 422


def test_without_scripts_the_reader_goes_back_to_the_case(desk):
    case = given.a_case()
    answer = desk.post(f"/desk/cases/{case.pk}/files", {"files": [a_file()]})
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/cases/{case.pk}")


def test_the_lines_come_back_after_a_reload(desk):
    case = given.a_case()
    add(desk, case, a_file("一.png"))
    html = desk.get(f"/desk/cases/{case.pk}/files/aside").content.decode()
    assert "一.png" in html


def test_what_is_taken_away_is_gone(desk):
    case = given.a_case()
    add(desk, case)
    [row] = aside_of(given.agent(), case.pk)
    assert desk.post(f"/desk/cases/{case.pk}/files/{row.pk}/drop?files=1").status_code == 204
    assert aside_of(given.agent(), case.pk) == []


def test_a_reply_carries_what_was_put_aside_and_what_comes_with_it(desk):
    case = given.a_case()
    add(desk, case, a_file("一.png"))
    [row] = aside_of(given.agent(), case.pk)
    sent = {"body": "请看", "then": "stay", "file": [row.pk], "files": [a_file("二.txt", b"two")]}
    answer = desk.post(f"/desk/cases/{case.pk}/reply?once=k", sent)
    assert answer.status_code == 303
    assert sorted(Attachment.objects.filter(case=case).values_list("name", flat=True)) == ["一.png", "二.txt"]
    assert aside_of(given.agent(), case.pk) == []


def test_the_same_form_with_a_file_sent_twice_speaks_once(desk):
    case = given.a_case()
    for _time in range(2):
        sent = {"body": "内部", "files": [a_file("二.txt", b"two")]}
        assert desk.post(f"/desk/cases/{case.pk}/note?once=k", sent).status_code == 303
    assert Message.objects.filter(case=case, kind="note").count() == 1
    assert Attachment.objects.count() == 1


def test_refused_words_keep_the_files_that_were_put_aside(desk):
    case = given.a_case()
    add(desk, case, a_file("一.png"))
    [row] = aside_of(given.agent(), case.pk)
    answer = desk.post(f"/desk/cases/{case.pk}/reply", {"body": " ", "file": [row.pk]}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "一.png" in answer.content.decode()


def test_a_refused_file_keeps_the_words(desk):
    case = given.a_case()
    answer = desk.post(f"/desk/cases/{case.pk}/note", {"body": "重要的话", "files": [a_file("页.png", b"<html>")]})
    assert answer.status_code == 422
    assert "重要的话" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_words_taken_down_from_a_call_carry_files(desk):
    case = given.a_case()
    answer = desk.post(f"/desk/cases/{case.pk}/customer-words", {"body": "客户说", "files": [a_file()]})
    assert answer.status_code == 303
    assert Message.objects.filter(case=case).latest("pk").files == 1


@pytest.mark.parametrize("file", ["0", "x", "99999999999999999999", "-1"])
def test_ids_that_are_none_send_nothing(desk, file):
    case = given.a_case()
    assert desk.post(f"/desk/cases/{case.pk}/note", {"body": "内部", "file": [file]}).status_code in (303, 422)
    assert not Attachment.objects.exists()


def test_a_case_of_another_team_takes_no_file(desk):
    case = given.a_case(team_code="mobile")
    with nothing_changes():
        assert add(desk, case).status_code == 404
        assert desk.get(f"/desk/cases/{case.pk}/files/aside").status_code == 404


def test_the_files_of_a_colleague_are_not_in_my_composer(desk, supervisor_desk):
    case = given.a_case()
    attach_file(actor=given.supervisor(), case_id=case.pk, kept=given_files.kept("主管.txt"))
    assert "主管" not in desk.get(f"/desk/cases/{case.pk}/files/aside").content.decode()


def test_the_composer_offers_files_with_their_limits(desk):
    html = desk.get(f"/desk/cases/{given.a_case().pk}").content.decode()
    assert 'enctype="multipart/form-data"' in html
    assert 'type="file" name="files" multiple' in html
    assert f'data-attach-bytes="{25 * 1024 * 1024}"' in html
