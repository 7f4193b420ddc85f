"""For which cases a manual's figures are obeyed: where its pack is in use and nothing excludes them."""

import pytest
from tests import given
from tests.domain.evidence.given_clauses import TWO, a_shelf, a_target, bound, standing_of
from tests.domain.standards.given_manuals import a_rule_of

from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("tests")


@pytest.fixture(autouse=True)
def no_bindings():
    with bound():
        yield


def in_use(pack, line=""):
    scope = {"line": line} if line else {}
    adopt_rule(actor=SYSTEM, kind="standards.pack_in_use", scope=scope, value={"pack": pack})


def cases():
    for nth, line in enumerate(("telecom", "telecom", "after_sales", "")):
        given.a_resolved_case(line=line, type=("fault", "complaint")[nth % 2], phone=f"1380000000{nth}")


def test_a_manual_whose_pack_no_line_obeys_counts_no_case():
    a_target(a_shelf(pack="telecom"), "resolution_rate", unit="percent", at_least=90)
    cases()
    standing = standing_of(TWO)
    assert (standing.state, standing.serving.in_use) == ("no_cases", False)


def test_only_cases_of_the_lines_that_obey_it_count():
    a_target(a_shelf(pack="telecom"), "resolution_rate", unit="percent", at_least=90)
    cases()
    in_use("telecom", "telecom")
    assert (standing_of(TWO).whole, standing_of(TWO).serving.in_use) == (2, True)


def test_the_pack_of_all_lines_reaches_those_without_one_of_their_own():
    a_target(a_shelf(pack="telecom"), "resolution_rate", unit="percent", at_least=90)
    cases()
    in_use("telecom")
    assert standing_of(TWO).whole == 4
    in_use("after_sales", "after_sales")
    assert standing_of(TWO).whole == 3


@pytest.mark.proves("S4-8.1-2")
def test_what_a_manual_excludes_does_not_count():
    manual = a_shelf()
    a_target(manual, "resolution_rate", unit="percent", at_least=90)
    cases()
    a_rule_of(manual, "standards.exclusion", {"type": "complaint"}, TWO, note="投诉另行办理")
    assert standing_of(TWO).whole == 2


def test_the_general_pack_and_a_manual_of_no_pack_reach_everywhere():
    a_target(a_shelf(pack="general"), "resolution_rate", unit="percent", at_least=90)
    cases()
    assert standing_of(TWO).whole == 4
