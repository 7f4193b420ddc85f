"""The way to an import: who may go it, what the preview says, and that one start is one import."""

import gzip

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve
from tests import given
from tests.desk.imports.sent_files import (
    BAD_PHONE,
    COLUMNS,
    NEW,
    START,
    UNKNOWN_TYPE,
    again,
    previewed,
    started,
    step_of,
    table,
    workbook,
)
from tests.rows import nothing_changes

from fuwutai.domain.imports.jobs import work
from fuwutai.domain.imports.mapping import mapping_from
from fuwutai.domain.imports.models import ImportRun
from fuwutai.kernel import turns
from fuwutai.kernel.models import OutboxRow

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def november(time_machine) -> None:
    time_machine.move_to("2026-11-21T02:00:00Z", tick=False)


def test_supervisors_and_administrators_import_and_agents_do_not(desk, supervisor_desk, admin_desk):
    answers = [browser.get(NEW).status_code for browser in (desk, supervisor_desk, admin_desk)]
    shown = [
        'href="/desk/imports"' in browser.get("/desk/settings").content.decode()
        for browser in (desk, supervisor_desk, admin_desk)
    ]
    assert answers == [403, 200, 200] and shown == [False, True, True]


def test_an_agent_neither_previews_nor_starts(desk):
    with nothing_changes():
        answers = [desk.post(address, {"file": table(), "map": "guess"}).status_code for address in (NEW, START)]
    assert answers == [403, 403]


@pytest.mark.parametrize(
    "file",
    [table(), table(encoding="gb18030"), table(encoding="utf-8-sig"), workbook()],
    ids=["utf-8", "gbk", "with a mark", "workbook"],
)
def test_a_preview_suggests_columns_and_shows_rows_but_stores_nothing(supervisor_desk, file):
    with nothing_changes():
        answer = previewed(supervisor_desk, file)
    step = answer.context["step"]
    form = step["form"]
    assert answer.status_code == 200 and step["key"] == "编号"
    assert [form[f"column_{name}"].value() for name in ("phone", "opened_at", "reply_body", "team")] == [
        "联系电话",
        "受理时间",
        "答复内容",
        "",
    ]
    text = answer.content.decode()
    assert step["lines"][-1].draft.facts["type"] == "complaint"
    assert step["lines"][-1].draft.facts["subject"] in text and "王建国" in text and "已修复" in text


def test_a_packed_file_is_previewed_like_any_other(supervisor_desk):
    packed = SimpleUploadedFile("cases.csv.gz", gzip.compress(table(good=12).read()))
    step = previewed(supervisor_desk, packed).context["step"]
    assert (len(step["lines"]), step["sample"].counts.rows, step["sample"].counts.created) == (10, 12, 12)


def test_the_preview_counts_what_would_be_rejected_and_says_why(supervisor_desk):
    answer = previewed(supervisor_desk, table(BAD_PHONE, UNKNOWN_TYPE))
    sample = answer.context["step"]["sample"]
    assert (sample.counts.created, sample.counts.rejected) == (2, 2)
    assert {(one.code, one.row, one.rows) for one in sample.problems} == {("bad_phone", 3, 1), ("unknown_value", 4, 1)}
    assert all(one.message.replace("&", "&amp;") in answer.content.decode() for one in sample.problems)


def test_an_unknown_value_gets_a_meaning_in_the_form(supervisor_desk):
    first = previewed(supervisor_desk, table(UNKNOWN_TYPE))
    asked = first.context["step"]["meanings"]
    assert [(row["value"], row["meant"]) for row in asked] == [("报修类", "meant_type_0")]
    second = previewed(supervisor_desk, table(UNKNOWN_TYPE), **step_of(first, meant_type_0="fault"))
    step = second.context["step"]
    assert step["sample"].counts.rejected == 0 and step["lines"][-1].draft.facts["type"] == "fault"
    assert step_of(second)["meant_type_0"] == "fault"


def test_the_columns_constants_and_times_of_the_form_are_those_of_the_import(supervisor_desk):
    answer = started(
        supervisor_desk,
        table(),
        column_type="",
        constant_type="praise",
        constant_channel="phone",
        time_zone="UTC",
        formats="%d.%m.%Y\n\n%Y",
        source="旧系统",
    )
    assert answer.status_code == 303
    mapping = mapping_from(ImportRun.objects.get().mapping)
    assert mapping.constants == {"type": "praise", "channel": "phone"} and "type" not in mapping.columns
    assert (mapping.times.time_zone, mapping.times.formats, mapping.source) == ("UTC", ("%d.%m.%Y", "%Y"), "旧系统")


def test_a_start_imports_in_the_background_and_leads_to_its_progress(supervisor_desk):
    answer = started(supervisor_desk, table(BAD_PHONE))
    run = ImportRun.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/imports/{run.pk}")
    assert (run.by, run.file_name, run.state, run.rows) == (given.staff(given.CHEN), "cases.csv", "waiting", 3)
    assert OutboxRow.objects.filter(name="imports.work", payload={"run_id": run.pk}).count() == 1
    work({"run_id": run.pk})
    run.refresh_from_db()
    assert (run.state, run.created, run.rejected) == ("done", 2, 1)


def test_htmx_is_led_to_the_progress_too(supervisor_desk):
    sent = step_of(previewed(supervisor_desk, table()))
    answer = supervisor_desk.post(START, sent | {"file": table()}, headers=HTMX)
    assert answer["HX-Redirect"] == f"/desk/imports/{ImportRun.objects.get().pk}"


def test_the_same_form_sent_twice_imports_once(supervisor_desk):
    sent = step_of(previewed(supervisor_desk, table()))
    first = supervisor_desk.post(START, sent | {"file": table()})
    work({"run_id": ImportRun.objects.get().pk})
    with nothing_changes():
        second = supervisor_desk.post(START, sent | {"file": table()})
    assert (second.status_code, second["Location"]) == (303, first["Location"])


def test_a_file_that_was_imported_before_is_said_so(supervisor_desk):
    assert previewed(supervisor_desk, table()).context["step"]["before"] is None
    started(supervisor_desk, table())
    run = ImportRun.objects.get()
    work({"run_id": run.pk})
    answer = previewed(supervisor_desk, table())
    step = answer.context["step"]
    assert step["before"] == run and f"/desk/imports/{run.pk}" in answer.content.decode()
    assert (step["lines"], step["sample"].counts.already) == ((), 2)


@pytest.mark.parametrize("changed", [{"sha256": "0"}, {"map": "shipped:hotline"}, {"sha256": ""}])
def test_what_was_not_looked_at_is_not_started(supervisor_desk, changed):
    sent = step_of(previewed(supervisor_desk, table()), **changed)
    with nothing_changes():
        answer = supervisor_desk.post(START, sent | {"file": table()})
    assert answer.status_code == 422 and answer.context["form"].non_field_errors()
    assert answer.context["step"]["sha256"] == step_of(previewed(supervisor_desk, table()))["sha256"]


UNREADABLE = {
    "none": None,
    "empty": SimpleUploadedFile("empty.csv", b""),
    "picture": SimpleUploadedFile("cases.csv", b"\x89PNG\x00\xff" * 50),
    "damaged pack": SimpleUploadedFile("cases.csv.gz", gzip.compress(table(good=9).read())[:-20]),
    "damaged workbook": SimpleUploadedFile("cases.xlsx", b"PK\x03\x04" + b"x" * 200),
    "too large": SimpleUploadedFile("huge.csv", b"x" * (5 * 1024 * 1024 + 1)),
}


@pytest.mark.parametrize("address", [NEW, START])
@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(supervisor_desk, address, kind):
    file = UNREADABLE[kind]
    sent = {"map": "guess"} | ({"file": again(file)} if file else {})
    with nothing_changes():
        answer = supervisor_desk.post(address, sent)
    form = answer.context["form"]
    assert answer.status_code == 422 and list(form.errors) == ["file"]
    assert str(form.errors["file"][0]) in answer.content.decode()


def test_a_table_without_the_columns_of_a_case_says_what_is_missing(supervisor_desk):
    file = SimpleUploadedFile("prices.csv", "品名,单价\n光猫,88\n".encode())
    answer = previewed(supervisor_desk, file)
    step = answer.context["step"]
    assert answer.status_code == 422 and step["problem"].code == "too_few_columns"
    assert str(step["problem"].message) in answer.content.decode() and START not in answer.content.decode()
    with nothing_changes():
        refused = supervisor_desk.post(START, step_of(answer) | {"file": again(file)})
    assert refused.status_code == 422 and refused.context["step"]["form"]["column_subject"].value() == ""


def test_a_shipped_mapping_that_does_not_fit_names_the_column(supervisor_desk):
    answer = previewed(supervisor_desk, table(), map="shipped:hotline")
    assert answer.status_code == 422 and answer.context["step"]["problem"].code == "no_column"


def test_a_mapping_file_of_ones_own_is_kept_whole_until_the_start(supervisor_desk):
    lines = ['key = ["编号", "标题"]', "[columns]", 'opened_at = "受理时间"', 'subject = "标题"', 'type = "类型"']
    own = "\n".join([*lines, "[values.type]", '"*" = "fault"', "[constants]", 'urgency = "high"'])
    file = {"map_file": SimpleUploadedFile("MAP.toml", own.encode())}
    answer = previewed(supervisor_desk, table(), map="file", **file)
    step = answer.context["step"]
    assert (step["form"]["column_subject"].value(), step["form"]["column_phone"].value()) == ("标题", "")
    assert step["key"] == "编号 / 标题"
    supervisor_desk.post(START, step_of(answer) | {"file": table()})
    mapping = mapping_from(ImportRun.objects.get().mapping)
    assert mapping.key_columns == ("编号", "标题")
    assert (mapping.values, mapping.constants) == ({"type": {"*": "fault"}}, {"urgency": "high"})


def test_a_mapping_file_that_was_chosen_is_meant(supervisor_desk):
    own = SimpleUploadedFile("MAP.toml", '[columns]\nopened_at = "受理时间"\nbody = "标题"'.encode())
    step = previewed(supervisor_desk, table(), map="guess", map_file=own).context["step"]
    assert step["form"]["column_body"].value() == "标题" and step["mapped_by"] == "file"


@pytest.mark.parametrize("own", [b"[columns", b"\xff\xfe", b'[columns]\nmood = "x"', None])
def test_a_mapping_file_that_cannot_be_used_is_refused(supervisor_desk, own):
    more = {} if own is None else {"map_file": SimpleUploadedFile("MAP.toml", own)}
    answer = previewed(supervisor_desk, table(), map="file", **more)
    assert answer.status_code == 422 and answer.context["form"].errors and not answer.context["step"]


@pytest.mark.parametrize("changed", [{"column_phone": "no such column"}, {"base": "[]"}, {"time_zone": "Mars/Base"}])
def test_a_form_that_was_tampered_with_is_refused(supervisor_desk, changed):
    sent = step_of(previewed(supervisor_desk, table()), **changed)
    with nothing_changes():
        answer = supervisor_desk.post(START, sent | {"file": table()})
    assert answer.status_code == 422 and answer.context["form"].errors


def test_htmx_gets_the_mapping_alone(supervisor_desk):
    answer = supervisor_desk.post(NEW, {"file": table(), "map": "guess"}, headers=HTMX)
    assert answer.content.decode().lstrip().startswith('<div class="stack stack--l" id="mapping">')
    refused = supervisor_desk.post(NEW, {"map": "guess"}, headers=HTMX)
    assert refused.status_code == 422 and 'id="mapping"' in refused.content.decode()


def test_what_a_file_says_is_shown_as_text(supervisor_desk):
    evil = "<b>7</b>,<b>王</b>,13912345677,<b>断网</b>,上不了网,2026-03-01 10:00,<b>x</b>,,"
    text = previewed(supervisor_desk, table(evil, name="<b>f</b>.csv")).content.decode()
    assert "<b>" not in text and "&lt;b&gt;x" in text


def test_the_form_and_its_actions_keep_their_budgets(supervisor_desk, django_assert_max_num_queries):
    supervisor_desk.get(NEW)
    file = table(*(f"{number},{COLUMNS}" for number in range(20)), BAD_PHONE, UNKNOWN_TYPE, good=9)
    with django_assert_max_num_queries(resolve(NEW).func.statements):
        supervisor_desk.get(NEW)
    with django_assert_max_num_queries(20):
        sent = step_of(previewed(supervisor_desk, file))
    with django_assert_max_num_queries(60):
        assert supervisor_desk.post(START, sent | {"file": again(file)}).status_code == 303


def test_while_somebody_else_s_file_is_read_one_is_told_to_come_back(supervisor_desk, monkeypatch):
    monkeypatch.setattr(turns, "WAITED_SECONDS", 0)
    supervisor_desk.get(NEW)
    with nothing_changes(), turns.reading_alone():
        answer = previewed(supervisor_desk, table())
    assert (answer.status_code, answer["Retry-After"]) == (429, str(turns.COME_BACK_SECONDS))


def test_a_table_of_thousands_of_columns_is_refused_and_nothing_changes(supervisor_desk):
    supervisor_desk.get(NEW)
    with nothing_changes():
        answer = previewed(supervisor_desk, SimpleUploadedFile("a.csv.gz", gzip.compress(b"a," * 32_000 + b"\n1\n")))
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["file"]
