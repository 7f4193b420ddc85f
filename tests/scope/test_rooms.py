"""What one room alone reads, each against the table: names, hints and counts that stand beside a list or a form."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from tests.rows import nothing_changes
from tests.scope.conftest import Ask, undone
from tests.scope.oracle import ROLES, SIGHT, TEAM
from tests.scope.world import TEAMS, Thing, World

from fuwutai.desk.audit.asking import asked_of
from fuwutai.domain.accounts.commands import set_password
from fuwutai.domain.accounts.directory import may_change, people_for_tokens, person_to_change
from fuwutai.domain.accounts.models import OutsideIdentity, Staff, StaffSession
from fuwutai.domain.accounts.presence import people_at_work
from fuwutai.domain.accounts.profile import linked_accounts
from fuwutai.domain.accounts.queries import editable_staff, people_and_names, people_of_teams
from fuwutai.domain.compliance.things import things_of
from fuwutai.domain.customers.commands import add_contact
from fuwutai.domain.customers.duplicates import likely_same, mergers_of, open_count
from fuwutai.domain.customers.file import guidance, read_as
from fuwutai.domain.customers.files import export_count
from fuwutai.domain.customers.listing import found_by_contact
from fuwutai.domain.customers.models import Customer
from fuwutai.domain.customers.organisations import organisation_page
from fuwutai.domain.customers.queries import customer_card, find_by_contact
from fuwutai.domain.evidence.labels import labels_of
from fuwutai.domain.notices.commands import mark_all_read
from fuwutai.domain.notices.models import Notice
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict, Refused

pytestmark = pytest.mark.django_db
every_role = pytest.mark.parametrize("role", list(ROLES))


@every_role
def test_people_are_offered_of_teams_in_sight_and_for_tokens_those_she_may_change(world: World, role: str):
    actor, sight = world.people[role].actor, SIGHT[ROLES[role]] | {TEAM}
    hidden = {world.team_ids[code] for code, (_unit, place) in TEAMS.items() if place not in sight}
    assert not hidden & {one.team_id for one in people_at_work(actor)}
    assert not hidden & {team_id for team_id, *_more in people_of_teams(actor)}
    assert not hidden & {team_id for team_id, *_more in people_and_names(actor, [])[0]}
    mine = set(editable_staff(actor).values_list("pk", flat=True))
    assert {pk for pk, _name in people_for_tokens(actor)} <= mine
    assert {one for one in world.colleagues.values() if may_change(actor, Staff.objects.get(pk=one))} <= mine


@pytest.mark.parametrize("role", ["agent", "complaint_officer", "supervisor"])
def test_forms_and_filters_offer_the_teams_in_sight(world: World, ask: Ask, role: str):
    person, west = world.people[role], world.team_ids["west-w"]
    for address in (
        "/desk/cases/new", f"/desk/queues/all?team={west}", f"/desk/announcements/{world.ids['announcement']}",
        f"/desk/manual-versions/{world.ids['approved']}/announce", "/desk/promises",
    ):  # fmt: skip
        said = ask(person, address)[1].replace("colleague-west-w", "").replace(f"team={west}", "")
        assert "west-w" not in said, address
    assert "west-w" not in str(labels_of(person.actor, "first_response", {"team": str(west)}))


def test_who_may_do_more_is_not_hers_to_change_though_in_her_unit(world: World):
    actor, above = world.people["unit_head"].actor, world.people["administrator"]
    assert not may_change(actor, Staff.objects.get(pk=above.staff_id))
    with nothing_changes(), pytest.raises(Refused):
        person_to_change(actor, above.staff_id)
    with nothing_changes(), pytest.raises(Refused):
        set_password(actor=actor, staff_id=above.staff_id, password="Ganz-neu-2026")


@every_role
def test_browsers_are_listed_and_signed_out_for_oneself_alone(world: World, ask: Ask, role: str):
    person = world.people[role]
    page, _said = ask(person, "/desk/sessions")
    assert {one.staff_id for one in page.context["sessions"]} == {person.staff_id}
    with undone():
        ask(person, "/desk/sessions/end-others", "post")
        ended = set(StaffSession.objects.exclude(ended_at=None).values_list("staff_id", flat=True))
        assert ended == {person.staff_id}
        assert mark_all_read(actor=person.actor, until=clock.now())
        others = {one.staff_id for one in world.people.values()} - {person.staff_id}
        assert set(Notice.objects.filter(read_at=None).values_list("staff_id", flat=True)) >= others


@every_role
def test_customers_are_counted_and_hinted_at_as_far_as_they_are_seen(world: World, role: str):
    actor = world.people[role].actor
    known = {key for key in world.in_files if world.knows(role, key)}
    hidden = [case for case in world.cases if case.customer_id not in known]
    beside = Customer.objects.filter(merged_into=None).exclude(pk__in=world.in_files).count()
    assert export_count(actor) == len(known) + (beside if known and ROLES[role] == "all" else 0)
    assert sum(one.people for one in organisation_page(actor, "", None).rows) == len(known)
    assert open_count(actor) <= sum(known.issuperset(both) for both in world.pairs.values())
    for case in hidden:
        assert likely_same(actor, case.customer, case.phone) == []
    for kept_id in world.mergers.values():
        absorbed = Customer.objects.get(merged_into=kept_id).pk
        assert read_as(actor, absorbed) == (kept_id if kept_id in known else None)
        assert kept_id in known or mergers_of(actor, kept_id) == []


def a_restricted(world: World) -> Thing:
    return next(one for one in world.cases if one.is_restricted and not one.holder)


def test_a_restricted_customer_is_not_found_by_a_number_either(world: World):
    case, actor = a_restricted(world), world.people["agent"].actor
    key = case.customer_id
    assert find_by_contact(actor, "phone", case.phone) is None
    assert customer_card(actor, key) is None and guidance(actor, key) is None
    assert found_by_contact(actor, case.phone) == []


@pytest.mark.parametrize("role", ["agent", "complaint_officer", "supervisor"])
def test_no_id_and_no_number_leads_to_the_name_of_a_customer_out_of_sight(world: World, ask: Ask, role: str):
    person = world.people[role]
    mine = next(one for one in world.cases if world.knows(role, one.customer_id))
    hidden = [one for one in world.cases if not world.knows(role, one.customer_id)]
    for case in hidden:
        said = ask(person, "/desk/cases/new", data={"customer": case.customer_id})[1]
        assert case.customer not in said, case
        answer, said = ask(person, f"/desk/customers/{mine.customer_id}/merge", "post", {"q": case.phone})
        assert answer.status_code in (403, 422) and case.customer not in said, case
        with nothing_changes(), pytest.raises(Conflict) as refused:
            add_contact(actor=person.actor, customer_id=mine.customer_id, kind="phone", value=case.phone)
        assert case.customer not in str(refused.value.message)


def test_the_logs_name_no_restricted_customer_to_who_may_not_know_of_such(world: World):
    boss = world.people["administrator"].actor
    actor = replace(boss, permissions=boss.permissions - {"customers.restricted"})
    case = a_restricted(world)
    entry = SimpleNamespace(subject="customer", subject_id=case.customer_id, staff_id=None)
    for one, is_named in ((boss, True), (actor, False)):
        asked = asked_of(one, QueryDict(f"customer={case.customer_id}"))
        assert bool(things_of(one, [entry]).customers) is is_named and (asked.about == case.customer) is is_named


@every_role
def test_accounts_of_other_systems_are_told_to_who_may_change_the_person(world: World, role: str):
    actor = world.people[role].actor
    mine = set(editable_staff(actor).values_list("pk", flat=True))
    with undone():
        for colleague in world.colleagues.values():
            OutsideIdentity.objects.create(
                staff_id=colleague, provider_id=world.ids["provider"], subject=str(colleague), linked_at=clock.now()
            )
            assert bool(linked_accounts(actor, colleague)) == (colleague in mine)
