"""Which team a case goes to, and to which one it moves when it was said to be something else."""

import pytest
from tests import given
from tests.domain.dispatch.given_sharing import SYSTEM, worked
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import assign_case, open_case, reclassify_case, save_term, take_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.customers.commands import set_tier
from fuwutai.domain.dispatch.commands import reroute_case
from fuwutai.domain.dispatch.routing import without_a_rule
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.models import JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db


def rule(team, **scope):
    adopt_rule(actor=SYSTEM, kind="cases.team_for", value={"team": team}, scope=scope)


def opened(**more):
    """Return a case for which nobody chose a team."""
    given.centre()
    return open_case(actor=Actor.customer(), **{**given.MATTER, **more})


def team_of(case):
    return Case.objects.get(pk=case.pk).team.code


def corrected(case, **more):
    reclassify_case(actor=given.supervisor(), case_id=case.pk, **more)
    worked()
    return team_of(case)


def test_a_corrected_case_goes_where_the_rules_send_it_while_nobody_has_it():
    given.centre()
    rule("complaints", type="complaint")
    case = opened()
    assert team_of(case) == "broadband"
    assert corrected(case, type="complaint") == "complaints"
    assert JournalEntry.objects.filter(subject_id=case.pk, code="dispatch.case_rerouted").count() == 1


def test_the_class_of_the_customer_decides_too():
    given.centre()
    rule("mobile", tier="vip")
    case = opened()
    set_tier(actor=given.supervisor(), customer_id=case.customer_id, tier="vip")
    worked()
    assert team_of(case) == "mobile"


def test_the_region_decides_too():
    given.centre()
    save_term(actor=given.administrator(), vocabulary="region", name="西区", code="west")
    rule("mobile", region="west")
    assert team_of(opened(region="west")) == "mobile"
    case = opened()
    assert (team_of(case), corrected(case, region="west")) == ("broadband", "mobile")


def test_a_region_that_the_centre_does_not_have_is_refused():
    given.centre()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        opened(region="moon")
    assert set(refused.value.fields) == {"region"}


def test_a_case_that_somebody_has_stays():
    given.centre()
    rule("complaints", type="complaint")
    case = opened()
    take_case(actor=given.agent(), case_id=case.pk)
    assert corrected(case, type="complaint") == "broadband"


def test_a_team_that_somebody_chose_stays():
    given.centre()
    rule("complaints", type="complaint")
    case = opened()
    assign_case(actor=given.supervisor(), case_id=case.pk, team_id=given.team("mobile").pk)
    assert corrected(case, type="complaint") == "mobile"


def test_where_no_rule_names_a_team_it_stays():
    given.centre()
    rule("mobile", type="fault")
    case = opened()
    assert team_of(case) == "mobile"
    assert corrected(case, type="request") == "mobile"


def test_the_same_promise_kept_twice_moves_it_once():
    given.centre()
    rule("complaints", type="complaint")
    case = opened()
    corrected(case, type="complaint")
    assert not reroute_case(actor=SYSTEM, case_id=case.pk)
    assert not OutboxRow.objects.filter(state="parked").exists()
    with pytest.raises(Refused):
        reroute_case(actor=given.supervisor(), case_id=case.pk)


def test_a_case_without_a_rule_is_found_by_who_sees_it():
    case = opened()
    assert [one.pk for one in without_a_rule(given.supervisor())] == [case.pk]
    assert without_a_rule(given.agent_elsewhere()) == []
    rule("broadband")
    assert without_a_rule(given.supervisor()) == []


def promised():
    """Return the promises to look where a case belongs."""
    return OutboxRow.objects.filter(name="dispatch.reroute")


def test_nothing_is_promised_where_no_rule_could_send_a_case_anywhere():
    case = opened()
    reclassify_case(actor=given.supervisor(), case_id=case.pk, priority="urgent")
    assert not promised().exists()
    rule("complaints", type="complaint")
    reclassify_case(actor=given.supervisor(), case_id=case.pk, priority="routine")
    assert promised().count() == 1


def test_nothing_is_promised_for_a_case_that_somebody_has():
    given.centre()
    rule("complaints", type="complaint")
    case = opened()
    take_case(actor=given.agent(), case_id=case.pk)
    reclassify_case(actor=given.supervisor(), case_id=case.pk, type="complaint")
    assert not promised().exists()
