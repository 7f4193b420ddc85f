"""`fuwutai import customers`: the same files as the desk takes, the answers and exit codes, and who may."""

import csv
import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests import given
from tests.cli.imports.given_terminal import in_this_process
from tests.domain.customers.given_duplicates import somebody
from tests.domain.imports.given_files import a_workbook, json_lines
from tests.rows import nothing_changes

from fuwutai import cli
from fuwutai.cli.imports import customers
from fuwutai.domain.customers.models import Contact, Customer
from fuwutai.domain.imports.models import ImportRun
from fuwutai.kernel.models import AccessEntry

TABLE = (
    "客户姓名,联系电话,电子邮箱,身份证号\n"
    "王建国,139 1234 5678,wang@example.cn,\n"
    "李丽,13800138000,li.li@example.cn,\n"
    ",13700137000,,\n"
    "张三,12,,\n"
)
GOOD = TABLE[: TABLE.index(",13700137000")]


@pytest.fixture
def call(tmp_path, monkeypatch, capfd) -> Callable[..., tuple[int, Any, str]]:
    """Return what `fuwutai import customers …` answers in this process: exit code, result, errors."""
    in_this_process(monkeypatch, tmp_path, customers)

    def on(content: str | bytes, *options: str, name: str = "客户.csv") -> tuple[int, Any, str]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        code = cli.main(["import", "customers", str(path), "--json", "--data", str(tmp_path), *options])
        printed = capfd.readouterr()
        return code, json.loads(printed.out) if printed.out else None, printed.err

    return on


@pytest.mark.django_db
@pytest.mark.proves("S2-4.4.2-2")
def test_customers_are_taken_in_and_what_was_missing_is_filled_in(call):
    somebody("李丽", phone="13800138000")
    code, result, _errors = call(GOOD)
    assert code == 0
    assert result == {
        "run": ImportRun.objects.get().pk, "rows": 2, "created": 1, "updated": 1, "already": 1, "rejected": 0,
        "rejects_file": None,
    }  # fmt: skip
    assert {one.name for one in Customer.objects.all()} == {"王建国", "李丽"}


@pytest.mark.django_db
def test_a_second_run_creates_nobody_and_changes_nothing(call):
    call(GOOD)
    before = [list(model.objects.order_by("pk").values()) for model in (Customer, Contact)]
    code, result, _errors = call(GOOD)
    assert (code, result["created"], result["updated"], result["already"]) == (0, 0, 0, 2)
    assert [list(model.objects.order_by("pk").values()) for model in (Customer, Contact)] == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (GOOD.encode("gb18030"), "客户.csv"),
        (GOOD.encode("utf-8-sig"), "客户.csv"),
        (GOOD.replace(",", "\t").encode(), "客户.tsv"),
        (gzip.compress(GOOD.encode("gbk")), "客户.csv.gz"),
        (a_workbook(*(line.split(",") for line in GOOD.splitlines())).getvalue(), "客户.xlsx"),
        (json_lines(*csv.DictReader(io.StringIO(GOOD))).getvalue(), "客户.jsonl"),
    ],
    ids=["gbk", "utf-8-sig", "tsv", "gbk-gz", "xlsx", "jsonl"],
)
def test_every_kind_of_file_is_read(call, content, name):
    code, result, _errors = call(content, name=name)
    assert (code, result["rows"], result["created"]) == (0, 2, 2)
    assert {one.name for one in Customer.objects.all()} == {"王建国", "李丽"}


@pytest.mark.django_db
def test_refused_rows_are_found_wrong_and_written_beside_the_data(call, tmp_path):
    code, result, _errors = call(TABLE.encode("gbk"))
    assert (code, result["created"], result["rejected"]) == (1, 2, 2)
    path = Path(result["rejects_file"])
    assert path.parent == tmp_path / "imports" and path.stat().st_mode & 0o777 == 0o600
    with path.open(encoding="utf-8", newline="") as lines:
        first, second = csv.DictReader(lines)
    assert list(first) == ["row", "code", "message", "客户姓名", "联系电话", "电子邮箱", "身份证号"]
    assert (first["row"], first["code"], first["联系电话"]) == ("3", "missing", "13700137000")
    assert (second["row"], second["code"], second["客户姓名"]) == ("4", "bad_phone", "张三")
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert AccessEntry.objects.filter(action="export_rejects", subject_id=result["run"]).exists()


@pytest.mark.django_db
def test_a_dry_run_counts_alike_over_pages_and_writes_nothing(call, tmp_path):
    given.centre()
    somebody("李丽", phone="13800138000")
    more = TABLE + "王建国,13912345678,,\n李丽,,li.li@example.cn,\n欧阳文静,13600136000,,\n王 建国,,wang@example.cn,\n"
    with nothing_changes():
        code, result, errors = call(more, "--dry-run")
    counts = {"rows": 8, "created": 2, "updated": 1, "already": 4, "rejected": 2}
    assert (code, result) == (1, {"run": None, **counts, "rejects_file": None})
    assert "Row 3: missing." in errors and "Row 4: bad_phone." in errors
    assert not (tmp_path / "imports").exists()
    again = call(more)[1]
    assert {name: again[name] for name in counts} == counts


@pytest.mark.django_db
def test_the_import_is_whose_name_is_given(call):
    given.centre()
    assert call(GOOD, "--as", given.HE)[0] == 0
    he = given.staff(given.HE)
    assert ImportRun.objects.get().by == he
    assert set(Customer.objects.values_list("created_by_id", flat=True)) == {he.pk}


@pytest.mark.django_db
@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (GOOD, ("--as", "nobody"), "nobody"),
        (GOOD, ("--as", given.LIN), "Your role does not allow this."),
        (GOOD, ("--map", "hotline"), "--map"),
        ("电话\n139", (), "needs a name"),
        ("", (), "empty"),
        (b"\x1f\x8b", (), "damaged"),
    ],
)
def test_misuse_is_one_sentence_and_takes_nobody_in(call, content, options, said, dry):
    given.centre()
    with nothing_changes():
        code, result, errors = call(content, *options, *dry)
    assert (code, result) == (2, None)
    assert said in errors


@pytest.mark.django_db
def test_people_get_sentences(call, capfd, tmp_path):
    (tmp_path / "a.csv").write_text(TABLE)
    assert cli.main(["import", "customers", str(tmp_path / "a.csv"), "--data", str(tmp_path)]) == 1
    said = capfd.readouterr().out
    assert "4 rows: 2 customers taken in, 0 known already, 0 of them filled in, 2 refused." in said
    assert "rejects-" in said


@pytest.mark.processes
def test_an_empty_directory_becomes_a_centre_and_a_dry_run_does_not_even_make_it(tmp_path, program_environment):
    file, data = tmp_path / "customers.csv", tmp_path / "centre"
    file.write_bytes(TABLE.encode("gbk"))

    def answer(*options: str) -> tuple[int, Any]:
        command = [sys.executable, "-m", "fuwutai", "import", "customers", str(file), "--json", "--data", str(data)]
        ended = subprocess.run(
            [*command, *options], capture_output=True, text=True, env=program_environment, check=False
        )
        return ended.returncode, json.loads(ended.stdout)

    code, result = answer("--dry-run")
    assert (code, result["created"], result["rejected"]) == (1, 2, 2)
    assert not data.exists()
    assert answer()[1]["created"] == 2
    assert answer("--dry-run")[1]["already"] == 2
    assert answer()[1]["created"] == 0
