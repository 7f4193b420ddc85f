"""`fuwutai import staff`: people with their links, refused rows, and who may."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests import given
from tests.cli.imports.given_terminal import in_this_process
from tests.domain.imports.given_files import a_workbook, json_lines
from tests.rows import nothing_changes

from fuwutai import cli
from fuwutai.cli.imports import runs, staff
from fuwutai.domain.accounts.models import Staff
from fuwutai.kernel.models import JournalEntry

HEAD = "姓名,用户名,角色,团队,邮箱"
ZHOU, WU = "周婷,zhouting,agent,宽带报障；mobile,zhou@example.cn", "吴磊,wulei,supervisor,,"
GOOD = f"{HEAD}\n{ZHOU}\n{WU}\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(tmp_path, monkeypatch, capfd) -> Callable[..., tuple[int, Any, str]]:
    """Return what `fuwutai import staff …` answers in this process: exit code, result, errors."""
    in_this_process(monkeypatch, tmp_path, staff)
    given.centre()

    def on(content: str | bytes, *options: str, name: str = "人员.csv") -> tuple[int, Any, str]:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        code = cli.main(["import", "staff", str(path), "--json", "--data", str(tmp_path), *options])
        printed = capfd.readouterr()
        return code, json.loads(printed.out) if printed.out else None, printed.err

    return on


def table(path: str) -> list[dict[str, str]]:
    """Return the rows of a table that was written for its owner only."""
    assert Path(path).stat().st_mode & 0o777 == 0o600
    with Path(path).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_people_are_added_and_each_link_opens_the_way_to_a_password(call, tmp_path, client):
    code, result, errors = call(GOOD)
    links_file = result.pop("links_file")
    assert (code, errors) == (0, "")
    assert result == {"rows": 2, "created": 2, "already": 0, "rejected": 0, "rejects_file": None}
    zhou = Staff.objects.get(username="zhouting")
    assert (zhou.role, zhou.mail, zhou.has_usable_password()) == ("agent", "zhou@example.cn", False)
    assert {team.code for team in zhou.teams.all()} == {"broadband", "mobile"}
    first, second = table(links_file)
    assert (first["row"], first["username"], second["username"]) == ("1", "zhouting", "wulei")
    assert Path(links_file).parent == tmp_path / "imports"
    assert client.get(first["path"]).status_code in (200, 303)


def test_a_second_run_adds_nobody_and_makes_no_links(call):
    call(GOOD)
    with nothing_changes():
        code, result, _errors = call(GOOD)
    assert (code, result["created"], result["already"], result["links_file"]) == (0, 0, 2, None)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (GOOD.encode("gbk"), "人员.csv"),
        (a_workbook(*(line.split(",") for line in GOOD.splitlines())).getvalue(), "人员.xlsx"),
        (json_lines(*({"name": row.split(",")[0], "username": row.split(",")[1], "role": "agent"}
                      for row in (ZHOU, WU))).getvalue(), "people.jsonl"),
    ],
    ids=["gbk", "xlsx", "jsonl"],
)  # fmt: skip
def test_every_kind_of_file_is_read(call, content, name):
    assert call(content, name=name)[1]["created"] == 2
    assert Staff.objects.filter(username="zhouting", display_name="周婷").exists()


def test_refused_rows_are_found_wrong_and_written_beside_the_data(call):
    rows = ("坏,linxiaoyu,agent,,", "周婷,zhouting,wizard,夜班,", "吴磊,wulei,supervisor,,", "吴蕾,wulei,agent,,")
    code, result, _errors = call("\n".join((HEAD, *rows)))
    assert (code, result["created"], result["already"], result["rejected"]) == (1, 1, 0, 3)
    taken, unknown, twice = table(result["rejects_file"])
    assert list(taken) == ["row", "code", "message", "姓名", "用户名", "角色", "团队", "邮箱"]
    assert (taken["row"], taken["code"]) == ("1", "bad_username") and "taken" in taken["message"]
    assert (unknown["row"], unknown["code"], unknown["团队"]) == ("2", "bad_role", "夜班")
    assert "no such role" in unknown["message"] and "no such team" in unknown["message"]
    assert (twice["row"], twice["code"]) == ("4", "bad_username")


def test_a_dry_run_counts_alike_and_writes_nothing(call, tmp_path):
    rows = (ZHOU, ZHOU, "周亭,ZhouTing,agent,,", "林小雨,linxiaoyu,agent,,", "坏,,agent,,")
    with nothing_changes():
        code, result, errors = call("\n".join((HEAD, *rows)), "--dry-run")
    counts = {"rows": 5, "created": 1, "already": 2, "rejected": 2}
    assert (code, result) == (1, {**counts, "rejects_file": None, "links_file": None})
    assert "Row 3: bad_username." in errors
    assert not (tmp_path / "imports").exists()
    again = call("\n".join((HEAD, *rows)))[1]
    assert {name: again[name] for name in counts} == counts


def test_what_the_import_does_is_written_down_as_whose_it_is(call):
    assert call(f"{HEAD}\n{WU}\n", "--as", given.HE)[0] == 0
    made = JournalEntry.objects.filter(code="accounts.staff_created").order_by("pk").last()
    assert made is not None and made.actor_id == given.staff(given.HE).pk


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (GOOD, ("--as", "nobody"), "nobody"),
        (GOOD, ("--as", given.CHEN), "Your role does not allow this."),
        ("姓名,角色\n周婷,agent\n", (), "username"),
        (HEAD + "\n", (), "nobody below"),
        ("", (), "empty"),
        (b"\x1f\x8b", (), "damaged"),
        (HEAD + "\n" + "周婷,zhouting,agent,,\n" * 2_001, (), "2,000"),
    ],
)
def test_misuse_is_one_sentence_and_adds_nobody(call, content, options, said, dry):
    with nothing_changes():
        code, result, errors = call(content, *options, *dry)
    assert (code, result) == (2, None)
    assert said in errors and errors.count("\n") == 1


def test_where_nobody_can_sign_in_the_centre_is_set_up_first(call, monkeypatch, tmp_path):
    monkeypatch.setattr(runs, "is_set_up", lambda data: False)
    with nothing_changes():
        code, result, errors = call(GOOD)
    assert (code, result) == (2, None) and "fuwutai up" in errors


def test_people_get_sentences_and_are_told_of_the_links(call, capfd, tmp_path):
    (tmp_path / "a.csv").write_text(GOOD)
    assert cli.main(["import", "staff", str(tmp_path / "a.csv"), "--data", str(tmp_path)]) == 0
    said = capfd.readouterr().out
    assert "2 rows: 2 people added, 0 here already, 0 refused." in said and "staff-links-" in said
