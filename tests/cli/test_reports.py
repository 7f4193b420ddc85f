"""`fuwutai reports recount`: says whether the figures are what the journal says, and puts right what is not."""

import json

import pytest
from django.utils import translation
from tests import given

from fuwutai import cli
from fuwutai.domain.analytics.following import follow_figures
from fuwutai.domain.analytics.models import Figure, Mark

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def inside(monkeypatch):
    monkeypatch.setattr("fuwutai.cli.reports.setup_django", lambda data: None)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    translation.activate("en")


def recount(capsys, *more: str) -> tuple[int, dict[str, object]]:
    code = cli.main(["reports", "recount", "--json", *more])
    return code, json.loads(capsys.readouterr().out)


def test_figures_that_are_right_are_said_to_be(capsys):
    follow_figures()
    given.a_closed_case()
    said = {"cases": 1, "different": 0, "first": None, "sums": 0, "first_sum": None}
    assert recount(capsys, "--check") == (0, said)
    assert cli.main(["reports", "recount", "--check"]) == 0
    assert capsys.readouterr().out == "The figures of 1 cases are what the journal says.\n"


def test_check_says_what_is_wrong_and_changes_nothing_and_recount_puts_it_right(capsys):
    follow_figures()
    case = given.a_closed_case()
    follow_figures()
    Mark.objects.filter(code="closed").delete()
    Figure.objects.filter(code="replies").update(n=9)
    before = list(Figure.objects.order_by("pk").values())
    code, found = recount(capsys, "--check")
    assert (code, found["different"], found["first"]) == (1, 1, case.number)
    assert found["sums"]
    assert list(Figure.objects.order_by("pk").values()) == before
    assert cli.main(["reports", "recount", "--check"]) == 1
    assert "counted otherwise" in capsys.readouterr().out
    assert recount(capsys)[0] == 0
    code, found = recount(capsys, "--check")
    assert (code, found["different"], found["sums"]) == (0, 0, 0)


def test_cases_from_before_anybody_counted_are_counted(capsys):
    given.a_closed_case()
    code, found = recount(capsys)
    assert (code, found["cases"], found["different"]) == (0, 1, 1)
    assert recount(capsys, "--check")[0] == 0


def test_no_action_is_misuse():
    assert cli.main(["reports"]) == 2
