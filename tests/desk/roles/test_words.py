"""A role says plainly what it sees, and what it says is so."""

import pytest
from django.utils import translation
from tests import given
from tests.domain.accounts.given_people import SYSTEM, acting, organisation

from fuwutai.desk.roles.words import complaints, sight
from fuwutai.domain.accounts.commands import save_role
from fuwutai.domain.accounts.roles import RoleView, role
from fuwutai.domain.cases.queries import visible_cases

CASES, COMPLAINTS = "cases.view", "complaints.view"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("permissions", "reach", "said"),
    [
        ([CASES], "own", ["only the cases that are in the person's own hands", "only those in the person's own hands"]),
        ([CASES], "team", ["cases of the teams in which the person works", "no others"]),
        ([CASES, COMPLAINTS], "team", ["cases of the teams", "no others"]),
        ([CASES], "unit", ["of all units below it", "stay hidden"]),
        ([CASES, COMPLAINTS], "unit", ["of all units below it", "also those that other teams handle"]),
        ([CASES], "all", ["the whole centre", "stay hidden"]),
        ([CASES, COMPLAINTS], "all", ["the whole centre", "also those that other teams handle"]),
        ([COMPLAINTS], "all", ["no case at all"]),
        (["overview.view"], "all", ["no case at all", "Figures and evidence"]),
        (["staff.edit"], "all", ["no case at all", "people of the whole centre"]),
        (["staff.edit"], "unit", ["no case at all", "Who belongs to no unit changes them all"]),
        (["staff.edit"], "team", ["no case at all", "Changes nobody"]),
        ([CASES], "none", ["Sees nothing", "stay hidden"]),
    ],
)
def test_a_role_says_what_it_sees(permissions, reach, said):
    one = RoleView(
        code="x", name="x", permissions=frozenset(permissions), reach=reach, is_shipped=False, is_changed=False
    )
    sentences = sight(one)
    assert len(sentences) == len(said)
    assert all(words in sentence for sentence, words in zip(sentences, said, strict=True))


@pytest.mark.django_db
@pytest.mark.parametrize("reach", ["own", "team", "unit", "all"])
@pytest.mark.parametrize("permissions", [[CASES], [CASES, COMPLAINTS], [COMPLAINTS]])
def test_who_has_it_sees_what_the_role_says(reach, permissions):
    organisation()
    given.a_case(team_code="mobile")
    given.a_case(team_code="mobile", type="complaint", phone="13800000001")
    save_role(actor=SYSTEM, code="odd", name="甲", permissions=permissions, reach=reach)
    seen = set(visible_cases(acting("odd", "broadband", of="east")).values_list("type", flat=True))
    beyond = "units below it" in sight(role("odd"))[0] or "whole centre" in sight(role("odd"))[0]
    assert ("fault" in seen) == beyond
    assert ("complaint" in seen) == ("also those" in complaints(role("odd")))
