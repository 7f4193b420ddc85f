"""A centre from nothing."""

import pytest

from fuwutai.domain.accounts.models import Centre, Staff, Team
from fuwutai.domain.accounts.queries import actor_for
from fuwutai.domain.calendars.models import Calendar
from fuwutai.domain.packs.commands import set_up_centre_with_first_person
from fuwutai.domain.standards.models import RuleRow
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("setup")
WANTED = {
    "name": "青山供水客服中心",
    "language": "zh-hans",
    "time_zone": "Asia/Shanghai",
    "calendar": "weekdays",
    "team_name": "综合服务组",
    "display_name": "周立",
    "username": "zhouli",
    "password": "long-enough-2026",
}


def test_everything_a_centre_needs_is_there_at_once():
    person_id = set_up_centre_with_first_person(actor=SYSTEM, **WANTED, hotline="96116")
    here, person = Centre.objects.get(), Staff.objects.get()
    assert (here.name, here.hotline, here.calendar_code) == (WANTED["name"], "96116", "weekdays")
    assert (person.pk, person.role, person.check_password(WANTED["password"])) == (person_id, "administrator", True)
    assert actor_for(person_id).team_ids == {Team.objects.get().pk}
    assert set(Calendar.objects.values_list("code", flat=True)) == {"cn", "weekdays", "always"}
    assert RuleRow.objects.filter(kind="sla.first_response").exists()


def test_it_is_done_once():
    set_up_centre_with_first_person(actor=SYSTEM, **WANTED)
    written = JournalEntry.objects.count()
    with pytest.raises(Conflict):
        set_up_centre_with_first_person(actor=SYSTEM, **WANTED | {"username": "second"})
    assert (Staff.objects.count(), Centre.objects.count(), JournalEntry.objects.count()) == (1, 1, written)


def test_all_wrong_answers_are_named_at_once():
    wrong = {"name": "", "calendar": "moon", "team_name": " ", "username": "周立", "password": "short"}
    with pytest.raises(Invalid) as refusal:
        set_up_centre_with_first_person(actor=SYSTEM, **WANTED | wrong)
    assert set(refusal.value.fields) == set(wrong)
    assert not any(model.objects.exists() for model in (Centre, Staff, Team, Calendar, RuleRow, JournalEntry))


def test_nobody_sets_up_without_the_right():
    with pytest.raises(Refused):
        set_up_centre_with_first_person(actor=Actor.customer(), **WANTED)
    assert not any(model.objects.exists() for model in (Centre, Staff, Team, Calendar, JournalEntry))
