"""Organisations and who belongs to them."""

import pytest
from tests import given
from tests.domain.customers.scenarios_profile import a_customer, a_member, an_organisation
from tests.rows import nothing_changes

from fuwutai.domain.customers import commands
from fuwutai.domain.customers.models import Member, Organisation
from fuwutai.domain.customers.organisations import members_of, organisation_named, organisation_page
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db


def last_code() -> str:
    entry = JournalEntry.objects.order_by("pk").last()
    assert entry is not None
    return entry.code


def test_an_organisation_is_found_by_its_name_however_it_is_written_and_by_its_number():
    made = commands.save_organisation(actor=given.agent(), name=" 惠民  ＡＢＣ物业 ", register_number="9131 0000 ma1")
    assert made.register_number == "91310000MA1"
    assert organisation_named(given.agent(), "惠民 abc物业") == made
    assert organisation_named(given.agent(), "91310000ma1") == made
    assert organisation_named(given.agent(), "惠民") is None
    assert [one.pk for one in organisation_page(given.agent(), "abc", None).rows] == [made.pk]


def test_an_organisation_gets_another_name():
    made = an_organisation()
    commands.save_organisation(actor=given.agent(), name="惠民置业", organisation_id=made.pk)
    assert Organisation.objects.get().name == "惠民置业" and last_code() == "customers.organisation_changed"
    actor = given.agent()
    with nothing_changes():
        commands.save_organisation(actor=actor, name="惠民置业", organisation_id=made.pk)


@pytest.mark.parametrize(
    ("told", "field"),
    [({"name": " "}, "name"), ({"name": "长" * 161}, "name"), ({"name": "惠民物业"}, "name"),
     ({"name": "别家", "register_number": "1" * 31}, "register_number"),
     ({"name": "别家", "register_number": "A1"}, "register_number")],
)  # fmt: skip
def test_an_organisation_that_is_told_wrongly_or_is_there_is_refused_at_the_field(told, field):
    an_organisation()
    commands.save_organisation(actor=given.agent(), name="有号的", register_number="a1")
    actor = given.agent()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        commands.save_organisation(actor=actor, **told)
    assert set(refused.value.fields) == {field}


def test_nobody_is_put_into_a_retired_organisation_and_its_people_stay():
    member = a_member()
    there = {"actor": given.agent(), "organisation_id": member.organisation_id}
    commands.retire_organisation(**there)
    other = a_customer(phone="13812345678", name="李丽")
    with nothing_changes():
        with pytest.raises(Conflict):
            commands.add_member(**there, customer_id=other.pk)
        with pytest.raises(Conflict):
            commands.retire_organisation(**there)
    assert [one.pk for one, _member in members_of(given.agent(), member.organisation_id)] == [member.customer_id]


def test_a_member_gets_a_post_and_sight_and_leaves():
    member = a_member()
    there = {"actor": given.agent(), "customer_id": member.customer_id, "member_id": member.pk}
    commands.change_member(**there, post="经理", sight="all")
    member.refresh_from_db()
    assert (member.post, member.sight, last_code()) == ("经理", "all", "customers.member_changed")
    with nothing_changes():
        commands.change_member(**there, post="经理", sight="all")
    commands.remove_member(**there)
    assert not Member.objects.exists() and last_code() == "customers.member_removed"


def test_nobody_belongs_twice_and_no_sight_is_made_up():
    member = a_member()
    there = {"actor": given.agent(), "customer_id": member.customer_id}
    with nothing_changes():
        with pytest.raises(Invalid):
            commands.add_member(**there, organisation_id=member.organisation_id)
        with pytest.raises(Invalid) as refused:
            commands.change_member(**there, member_id=member.pk, post="长" * 61, sight="everything")
    assert set(refused.value.fields) == {"post", "sight"}


def test_of_the_people_of_an_organisation_one_sees_those_in_sight():
    member = a_member()
    elsewhere = a_customer(phone="13812345678", name="李丽", team_code="mobile")
    commands.add_member(
        actor=given.supervisor(), customer_id=elsewhere.pk, organisation_id=member.organisation_id
    )
    seen = {who: {one.pk for one, _m in members_of(given.actor(who), member.organisation_id)} for who in given.STAFF}
    assert seen == {
        given.LIN: {member.customer_id}, given.ZHAO: {elsewhere.pk}, given.CHEN: {member.customer_id, elsewhere.pk},
        given.HE: {member.customer_id, elsewhere.pk},
    }  # fmt: skip
    (row,) = organisation_page(given.agent(), "", None).rows
    assert row.people == 1


def test_who_may_not_edit_customers_changes_no_organisation():
    member = a_member()
    outsider = Actor.customer(member.customer_id)
    watcher = Actor(kind="staff", id=1, reach="all", permissions=frozenset({"customers.view"}))
    with nothing_changes():
        with pytest.raises(Refused):
            commands.save_organisation(actor=watcher, name="新")
        with pytest.raises(Refused):
            commands.retire_organisation(actor=watcher, organisation_id=member.organisation_id)
        with pytest.raises(NotFound):
            commands.retire_organisation(actor=outsider, organisation_id=member.organisation_id)
        with pytest.raises(Refused):
            commands.remove_member(actor=watcher, customer_id=member.customer_id, member_id=member.pk)
