import pytest
from tests import given
from tests.domain.files import given_files
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import add_note, redact_message, remove_attachment, write_as_customer
from fuwutai.domain.cases.models import Attachment, Case
from fuwutai.domain.customers.commands import reveal_contacts
from fuwutai.kernel.models import AccessEntry
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db


def a_case_with(name: str = "图.png", content: bytes | None = None, **matter) -> tuple[Case, Attachment]:
    sent = given_files.a_picture(size=(900, 300)) if content is None else content
    case = given.a_case(files=[given_files.kept(name, sent)], **matter)
    drain()
    return case, Attachment.objects.get(case=case)


def test_a_file_is_handed_out_as_a_download_that_nothing_opens(desk):
    case, file = a_case_with("合同（最终）.txt", b"<script>alert(1)</script>")
    answer = desk.get(f"/desk/cases/{case.pk}/files/{file.pk}")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%90%88%E5%90%8C")
    assert answer["Content-Type"] == "text/plain"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Length"] == str(file.size)
    assert "no-store" in answer["Cache-Control"]


def test_each_download_is_written_down_and_one_that_failed_is_not(desk):
    case, file = a_case_with()
    desk.get(f"/desk/cases/{case.pk}/files/{file.pk}")
    desk.get(f"/desk/cases/{case.pk}/files/{file.pk}")
    desk.get(f"/desk/cases/{case.pk}/files/{file.pk + 1}")
    looks = AccessEntry.objects.filter(action="download_file", subject="case", subject_id=case.pk)
    assert [look.actor_id for look in looks] == [given.staff().pk] * 2


def test_the_preview_is_a_picture_of_ours_and_never_what_was_sent(desk):
    case, file = a_case_with()
    answer = desk.get(f"/desk/cases/{case.pk}/files/{file.pk}/preview")
    assert answer["Content-Type"] == "image/webp"
    assert answer.content[8:12] == b"WEBP"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, max-age=600"
    assert "Expires" not in answer


def test_a_preview_on_the_case_page_counts_as_part_of_that_look(desk):
    case, file = a_case_with()
    html = desk.get(f"/desk/cases/{case.pk}").content.decode()
    begin = html.index(f"/desk/cases/{case.pk}/files/{file.pk}/preview")
    address = html[begin : html.index('"', begin)]
    assert f'alt="{file.name}"' in html
    before = AccessEntry.objects.count()
    assert desk.get(address).status_code == 200
    assert AccessEntry.objects.count() == before
    assert desk.get(address.partition("?")[0] + "?look=made-up").status_code == 200
    assert AccessEntry.objects.count() == before + 1


def test_the_first_lines_of_a_text_are_masked_until_the_customer_is_revealed(desk):
    case, file = a_case_with("说明.txt", "电话 13912345678".encode())
    address = f"/desk/cases/{case.pk}/files/{file.pk}/preview"
    answer = desk.get(address)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode() == "电话 139****5678"
    reveal_contacts(actor=given.agent(), customer_id=case.customer_id, reason="核对")
    assert desk.get(address).content.decode() == "电话 13912345678"


def test_a_file_without_a_preview_shows_a_line_and_no_picture(desk):
    case, file = a_case_with("账单.xlsx", given_files.an_office_file())
    html = desk.get(f"/desk/cases/{case.pk}").content.decode()
    assert "账单.xlsx" in html
    assert f"/files/{file.pk}/preview" not in html
    assert desk.get(f"/desk/cases/{case.pk}/files/{file.pk}/preview").status_code == 404


def test_files_of_another_team_are_absent(desk):
    case, file = a_case_with(team_code="mobile")
    for address in ("", "/preview"):
        with nothing_changes():
            assert desk.get(f"/desk/cases/{case.pk}/files/{file.pk}{address}").status_code == 404


def test_a_file_is_not_reached_under_the_address_of_another_case(desk):
    _hidden, file = a_case_with(team_code="mobile")
    mine = given.a_case(phone="13700001111")
    assert desk.get(f"/desk/cases/{mine.pk}/files/{file.pk}").status_code == 404


def test_a_removed_file_leaves_a_trace_with_who_when_and_why(desk):
    case, file = a_case_with()
    remove_attachment(actor=given.supervisor(), case_id=case.pk, attachment_id=file.pk, reason="身份证照片")
    html = desk.get(f"/desk/cases/{case.pk}").content.decode()
    assert "图.png" not in html
    assert "▇▇▇▇" in html
    assert "陈国强" in html
    assert "身份证照片" in html
    assert desk.get(f"/desk/cases/{case.pk}/files/{file.pk}").status_code == 404


def test_a_redacted_message_says_so(desk):
    case = given.a_case(body="卡号 6222021234567890123")
    message = case.messages.get()
    redact_message(
        actor=given.supervisor(), case_id=case.pk, message_id=message.pk, words="6222021234567890123", reason="卡号误发"
    )
    html = desk.get(f"/desk/cases/{case.pk}").content.decode()
    assert "▇" * 19 in html
    assert "卡号误发" in html
    assert "陈国强" in html


def test_the_card_lists_all_files_of_the_case(desk):
    case, _file = a_case_with()
    add_note(actor=given.agent(), case_id=case.pk, body="内部", files=[given_files.kept("内部.txt")])
    page = desk.get(f"/desk/cases/{case.pk}").content.decode()
    assert f"/desk/cases/{case.pk}/files?look=" in page
    html = desk.get(f"/desk/cases/{case.pk}/files", headers={"HX-Request": "true"}).content.decode()
    assert "图.png" in html
    assert "内部.txt" in html


def test_files_cost_the_case_page_no_statement(desk, django_assert_max_num_queries):
    case, _file = a_case_with()
    for nth in range(5):
        write_as_customer(
            actor=given.customer_of(case), case_id=case.pk, body="再", channel="portal",
            files=[given_files.kept(f"{nth}.txt", str(nth).encode())],
        )  # fmt: skip
    desk.get(f"/desk/cases/{case.pk}")
    with django_assert_max_num_queries(10):
        desk.get(f"/desk/cases/{case.pk}")
