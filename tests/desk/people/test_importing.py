"""Many people from a table: each row by itself, and a link for each that is shown once."""

import csv
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from tests import given
from tests.domain.accounts.given_people import SYSTEM, organisation, somebody
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import save_role
from fuwutai.domain.accounts.models import SignInLink, Staff
from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.domain.accounts.sign_in_links import INVITATION
from fuwutai.kernel import turns

pytestmark = pytest.mark.django_db

PAGE = "/desk/people/import"
HEAD = "姓名,用户名,角色,团队,单位,邮箱"
GOOD = f"{HEAD}\n周婷,zhouting,agent,宽带报障；mobile,,zhou@example.cn\n吴磊,wulei,主管,,,\n"


def sent(browser, text: str | bytes, what: str = "page", name: str = "people.csv"):
    content = text.encode() if isinstance(text, str) else text
    return browser.post(PAGE, {"file": SimpleUploadedFile(name, content), "what": what})


@pytest.fixture(autouse=True)
def chinese_labels(client) -> None:
    given.centre()


def test_people_are_added_with_role_teams_and_mail_and_invited(admin_desk):
    answer = sent(admin_desk, GOOD.replace("主管", "supervisor"))
    assert answer.status_code == 200 and answer.context["good"] == 2
    zhou = Staff.objects.get(username="zhouting")
    assert (zhou.display_name, zhou.role, zhou.mail) == ("周婷", "agent", "zhou@example.cn")
    assert {team.code for team in zhou.teams.all()} == {"broadband", "mobile"}
    assert not zhou.has_usable_password()
    assert SignInLink.objects.filter(purpose=INVITATION).count() == 2
    assert all("key=" in one.link for one in answer.context["lines"])


def test_the_link_of_the_page_opens_the_way_to_a_password(admin_desk, client):
    (line,) = sent(admin_desk, f"{HEAD}\n周婷,zhouting,agent,,,\n").context["lines"]
    page = client.get("/" + line.link.partition("://")[2].partition("/")[2])
    assert page.status_code in (200, 303)


def test_checking_adds_nobody(admin_desk):
    admin_desk.get(PAGE)
    with nothing_changes():
        answer = sent(admin_desk, GOOD.replace("主管", "supervisor"), "check")
    assert (answer.context["good"], answer.context["refused"]) == (2, 0)


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("周婷,ZHOU TING,agent,,,", "small letters"),
        ("周婷,linxiaoyu,agent,,,", "taken"),
        (",zhouting,agent,,,", "80"),
        ("周婷,zhouting,wizard,,,", "no such role"),
        ("周婷,zhouting,agent,夜班,,", "no such team"),
        ("周婷,zhouting,agent,,月球,", "no such unit"),
        ("周婷,zhouting,agent,,,nonsense", "mail address"),
    ],
)
def test_a_row_that_is_wrong_is_refused_by_itself(signed_in, row, word):
    browser = signed_in(given.HE)
    browser.cookies["fuwutai_language"] = "en"
    answer = sent(browser, f"{HEAD}\n{row}\n吴磊,wulei,supervisor,,,\n")
    first, second = answer.context["lines"]
    assert (first.number, second.number) == (2, 3) and not second.problems
    assert any(word in text for text in first.problems), first.problems
    assert Staff.objects.filter(username="wulei").exists()
    assert not Staff.objects.filter(display_name="周婷").exists()


def test_the_links_are_handed_out_as_a_file(admin_desk):
    answer = sent(admin_desk, f"{HEAD}\n周婷,zhouting,agent,,,\n坏,linxiaoyu,agent,,,\n", "file")
    assert "attachment" in answer["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["2", "3"] and "key=" in rows[1][4] and rows[2][4] == ""


def test_a_workbook_is_read_too(admin_desk):
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate((["Name", "User name", "Role"], ["周婷", "zhouting", "agent"])):
            sheet.write_row(number, 0, cells)
    assert sent(admin_desk, written.getvalue(), name="people.xlsx").context["good"] == 1


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", HEAD + "\n", b"\x00\x01\x02"])
def test_a_file_that_is_no_such_table_is_refused_at_the_field(admin_desk, content):
    admin_desk.get(PAGE)
    with nothing_changes():
        answer = sent(admin_desk, content)
    assert answer.status_code == 422 and set(answer.context["form"].errors) == {"file"}


def test_who_edits_her_own_unit_adds_nobody_above_or_elsewhere(signed_in):
    organisation()
    save_role(
        actor=SYSTEM, code="director", name="主任", reach="unit",
        permissions=sorted(PERMISSIONS["agent"] | {"staff.edit", "staff.view"}),
    )  # fmt: skip
    somebody("director", of="east", username="boss")
    rows = ("甲,newone,administrator,,east,", "乙,newtwo,agent,,west,", "丙,newthree,agent,,east,")
    answer = sent(signed_in("boss"), "\n".join((HEAD, *rows)))
    assert [bool(one.problems) for one in answer.context["lines"]] == [True, True, False]
    assert set(Staff.objects.filter(username__startswith="new").values_list("username", flat=True)) == {"newthree"}


def test_who_does_not_edit_people_opens_nothing(supervisor_desk):
    assert supervisor_desk.get(PAGE).status_code == 403
    before = Staff.objects.count()
    assert sent(supervisor_desk, GOOD).status_code == 403
    assert Staff.objects.count() == before


@pytest.mark.parametrize("what", ["check", "page", "file"])
def test_a_table_of_thousands_of_columns_is_refused_in_a_sentence_and_adds_nobody(signed_in, what):
    browser = signed_in(given.HE)
    browser.cookies["fuwutai_language"] = "en"
    browser.get(PAGE)
    with nothing_changes():
        answer = sent(browser, ",".join(["a"] * 14_000) + "\n1\n", what)
    assert answer.status_code == 422
    assert "more than 500 columns" in answer.context["form"].errors["file"][0]


def test_while_somebody_else_s_table_is_read_one_is_told_to_come_back(admin_desk, monkeypatch):
    monkeypatch.setattr(turns, "WAITED_SECONDS", 0)
    admin_desk.get(PAGE)
    with nothing_changes(), turns.reading_alone():
        answer = sent(admin_desk, GOOD.replace("主管", "supervisor"))
    assert (answer.status_code, answer["Retry-After"]) == (429, str(turns.COME_BACK_SECONDS))
    assert sent(admin_desk, GOOD.replace("主管", "supervisor")).context["good"] == 2
