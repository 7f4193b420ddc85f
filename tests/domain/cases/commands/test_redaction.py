import json

import pytest
from tests import given
from tests.domain.files import given_files
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import (
    add_note,
    redact_message,
    remove_attachment,
    reply_to_case,
    split_case,
    write_as_customer,
)
from fuwutai.domain.cases.commands.redaction import places_shown, redaction_of
from fuwutai.domain.cases.models import Attachment, Case, Message, Redaction
from fuwutai.domain.cases.speech.attachments import download
from fuwutai.domain.cases.speech.conversation import message_of, messages_of
from fuwutai.domain.customers.commands import erase_customer, reveal_contacts
from fuwutai.domain.files.models import StoredFile
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.journal import entries_about
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

SECRET = "6222021234567890123"
WORDS = f"卡号 {SECRET}，\r\n请把钱退到这张卡。"
REASON = "客户误发银行卡号"


def a_case(body: str = WORDS, **matter: object) -> tuple[Case, Message]:
    case = given.a_case(body=body, **matter)
    return case, Message.objects.get(case=case)


def redact(message: Message, actor: Actor | None = None, **what: object) -> Message:
    by = actor or given.supervisor()
    return redact_message(actor=by, case_id=message.case_id, message_id=message.pk, **{"reason": REASON, **what})


def everything_stored() -> str:
    rows = [list(model.objects.values()) for model in (Case, Message, Redaction, Attachment)]
    return json.dumps(rows, default=str, ensure_ascii=False)


def test_characters_are_gone_for_good_and_a_trace_stays():
    case, message = a_case()
    start = WORDS.index(SECRET)
    redact(message, parts=[(start, start + len(SECRET))])
    message.refresh_from_db()
    assert message.body == f"卡号 {'▇' * 19}，\r\n请把钱退到这张卡。"
    assert message.redacted
    trace = Redaction.objects.get()
    assert (trace.message_id, trace.characters, trace.reason) == (message.pk, 19, REASON)
    assert trace.staff_id == given.staff(given.CHEN).pk
    assert SECRET not in everything_stored()
    [told] = entries_about("case", [case.pk]).filter(code="cases.message_redacted")
    assert told.data == {"case_id": case.pk, "message_id": message.pk, "characters": 19}


def test_typed_words_are_taken_out_wherever_they_stand():
    _case, message = a_case("张三说张三的电话坏了")
    redact(message, words="张三")
    message.refresh_from_db()
    assert message.body == "▇▇说▇▇的电话坏了"


def test_words_copied_from_what_a_masked_reader_sees_are_found():
    case, message = a_case("打 13912345678 找我")
    shown = message_of(given.supervisor(), case.pk, message.pk).body
    assert "139****5678" in shown
    redact(message, words="139****5678")
    message.refresh_from_db()
    assert message.body == f"打 {'▇' * 11} 找我"


def test_the_preview_shows_what_will_be_and_changes_nothing():
    case, message = a_case("打 13912345678 找王先生")
    chen = given.supervisor()
    with nothing_changes():
        outcome = redaction_of(chen, case.pk, message.pk, [], "王先生")
    assert (outcome.body, outcome.characters) == ("打 139****5678 找▇▇▇", 3)
    reveal_contacts(actor=chen, customer_id=case.customer_id, reason="核对")
    assert redaction_of(chen, case.pk, message.pk, [], "王先生").body == "打 13912345678 找▇▇▇"


def test_places_of_a_page_are_those_of_the_text_whatever_its_line_ends():
    body = "一\r\n二\n三🙂四"
    shown = body.replace("\r\n", "\n")
    for start in range(len(shown)):
        [(there, end)] = places_shown(body, [(start, start + 1)])
        assert body[there:end].replace("\r\n", "\n") == shown[start]
    assert places_shown(body, [(0, 99), (3, 1)]) == [(-1, -1), (-1, -1)]


def test_overlapping_places_count_once_and_blanks_stay():
    _case, message = a_case("一 二 三")
    redact(message, parts=[(0, 3), (2, 5)])
    message.refresh_from_db()
    assert message.body == "▇ ▇ ▇"
    assert Redaction.objects.get().characters == 3


def test_the_same_text_goes_from_the_subject_too():
    case, message = a_case("我是李四，电话 13912345678", subject="李四 13912345678 断网")
    redact(message, words="李四")
    redact(message, words="13912345678")
    case.refresh_from_db()
    assert case.subject == f"▇▇ {'▇' * 11} 断网"
    assert case.whole_subject == case.subject
    assert "李四" not in everything_stored()


def test_a_single_character_leaves_the_subject_alone():
    case, message = a_case("网坏了", subject="断网")
    redact(message, words="网")
    case.refresh_from_db()
    assert case.subject == "断网"


def a_split_off_message() -> tuple[Message, Message]:
    case = given.an_open_case()
    words = write_as_customer(
        actor=given.customer_of(case), case_id=case.pk, body=WORDS, channel="portal",
        files=[given_files.kept("卡.png", given_files.a_picture())],
    )  # fmt: skip
    new = split_case(actor=given.agent(), case_id=case.pk, message_ids=[words.pk], subject=f"退款 {SECRET}")
    return words, Message.objects.get(case=new)


@pytest.mark.parametrize("which", [0, 1])
def test_copies_lose_the_same_whichever_is_redacted(which):
    family = a_split_off_message()
    redact(family[which], words=SECRET)
    for one in family:
        one.refresh_from_db()
        assert SECRET not in one.body
        assert one.redacted
        assert entries_about("case", [one.case_id]).filter(code="cases.message_redacted").count() == 1
    assert SECRET not in everything_stored()
    assert Redaction.objects.count() == 2


def test_the_thread_says_who_took_something_out_when_and_why():
    case, message = a_case()
    redact(message, words=SECRET, reason="误发，见 13912345678")
    [words] = messages_of(given.agent(), case.pk)
    [cut] = words.cuts
    assert (cut.staff_id, cut.characters, cut.attachment_id) == (given.staff(given.CHEN).pk, 19, None)
    assert cut.reason == "误发，见 139****5678"
    assert cut.at == Redaction.objects.get().at


@pytest.mark.parametrize(
    "what",
    [
        {},
        {"words": "  "},
        {"words": "不在这里"},
        {"parts": [(0, 0)]},
        {"parts": [(5, 2)]},
        {"parts": [(-3, 2)]},
        {"parts": [(0, 9_999)]},
        {"parts": [(2, 3)]},  # a blank
        {"words": SECRET, "reason": "  "},
        {"words": SECRET, "reason": "长" * 201},
        {"words": SECRET, "reason": "a\0b"},
        {"words": SECRET, "reason": f"他写了 {SECRET}"},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_lost(what):
    _case, message = a_case()
    given.supervisor()
    with nothing_changes(), pytest.raises(Invalid):
        redact(message, **what)


def test_what_is_out_already_cannot_be_taken_out_again():
    _case, message = a_case()
    redact(message, words=SECRET)
    with nothing_changes(), pytest.raises(Invalid):
        redact(message, parts=[(3, 10)])


def test_an_agent_may_not_and_a_stranger_to_the_team_sees_nothing():
    _case, message = a_case()
    for actor, refused in (
        (given.agent(), Refused),
        (given.agent_elsewhere(), NotFound),
        (given.customer_of(message.case), Refused),
    ):
        with nothing_changes(), pytest.raises(refused):
            redact(message, actor, words=SECRET)
        with nothing_changes(), pytest.raises(refused):
            redaction_of(actor, message.case_id, message.pk, [], SECRET)


def test_a_message_of_another_case_is_not_found_under_this_one():
    case, message = a_case()
    other = given.a_case(phone="13700001111")
    chen = given.supervisor()
    with nothing_changes(), pytest.raises(NotFound):
        redact_message(actor=chen, case_id=other.pk, message_id=message.pk, words=SECRET, reason=REASON)
    assert case.pk != other.pk


def test_closed_and_merged_cases_are_redacted_too():
    for case in (given.a_closed_case(body=WORDS), given.a_merged_case(body=WORDS, phone="13700001111")):
        message = Message.objects.filter(case=case).earliest("pk")
        redact(message, words=SECRET)
        message.refresh_from_db()
        assert SECRET not in message.body


def with_file(content: bytes = b"one", phone: str = "13912345678") -> Attachment:
    case = given.a_case(phone=phone, files=[given_files.kept("身份证.txt", content)])
    return Attachment.objects.get(case=case)


def remove(file: Attachment, actor: Actor | None = None, reason: str = REASON) -> Attachment:
    by = actor or given.supervisor()
    return remove_attachment(actor=by, case_id=file.case_id, attachment_id=file.pk, reason=reason)


def test_a_file_is_removed_with_its_bytes_and_its_name_and_a_trace_stays():
    file = with_file()
    remove(file)
    drain()
    file.refresh_from_db()
    assert (file.file_id, file.name, file.size, file.removed_at is not None) == (None, "▇▇▇▇", 3, True)
    assert StoredFile.objects.get().place == ""
    with pytest.raises(NotFound):
        download(given.supervisor(), file.case_id, file.pk)
    [words] = messages_of(given.agent(), file.case_id)
    assert (words.files[0].removed, words.cuts[0].attachment_id, words.cuts[0].characters) == (True, file.pk, 0)
    assert "身份证" not in everything_stored()
    assert entries_about("case", [file.case_id]).filter(code="cases.file_removed").count() == 1


def test_bytes_that_another_customer_sent_too_stay_for_them():
    file, other = with_file(), with_file(phone="13700001111")
    remove(file)
    drain()
    assert b"".join(download(given.agent(), other.case_id, other.pk).pieces) == b"one"


def test_a_file_goes_from_the_copy_of_its_message_too():
    words, copy = a_split_off_message()
    remove(Attachment.objects.get(message=words))
    drain()
    assert set(Attachment.objects.values_list("name", "file_id")) == {("▇▇▇▇", None)}
    assert StoredFile.objects.get().erased_at is not None
    assert Redaction.objects.filter(message=copy).exists()


def test_a_file_is_removed_once():
    file = with_file()
    remove(file)
    with nothing_changes(), pytest.raises(Conflict):
        remove(file)


def test_who_may_not_remove_files_does_not():
    file = with_file()
    given.supervisor()
    for actor, refused in ((given.agent(), Refused), (given.agent_elsewhere(), NotFound)):
        with nothing_changes(), pytest.raises(refused):
            remove(file, actor)
    with nothing_changes(), pytest.raises(Invalid):
        remove(file, reason="")


def test_an_erased_customer_leaves_no_file_no_name_and_no_reason():
    case = given.a_closed_case(files=[given_files.kept("身份证.txt", b"one")], body=WORDS)
    lin = given.agent()
    add_note(actor=lin, case_id=case.pk, body="内部", files=[given_files.kept("内部.txt", b"two")])
    other = with_file(b"two", phone="13700001111")
    redact(Message.objects.filter(case=case).earliest("pk"), words=SECRET, reason="李四的卡号")
    erase(case)
    drain()
    rows = Attachment.objects.filter(case=case)
    assert rows.count() == 2
    assert all(row.file_id is None and row.removed_at and "erased" in row.name for row in rows)
    stored = everything_stored()
    assert "身份证" not in stored.replace(other.name, "")
    assert "李四" not in stored
    assert set(StoredFile.objects.filter(erased_at=None).values_list("pk", flat=True)) == {other.file_id}


def erase(case: Case) -> None:
    from datetime import timedelta

    import time_machine

    from fuwutai.kernel import clock

    with time_machine.travel(clock.now() + timedelta(days=4 * 366), tick=False):
        erase_customer(actor=given.administrator(), customer_id=case.customer_id, reason="客户要求")


def test_a_reply_is_redacted_as_well():
    case = given.a_case()
    reply = reply_to_case(actor=given.agent(), case_id=case.pk, body="您的密码是 abc123")
    redact(reply, words="abc123")
    reply.refresh_from_db()
    assert reply.body == "您的密码是 ▇▇▇▇▇▇"
