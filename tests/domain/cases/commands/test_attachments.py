from datetime import timedelta
from typing import Any

import pytest
from tests import given
from tests.domain.files import given_files
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import (
    add_note,
    attach_file,
    drop_file,
    drop_unsent_files,
    hold_reply,
    merge_case,
    open_case,
    reply_to_case,
    split_case,
    take_in_file,
    write_as_customer,
)
from fuwutai.domain.cases.commands.held_replies import send_held_reply, withdraw_reply
from fuwutai.domain.cases.models import Attachment, Case
from fuwutai.domain.cases.rule_kinds.files import FileLimits
from fuwutai.domain.cases.speech.attachments import aside_of, attachment_of, download, files_of, limits_for, preview
from fuwutai.domain.cases.speech.conversation import messages_of
from fuwutai.domain.files.commands import Kept
from fuwutai.domain.files.models import StoredFile
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.jobs import job_named
from fuwutai.kernel.journal import entries_about
from fuwutai.kernel.worker import drain

pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024


def kept(name: str = "说明.txt", content: bytes = b"one") -> Kept:
    return given_files.kept(name, content)


def aside(case: Case, actor: Actor, name: str = "说明.txt", content: bytes = b"one") -> Attachment:
    return attach_file(actor=actor, case_id=case.pk, kept=kept(name, content))


def read(actor: Actor, attachment: Attachment) -> bytes:
    return b"".join(download(actor, attachment.case_id, attachment.pk).pieces)


def taken_in(name: str, content: bytes, **limits: int) -> Kept:
    return take_in_file(actor=given_files.SYSTEM, name=name, content=content, limits=FileLimits(**limits))


def sized(size: int) -> Kept:
    file = kept(content=str(size).encode())
    return Kept(file.file_id, file.name, file.content_type, size)


def test_a_reply_takes_along_what_its_writer_put_aside():
    case, lin = given.a_case(), given.agent()
    first, second = aside(case, lin), aside(case, lin, "图.png", given_files.a_picture())
    message = reply_to_case(actor=lin, case_id=case.pk, body="请看附件。", file_ids=[first.pk, second.pk])
    [_opening, words] = messages_of(given.customer_of(case), case.pk)
    assert [(one.name, one.removed) for one in words.files] == [("说明.txt", False), ("图.png", False)]
    assert read(given.customer_of(case), first) == b"one"
    message.refresh_from_db()
    case.refresh_from_db()
    assert (message.files, case.files) == (2, 2)
    assert aside_of(lin, case.pk) == []
    told = entries_about("case", [case.pk]).filter(code="cases.files_added")
    assert [entry.data["number"] for entry in told] == [2]


def test_what_is_put_aside_and_not_chosen_waits_for_the_next_message():
    case, lin = given.a_case(), given.agent()
    chosen, left = aside(case, lin), aside(case, lin, "b.txt", b"two")
    reply_to_case(actor=lin, case_id=case.pk, body="一", file_ids=[chosen.pk])
    assert [one.pk for one in aside_of(lin, case.pk)] == [left.pk]


def test_a_note_keeps_its_file_from_the_customer_in_every_way():
    case, lin = given.a_case(), given.agent()
    file = aside(case, lin)
    add_note(actor=lin, case_id=case.pk, body="内部", file_ids=[file.pk])
    customer = given.customer_of(case)
    for ask in (download, preview, attachment_of):
        with pytest.raises(NotFound):
            ask(customer, case.pk, file.pk)
    assert files_of(customer, case.pk) == []
    assert all(not one.files for one in messages_of(customer, case.pk))
    assert read(given.supervisor(), file) == b"one"


def test_a_customer_sends_files_and_both_sides_open_them():
    case = given.a_waiting_case()
    customer = given.customer_of(case)
    message = write_as_customer(
        actor=customer,
        case_id=case.pk,
        body="照片",
        channel="portal",
        files=[kept("路由器.jpg", given_files.a_picture("JPEG"))],
    )
    [file] = Attachment.objects.filter(message=message)
    assert read(customer, file) == read(given.agent(), file)
    assert file.name == "路由器.jpg"


def test_a_case_is_opened_with_files():
    case = given.a_case(files=[kept(), kept("b.txt", b"two")])
    case.refresh_from_db()
    assert case.files == 2
    assert [one.name for one in messages_of(given.agent(), case.pk)[0].files] == ["说明.txt", "b.txt"]


def test_the_same_opening_sent_twice_with_its_files_is_one_case():
    given.centre()

    def send() -> Case:
        return open_case.once("key")(actor=Actor.customer(), **given.MATTER, files=[kept()])

    first = send()
    assert send().pk == first.pk
    assert Attachment.objects.count() == 1


def test_words_in_a_merged_case_take_their_files_to_where_it_goes_on():
    old, into = given.a_case(), given.an_open_case()
    merge_case(actor=given.agent(), case_id=old.pk, into_id=into.pk)
    message = write_as_customer(
        actor=given.customer_of(old), case_id=old.pk, body="还有", channel="portal", files=[kept()]
    )
    [file] = Attachment.objects.all()
    assert (message.case_id, file.case_id, file.message_id) == (into.pk, into.pk, message.pk)


def test_what_was_put_aside_in_a_case_goes_along_into_the_case_that_follows_it(time_machine):
    time_machine.move_to(clock.now() - timedelta(days=60), tick=False)
    old = given.a_closed_case()
    time_machine.shift(timedelta(days=60))
    lin = given.agent()
    file = aside(old, lin)
    message = write_as_customer(actor=lin, case_id=old.pk, body="又坏了", channel="phone", file_ids=[file.pk])
    file.refresh_from_db()
    assert message.case_id != old.pk
    assert (file.case_id, file.message_id) == (message.case_id, message.pk)


def test_nobody_takes_along_or_opens_what_a_colleague_put_aside():
    case, lin, chen = given.a_case(), given.agent(), given.supervisor()
    file = aside(case, chen)
    with nothing_changes(), pytest.raises(Invalid):
        reply_to_case(actor=lin, case_id=case.pk, body="好", file_ids=[file.pk])
    with pytest.raises(NotFound):
        download(lin, case.pk, file.pk)
    with nothing_changes(), pytest.raises(NotFound):
        drop_file(actor=lin, case_id=case.pk, attachment_id=file.pk)


def test_what_was_put_aside_in_another_case_is_not_taken_along():
    case, other, lin = given.a_case(), given.a_case(phone="13700001111"), given.agent()
    file = aside(other, lin)
    with nothing_changes(), pytest.raises(Invalid):
        reply_to_case(actor=lin, case_id=case.pk, body="好", file_ids=[file.pk])
    with pytest.raises(NotFound):
        download(lin, case.pk, file.pk)


def test_a_file_is_sent_once_only():
    case, lin = given.a_case(), given.agent()
    file = aside(case, lin)
    reply_to_case(actor=lin, case_id=case.pk, body="一", file_ids=[file.pk])
    with nothing_changes(), pytest.raises(Invalid):
        reply_to_case(actor=lin, case_id=case.pk, body="二", file_ids=[file.pk])


def test_in_a_case_out_of_sight_nothing_is_put_aside_and_nothing_opened():
    case, zhao = given.a_case(), given.agent_elsewhere()
    file = aside(case, given.agent())
    mine = kept()
    for act in (
        lambda: attach_file(actor=zhao, case_id=case.pk, kept=mine),
        lambda: drop_file(actor=zhao, case_id=case.pk, attachment_id=file.pk),
        lambda: download(zhao, case.pk, file.pk),
        lambda: preview(zhao, case.pk, file.pk),
    ):
        with nothing_changes(), pytest.raises(NotFound):
            act()


def test_who_writes_nothing_puts_nothing_aside():
    case, mine = given.a_case(), kept()
    reader = Actor(kind="staff", id=given.staff().pk, permissions=frozenset({"cases.view"}), reach="all")
    with nothing_changes(), pytest.raises(Refused):
        attach_file(actor=reader, case_id=case.pk, kept=mine)


def test_a_file_put_aside_can_be_taken_away_and_its_bytes_go():
    case, lin = given.a_case(), given.agent()
    file = aside(case, lin)
    drop_file(actor=lin, case_id=case.pk, attachment_id=file.pk)
    file.refresh_from_db()
    assert (file.file_id, file.name, file.removed_at is not None) == (None, "", True)
    assert StoredFile.objects.get().erased_at is not None
    with pytest.raises(NotFound):
        download(lin, case.pk, file.pk)


def test_taking_one_away_leaves_the_bytes_that_another_case_holds():
    case, other, lin = given.a_case(), given.a_case(phone="13700001111"), given.agent()
    file, same = aside(case, lin), aside(other, lin, "b.txt")
    drop_file(actor=lin, case_id=case.pk, attachment_id=file.pk)
    drain()
    assert read(lin, same) == b"one"


def test_a_file_that_was_sent_is_not_taken_away_by_its_sender():
    case, lin = given.a_case(), given.agent()
    file = aside(case, lin)
    reply_to_case(actor=lin, case_id=case.pk, body="一", file_ids=[file.pk])
    with nothing_changes(), pytest.raises(Conflict):
        drop_file(actor=lin, case_id=case.pk, attachment_id=file.pk)


def test_what_was_never_sent_goes_after_a_week(time_machine):
    time_machine.move_to("2026-03-02T02:00:00Z", tick=False)
    case, lin = given.a_case(), given.agent()
    old, sent = aside(case, lin), aside(case, lin, "b.txt", b"two")
    reply_to_case(actor=lin, case_id=case.pk, body="一", file_ids=[sent.pk])
    time_machine.shift(timedelta(days=6))
    job_named("cases.sweep_unsent_files").handler({})
    assert [one.pk for one in aside_of(lin, case.pk)] == [old.pk]
    time_machine.shift(timedelta(days=2))
    job_named("cases.sweep_unsent_files").handler({})
    assert aside_of(lin, case.pk) == []
    assert read(lin, sent) == b"two"


def test_no_person_sweeps():
    chen = given.supervisor()
    with nothing_changes(), pytest.raises(Refused):
        drop_unsent_files(actor=chen, attachment_ids=[1])


def test_what_a_case_holds_outlives_the_sweep_of_unused_bytes(time_machine):
    time_machine.move_to("2026-03-02T02:00:00Z", tick=False)
    case, lin = given.a_case(), given.agent()
    sent = aside(case, lin)
    reply_to_case(actor=lin, case_id=case.pk, body="一", file_ids=[sent.pk])
    time_machine.shift(timedelta(days=3))
    job_named("files.sweep_unused").handler({})
    drain()
    assert read(lin, sent) == b"one"
    assert StoredFile.objects.get().look_at is None


@pytest.mark.proves("OWN-11")
@pytest.mark.parametrize(
    ("sizes", "said"),
    [([1] * 11, "10"), ([20 * MEGABYTE, 20 * MEGABYTE + 1, 11 * MEGABYTE], "50 MB")],
)
def test_more_than_the_rule_allows_is_refused_with_its_figures(sizes, said):
    case, lin = given.a_case(), given.agent()
    files = [sized(size) for size in sizes]
    with nothing_changes(), pytest.raises(Invalid) as refused:
        reply_to_case(actor=lin, case_id=case.pk, body="好", files=files)
    assert said in str(refused.value.fields["files"])


@pytest.mark.proves("OWN-11")
def test_a_file_of_26_megabytes_is_refused_before_anybody_looks_into_it():
    given.centre()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        taken_in("大.txt", b"a" * (26 * MEGABYTE))
    assert "25 MB" in english(refused.value.fields["files"])


def test_an_empty_file_is_refused():
    with nothing_changes(), pytest.raises(Invalid):
        taken_in("空.txt", b"")


def test_the_limits_follow_the_rules_of_the_case():
    given.centre()
    scope, value = {"channel": "portal"}, {"each_megabytes": 2, "files": 1, "total_megabytes": 2}
    adopt_rule(actor=given.administrator(), kind="cases.files", scope=scope, value=value)
    assert limits_for({"channel": "portal"}).files == 1
    assert limits_for({"channel": "phone"}).files == 10


POLYGLOT = b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(document.domain)//"
BOMB = given_files.an_office_file(200 * MEGABYTE)
SENT: list[tuple[str, bytes]] = [
    ("图.png", b"<html><script>alert(1)</script></html>"),
    ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("页.html", b"<html></html>"),
    ("图.jpg", b"<svg onload='alert(1)'/>"),
    ("图.gif", POLYGLOT),
    ("报告.pdf", b"<script>alert(1)</script>%PDF-1.7"),
    ("程序.exe", b"MZ"),
    ("程序.pdf", b"MZ\x90\0" + b"\0" * 100),
    ("没有后缀", b"abc"),
    ("照片‮gnp.exe", b"MZ"),
]


@pytest.mark.parametrize(("name", "content"), SENT)
def test_what_is_not_what_it_says_is_never_kept(name, content):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        taken_in(name, content)
    assert list(refused.value.fields) == ["files"]


def test_an_office_file_that_unpacks_to_much_is_kept_and_never_unpacked():
    file = taken_in("账单.xlsx", BOMB)
    drain()
    assert StoredFile.objects.get(pk=file.file_id).preview_state == "none"
    assert file.size < MEGABYTE


def test_a_text_that_looks_like_a_page_is_kept_as_text_only():
    file = taken_in("页.txt", b"<html><script>alert(1)</script></html>")
    assert file.content_type == "text/plain"


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("../../合同（最终）.txt", "合同（最终）.txt"),
        ("账单‮txt.txt", "账单txt.txt"),
        ("تقرير.txt", "تقرير.txt"),
        ("C:\\图片\\报修 单.txt", "报修 单.txt"),
    ],
)
def test_names_of_all_scripts_stay_and_lose_only_what_misleads(sent, name):
    assert taken_in(sent, b"abc").name == name


def test_two_same_uploads_are_two_files_of_one_content():
    case, lin = given.a_case(), given.agent()
    first, second = aside(case, lin, "a.txt"), aside(case, lin, "b.txt")
    assert first.file_id == second.file_id
    reply_to_case(actor=lin, case_id=case.pk, body="一", file_ids=[first.pk, second.pk])
    assert [one.name for one in messages_of(lin, case.pk)[-1].files] == ["a.txt", "b.txt"]


def held(case: Case, actor: Actor, **more: Any) -> Any:
    return hold_reply(
        actor=actor, case_id=case.pk, body="稍后", send_at=clock.now() + timedelta(hours=2), **more
    )


def test_a_held_reply_carries_its_files_and_hands_them_on_when_it_is_sent():
    case, lin = given.a_case(), given.agent()
    file = aside(case, lin)
    waiting = held(case, lin, file_ids=[file.pk], files=[kept("b.txt", b"two")])
    assert aside_of(lin, case.pk) == []
    with pytest.raises(NotFound):
        download(given.customer_of(case), case.pk, file.pk)
    sent = send_held_reply(actor=lin, held_id=waiting.pk)
    assert [one.name for one in messages_of(lin, case.pk)[-1].files] == ["说明.txt", "b.txt"]
    assert read(given.customer_of(case), file) == b"one"
    assert sent.message.files == 2


def test_the_files_of_a_reply_that_is_taken_back_are_put_aside_again():
    case, lin = given.a_case(), given.agent()
    file = aside(case, lin)
    waiting = held(case, lin, file_ids=[file.pk])
    withdraw_reply(actor=lin, held_id=waiting.pk)
    assert [one.pk for one in aside_of(lin, case.pk)] == [file.pk]


def test_words_that_are_split_off_take_a_copy_of_their_files():
    case = given.an_open_case()
    words = write_as_customer(
        actor=given.customer_of(case), case_id=case.pk, body="另一件事", channel="portal", files=[kept()]
    )
    new = split_case(actor=given.agent(), case_id=case.pk, message_ids=[words.pk], subject="话费")
    [copy] = Attachment.objects.filter(case=new)
    assert read(given.agent(), copy) == b"one"
    new.refresh_from_db()
    case.refresh_from_db()
    assert (new.files, case.files) == (1, 1)


def english(text: object) -> str:
    from django.utils import translation

    with translation.override("en"):
        return str(text)
