"""A complaint is owed its solution by a moment that the centre sets, and who leads hears when it is missed."""

import pytest
from tests import given
from tests.domain.sla.given_clocks import MONDAY, a_rule, clock_of, happened, minutes, swept

from fuwutai.domain.notices.models import Notice

pytestmark = pytest.mark.django_db


@pytest.mark.proves("S1-4.3-1", "S4-7.2-6")
def test_a_complaint_has_a_deadline_of_its_own_and_the_supervisor_hears_when_it_is_missed(monday):
    a_rule("sla.resolution", {"type": "complaint"}, minutes=60)
    complaint, fault = given.an_open_case(type="complaint"), given.an_open_case(phone="13700001111")
    assert clock_of(complaint, "resolution").due_at == MONDAY + minutes(60)
    assert clock_of(fault, "resolution").due_at > MONDAY + minutes(60)
    assert (complaint.status, complaint.assignee, complaint.team) == ("open", given.staff(), given.team())
    monday.move_to(MONDAY + minutes(61), tick=False)
    swept()
    assert ("breached", "resolution") in happened(complaint, "resolution")
    assert ("escalated", "resolution", 2) in happened(complaint, "resolution")
    assert happened(fault, "resolution") == []
    told = Notice.objects.filter(about__startswith=f"sla:{complaint.pk}:resolution:", staff=given.staff(given.CHEN))
    assert told.exists()
