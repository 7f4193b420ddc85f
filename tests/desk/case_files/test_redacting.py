import pytest
from tests import given
from tests.domain.files import given_files
from tests.rows import nothing_changes

from fuwutai.domain.cases.models import Attachment, Message

pytestmark = pytest.mark.django_db

BODY = "第一行\r\n卡号 6222🙂谢谢"


def a_message(**matter) -> Message:
    return Message.objects.get(case=given.a_case(body=BODY, **matter))


def address(message: Message) -> str:
    return f"/desk/cases/{message.case_id}/messages/{message.pk}/redact"


def test_the_result_is_shown_before_anything_is_done(supervisor_desk):
    message = a_message()
    with nothing_changes():
        answer = supervisor_desk.post(
            address(message), {"words": "6222", "reason": "误发"}, headers={"HX-Request": "true"}
        )
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "卡号 ▇▇▇▇🙂谢谢" in html
    assert 'name="sure" value="1"' in html


def test_marked_places_are_those_of_the_page(supervisor_desk):
    message = a_message()
    shown = BODY.replace("\r\n", "\n")
    start = shown.index("🙂")
    answer = supervisor_desk.post(
        address(message), {"parts": f"0-3,{start}-{start + 1}", "reason": "误发", "sure": "1"}
    )
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/cases/{message.case_id}")
    message.refresh_from_db()
    assert message.body == "▇▇▇\r\n卡号 6222▇谢谢"


def test_by_htmx_the_thread_comes_back_and_the_dialog_is_emptied(supervisor_desk):
    message = a_message()
    sent = {"words": "6222", "reason": "误发", "sure": "1", "mode": "reply"}
    answer = supervisor_desk.post(address(message), sent, headers={"HX-Request": "true", "HX-Target": "case-dialog"})
    html = answer.content.decode()
    assert answer["HX-Retarget"] == "#case-thread"
    assert "▇▇▇▇" in html
    assert 'id="case-dialog"' in html


@pytest.mark.parametrize(
    "sent",
    [
        {"reason": "误发"},
        {"words": "6222"},
        {"words": "不在", "reason": "误发"},
        {"parts": "0-999", "reason": "误发"},
        {"parts": "x", "reason": "误发"},
        {"words": "6222", "reason": "见 6222", "sure": "1"},
    ],
)
def test_what_cannot_be_comes_back_with_its_form(supervisor_desk, sent):
    message = a_message()
    with nothing_changes():
        answer = supervisor_desk.post(address(message), sent, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode() or "tone-red" in answer.content.decode()


def test_the_form_works_as_a_page_of_its_own(supervisor_desk):
    html = supervisor_desk.get(address(a_message())).content.decode()
    assert "<h1>" in html
    assert 'name="words"' in html


def test_an_agent_is_not_offered_it_and_cannot(desk):
    message = a_message()
    assert "/redact" not in desk.get(f"/desk/cases/{message.case_id}").content.decode()
    with nothing_changes():
        assert desk.get(address(message)).status_code == 403
        assert desk.post(address(message), {"words": "6222", "reason": "误发", "sure": "1"}).status_code == 403


def test_a_supervisor_is_offered_it_beside_each_message(supervisor_desk):
    message = a_message()
    assert address(message) in supervisor_desk.get(f"/desk/cases/{message.case_id}").content.decode()


def test_a_message_that_is_not_there_is_absent(supervisor_desk):
    message = a_message()
    wrong = f"/desk/cases/{message.case_id}/messages/{message.pk + 1}/redact"
    assert supervisor_desk.get(wrong).status_code == 404
    assert supervisor_desk.post(wrong, {"words": "6222", "reason": "误发"}).status_code == 404


def test_a_file_is_removed_for_a_reason(supervisor_desk):
    case = given.a_case(files=[given_files.kept("身份证.txt")])
    file = Attachment.objects.get(case=case)
    where = f"/desk/cases/{case.pk}/files/{file.pk}/remove"
    assert "身份证.txt" in supervisor_desk.get(where).content.decode()
    with nothing_changes():
        assert supervisor_desk.post(where, {"reason": ""}).status_code == 422
    assert supervisor_desk.post(where, {"reason": "误发"}).status_code == 303
    file.refresh_from_db()
    assert file.file_id is None


def test_an_agent_removes_no_file(desk):
    case = given.a_case(files=[given_files.kept("身份证.txt")])
    file = Attachment.objects.get(case=case)
    with nothing_changes():
        assert desk.post(f"/desk/cases/{case.pk}/files/{file.pk}/remove", {"reason": "误发"}).status_code == 403
