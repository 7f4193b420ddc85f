"""An import from the file to its cases: every row is taken in once, known already, or refused, whatever happens."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from tests import given
from tests.domain.imports.given_files import a_csv, a_row, json_lines
from tests.rows import nothing_changes

from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.customers.models import Customer
from fuwutai.domain.imports import pages
from fuwutai.domain.imports.commands import fail_run, resume_run, start_run, stop_run, work_on_run
from fuwutai.domain.imports.mapping import Mapping, plain_mapping, shipped_mapping
from fuwutai.domain.imports.models import ImportedRow, ImportPage, ImportRun, Reject
from fuwutai.domain.imports.pages import read_file
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
COUNTS = ("rows", "created", "already", "rejected", "flagged")


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    given.centre()
    monkeypatch.setattr(pages, "ROWS_A_PAGE", 2)


def start(*rows: Any, actor: Actor = SYSTEM, mapping: Mapping | None = None, **how: Any) -> ImportRun:
    file = rows[0] if rows and isinstance(rows[0], io.BytesIO) else a_csv(*rows)
    return start_run(actor=actor, file=read_file(file), file_name="工单.csv", mapping=mapping, **how)


def taken_in(*rows: Any, mapping: Mapping | None = None) -> tuple[int, ...]:
    run = start(*rows, mapping=mapping)
    while work_on_run(actor=SYSTEM, run_id=run.pk):
        pass
    return counts(run)


def counts(run: ImportRun) -> tuple[int, ...]:
    run.refresh_from_db()
    return tuple(getattr(run, name) for name in COUNTS)


def test_every_row_becomes_a_case_with_words_customer_and_clocks():
    assert taken_in(a_row(1), a_row(2, status="closed"), a_row(3, phone=a_row(1)["phone"])) == (3, 3, 0, 0, 0)
    first, second, third = Case.objects.order_by("pk")
    assert [case.status for case in (first, second, third)] == ["open", "closed", "open"]
    assert first.customer_id == third.customer_id != second.customer_id
    assert first.number.startswith("190425-0001-")
    words = Message.objects.filter(case=first).order_by("pk").values_list("kind", "body", "author_kind")
    assert list(words) == [("customer", "灯不亮。\n很急！", "customer"), ("reply", "已派人。", "staff")]
    closing = JournalEntry.objects.get(code="cases.case_closed", subject_id=second.pk)
    assert closing.data["reason"] == "imported"
    assert not ImportPage.objects.exists()
    assert not Clock.objects.exists()  # no rule of this centre was in force then
    ended = ImportRun.objects.get()
    assert (ended.state, ended.position, ended.finished_at is not None) == ("done", 3, True)


def test_a_second_run_creates_nothing_also_of_a_file_that_has_grown():
    taken_in(a_row(1), a_row(2))
    cases = Case.objects.count()
    assert taken_in(a_row(1), a_row(2)) == (2, 0, 2, 0, 0)
    assert Case.objects.count() == cases
    assert taken_in(a_row(2), a_row(3), a_row(1)) == (3, 1, 2, 0, 0)


def test_a_row_that_says_something_else_under_a_known_number_is_refused_and_not_lost():
    taken_in(a_row(1))
    assert taken_in(a_row(1, body="别的"), a_row(2), a_row(2, body="别的"), a_row(2)) == (4, 1, 1, 2, 0)
    assert list(Reject.objects.order_by("row").values_list("row", "problems")) == [
        (1, [["differs", "external_id"]]),
        (3, [["differs", "external_id"]]),
    ]


def test_the_same_number_in_another_system_is_another_row():
    columns = plain_mapping(a_row()).columns
    taken_in(a_row(1), mapping=Mapping(columns=columns, source="crm"))
    assert taken_in(a_row(1), mapping=Mapping(columns=columns, source="erp")) == (1, 1, 0, 0, 0)


def test_refused_rows_are_kept_as_they_came_and_unreadable_without_the_keys():
    rows = (a_row(1, body="坏\x00", customer_name="\ud800"), a_row(2, phone="不详"), a_row(3))
    lines = json_lines(*rows, "no json")
    assert taken_in(lines) == (4, 1, 0, 3, 0)
    kept = Reject.objects.order_by("row")
    assert [one.row for one in kept] == [1, 2, 4]
    assert "不详" in kept[1].original.encode().decode("unicode-escape")
    with connection.cursor() as cursor:
        cursor.execute("SELECT original FROM imports_reject")
        assert not [stored for (stored,) in cursor.fetchall() if "phone" in stored or "1390" in stored]


def test_the_hotline_comes_in_with_its_days_and_accounts():
    heads = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")
    said = (("1", "A1", "2019/4/25 9:32:09", "2019/5/10"), ("2", "A2", "2017-06-08 17:31:20", "2017/6/9 8:00:00"),
            ("3", "A1", "2019/5/1 0:00:00", "2019/5/2 1:00:00"))  # fmt: skip
    rows = [
        dict(zip(heads, (number, who, "主题", opened, "详情", "答复", replied), strict=True))
        for number, who, opened, replied in said
    ]
    assert taken_in(*rows, mapping=shipped_mapping("hotline")) == (3, 3, 0, 0, 1)
    assert Customer.objects.count() == 2
    assert set(Case.objects.values_list("status", "type", "channel")) == {("closed", "request", "other")}
    reply = Message.objects.get(day_only=True)
    assert (reply.kind, reply.at) == ("reply", datetime(2019, 5, 9, 16, tzinfo=UTC))


def test_a_page_that_breaks_off_leaves_nothing_and_is_done_the_next_time(monkeypatch):
    run = start(*map(a_row, range(5)))
    work_on_run(actor=SYSTEM, run_id=run.pk)

    def killed(page: ImportPage) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(ImportPage, "delete", killed)  # the last write of a page
        with nothing_changes(), pytest.raises(KeyboardInterrupt):
            work_on_run(actor=SYSTEM, run_id=run.pk)
    while work_on_run(actor=SYSTEM, run_id=run.pk):
        pass
    assert counts(run) == (5, 5, 0, 0, 0)
    assert ImportedRow.objects.count() == Case.objects.count() == 5


def test_a_stopped_import_does_nothing_until_it_is_resumed():
    run = start(*map(a_row, range(3)))
    stop_run(actor=SYSTEM, run_id=run.pk)
    with nothing_changes():
        assert not work_on_run(actor=SYSTEM, run_id=run.pk)
    with nothing_changes(), pytest.raises(Conflict):
        stop_run(actor=SYSTEM, run_id=run.pk)
    resume_run(actor=SYSTEM, run_id=run.pk)
    with nothing_changes(), pytest.raises(Conflict):
        resume_run(actor=SYSTEM, run_id=run.pk)
    assert work_on_run(actor=SYSTEM, run_id=run.pk)
    assert not work_on_run(actor=SYSTEM, run_id=run.pk)
    codes = JournalEntry.objects.filter(subject="import").order_by("subject_seq").values_list("code", flat=True)
    assert [code.partition("_")[2] for code in codes] == ["started", "stopped", "resumed", "finished"]


def test_a_failed_import_says_why_and_may_be_resumed():
    run = start(a_row())
    fail_run(actor=SYSTEM, run_id=run.pk, problem="no_team")
    run.refresh_from_db()
    assert (run.state, run.problem) == ("failed", "no_team")
    assert not work_on_run(actor=SYSTEM, run_id=run.pk)
    assert resume_run(actor=SYSTEM, run_id=run.pk).problem == ""


def test_a_file_without_rows_is_done_at_once():
    assert counts(start(io.BytesIO(b"subject,opened_at\n"))) == (0, 0, 0, 0, 0)
    assert ImportRun.objects.get().state == "done"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "unreadable"), (b"subject,body\n1,2\n", "too_few_columns"), (b"a,b\n1,2\n", "too_few_columns")],
)
def test_a_file_that_cannot_be_taken_in_leaves_nothing(content, code):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        start(io.BytesIO(content))
    assert refused.value.code == code


@pytest.mark.parametrize("who", [Actor.customer(), Actor(kind="staff", id=1)])
def test_only_who_may_import_starts_and_steers(who):
    run = start(a_row())
    with nothing_changes(), pytest.raises(Refused):
        start(a_row(), actor=who)
    for command in (work_on_run, stop_run, resume_run):
        with nothing_changes(), pytest.raises(Refused):
            command(actor=who, run_id=run.pk)
        with pytest.raises(NotFound):
            command(actor=SYSTEM, run_id=0)


def test_who_started_is_kept_and_an_agent_may_not():
    assert start(a_row(), actor=given.supervisor()).by == given.staff(given.CHEN)
    with pytest.raises(Refused):
        start(a_row(), actor=given.agent())


def test_the_worker_is_promised_a_page_at_a_time():
    run = start(*map(a_row, range(3)), in_background=True)
    waiting = OutboxRow.objects.filter(name="imports.work", state="ready")
    assert list(waiting.values_list("payload", flat=True)) == [{"run_id": run.pk}]
    waiting.delete()
    assert work_on_run(actor=SYSTEM, run_id=run.pk)
    assert waiting.count() == 1
    waiting.delete()
    assert not work_on_run(actor=SYSTEM, run_id=run.pk)
    assert not waiting.exists()
