"""`visible_cases` is the only way to a row, and every other read follows it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests import given
from tests.domain.accounts.given_people import acting, organisation

from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.domain.cases.choices import NOTE
from fuwutai.domain.cases.commands import add_note, assign_case, write_as_customer
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.queries import (
    case_by_number,
    customer_history,
    history_of,
    linked_cases,
    locked_case,
    queue,
    queue_counts,
    queue_page,
    resolved_count,
    sees_every_case,
    staff_overview,
    team_overview,
    visible_case,
    visible_cases,
)
from fuwutai.domain.cases.speech.conversation import message_of, messages_of
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound

pytestmark = pytest.mark.django_db

SEES: dict[str, tuple[Callable[[Case], Actor], bool]] = {
    "agent of the team": (lambda case: given.agent(), True),
    "agent of another team": (lambda case: given.agent_elsewhere(), False),
    "supervisor": (lambda case: given.supervisor(), True),
    "administrator": (lambda case: given.administrator(), True),
    "the customer, let in": (given.customer_of, True),
    "the customer, not let in": (lambda case: Actor.customer(case.customer_id), False),
    "a customer let in to another case": (lambda case: Actor.customer(99, frozenset({case.pk + 1})), False),
    "a stranger": (lambda case: Actor.customer(), False),
    "the system": (lambda case: Actor.system("tests"), True),
    "staff without the permission": (lambda case: Actor(kind="staff", id=1, reach="all"), False),
    "staff who reach nothing": (
        lambda case: Actor(kind="staff", id=1, permissions=PERMISSIONS["agent"], team_ids=frozenset({case.team_id})),
        False,
    ),
    "staff who reach their own only": (
        lambda case: Actor(
            kind="staff",
            id=0,
            permissions=PERMISSIONS["agent"],
            reach="own",
            team_ids=frozenset({case.team_id}),
        ),
        False,
    ),
    "a token without rights": (lambda case: Actor(kind="token", id=1, name="tests"), False),
}


def is_found(read: Callable[[], object]) -> bool:
    try:
        return bool(read())
    except NotFound:
        return False


@pytest.mark.parametrize(("who", "seen"), SEES.values(), ids=SEES.keys())
@pytest.mark.proves("S1-7.1-1")
def test_every_read_shows_a_case_to_those_who_may_see_it_and_to_nobody_else(who, seen):
    case = given.a_case()
    actor, words = who(case), case.messages.get()
    reads = {
        "visible_cases": lambda: visible_cases(actor),
        "visible_case": lambda: visible_case(actor, case.pk),
        "locked_case": lambda: locked_case(actor, case.pk),
        "case_by_number": lambda: case_by_number(actor, case.number),
        "messages_of": lambda: messages_of(actor, case.pk),
        "message_of": lambda: message_of(actor, case.pk, words.pk),
        "history_of": lambda: history_of(actor, case.pk),
        "queue": lambda: queue(actor, "all"),
        "queue_page": lambda: queue_page(actor, "team", None).rows,
        "queue_counts": lambda: queue_counts(actor)["team"],
        "team_overview": lambda: team_overview(actor),
        "customer_history": lambda: customer_history(actor, case.customer_id, but=0),
    }
    assert {name: is_found(read) for name, read in reads.items()} == dict.fromkeys(reads, seen)


def test_an_agent_sees_a_case_of_another_team_that_was_given_to_them_before():
    case = given.a_case()
    Case.objects.filter(pk=case.pk).update(assignee_id=given.staff(given.ZHAO).pk)
    assert list(visible_cases(given.agent_elsewhere())) == [case]
    own_only = Actor(kind="staff", id=given.staff(given.ZHAO).pk, permissions=PERMISSIONS["agent"], reach="own")
    assert list(visible_cases(own_only)) == [case]


def test_a_case_that_moves_to_another_team_moves_out_of_sight():
    case = given.a_case()
    assign_case(actor=given.supervisor(), case_id=case.pk, team_id=given.team("mobile").pk)
    assert not visible_cases(given.agent()).exists()
    assert visible_cases(given.agent_elsewhere()).get() == case


def test_a_supervisor_sees_the_cases_of_all_teams():
    cases = [given.a_case(team_code=code) for code in given.TEAMS]
    assert set(visible_cases(given.supervisor())) == set(cases)


def test_a_customer_sees_only_the_one_case_of_theirs_that_they_proved():
    proven, other = given.a_case(), given.a_case(subject="账单有疑问")
    assert proven.customer_id == other.customer_id
    customer = given.customer_of(proven)
    assert list(visible_cases(customer)) == [proven]
    assert customer_history(customer, proven.customer_id, but=proven.pk) == []


def test_outsiders_get_no_notes():
    case = given.an_open_case()
    note = add_note(actor=given.agent(), case_id=case.pk, body="客户情绪激动，回访请注意语气。")
    assert note.pk in {one.pk for one in messages_of(given.agent(), case.pk)}
    assert note.pk in {one.pk for one in messages_of(Actor.system("tests"), case.pk)}
    outside = messages_of(given.customer_of(case), case.pk)
    assert [message.kind for message in outside] == ["customer", "reply"]
    assert NOTE not in {message.kind for message in outside}
    with pytest.raises(NotFound):
        message_of(given.customer_of(case), case.pk, note.pk)


def test_a_message_is_found_in_its_own_case_only():
    case, other = given.a_case(), given.a_case(phone="13800138000")
    with pytest.raises(NotFound):
        message_of(given.agent(), case.pk, other.messages.get().pk)


def test_words_are_in_order_of_time():
    case = given.an_open_case()
    moments = [message.at for message in messages_of(given.agent(), case.pk)]
    assert moments == sorted(moments)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\n"])
def test_a_number_is_found_as_people_type_it(typed):
    case = given.a_case()
    assert case_by_number(given.agent(), typed.format(case.number)) == case
    assert case_by_number(given.agent(), typed.format(case.number.replace("-", " "))) == case


@pytest.mark.parametrize("typed", ["", "abc", "0", "261121-0001-0-0", "'; drop table", "9" * 400])
def test_what_is_no_number_finds_nothing(typed):
    given.a_case()
    assert case_by_number(given.agent(), typed) is None


def test_linked_cases_are_shown_as_far_as_one_may_see_them():
    case = given.a_closed_case()
    month_later = case.opened_at + timedelta(days=30)
    wanted = {"actor": given.customer_of(case), "case_id": case.pk, "body": "又断了。", "channel": "portal"}
    later = write_as_customer.at(month_later)(**wanted).case
    assert linked_cases(given.agent(), case) == [later]
    assert linked_cases(given.agent(), later) == [case]
    assert linked_cases(given.customer_of(case), case) == []
    assert linked_cases(given.agent_elsewhere(), case) == []


def test_figures_of_the_overview_count_visible_cases_only():
    case = given.an_open_case()
    given.a_resolved_case(phone="13800138000")
    nobody = given.agent_elsewhere()
    since = case.opened_at
    assert (staff_overview(nobody), resolved_count(nobody, since)) == ([], 0)
    [lin] = staff_overview(given.agent())
    assert (lin["load"], lin["waiting"]) == (1, 0)
    assert resolved_count(given.supervisor(), since) == 1


def test_a_queue_that_does_not_exist_is_not_found():
    with pytest.raises(NotFound):
        queue(given.agent(), "everything")


PLACES = {"own team": "broadband", "same unit": "mobile", "other unit": "complaints"}
"""Of somebody who works in the team of East 1 and belongs to East."""


def seen_by(role: str, type_: str) -> set[str]:
    organisation()
    who = acting(role, "broadband", of="east")
    cases = {place: given.a_case(team_code=code, type=type_).pk for place, code in PLACES.items()}
    seen = set(visible_cases(who).values_list("pk", flat=True))
    return {place for place, pk in cases.items() if pk in seen}


@pytest.mark.parametrize(
    ("role", "faults", "complaints"),
    [
        ("agent", {"own team"}, {"own team"}),
        ("technician", {"own team"}, {"own team"}),
        ("trainer", {"own team", "same unit"}, {"own team"}),
        ("supervisor", {"own team", "same unit"}, {"own team", "same unit"}),
        ("complaint_officer", {"own team", "same unit"}, {"own team", "same unit"}),
        ("quality_inspector", set(PLACES), set(PLACES)),
        ("auditor", set(PLACES), set(PLACES)),
    ],
)
@pytest.mark.proves("S3-8.1.4-1")
def test_each_role_sees_as_far_as_its_unit_and_complaints_only_where_it_has_to_do_with_them(role, faults, complaints):
    assert (seen_by(role, "fault"), seen_by(role, "complaint")) == (faults, complaints)


def test_a_complaint_of_another_team_is_seen_by_whom_it_was_given_to():
    organisation()
    trainer = acting("trainer", "broadband", of="east")
    case = given.a_case(team_code="mobile", type="complaint")
    assert not visible_cases(trainer).exists()
    Case.objects.filter(pk=case.pk).update(assignee_id=trainer.id)
    assert visible_cases(trainer).get() == case


def test_in_a_centre_without_units_who_reaches_a_unit_reaches_everything():
    given.a_case(team_code="mobile")
    assert visible_cases(acting("supervisor")).count() == 1


def test_only_who_sees_every_case_is_counted_without_asking():
    organisation()
    assert sees_every_case(given.administrator()) and sees_every_case(Actor.system("tests"))
    for role in ("agent", "trainer", "supervisor"):
        assert not sees_every_case(acting(role, "broadband", of="east"))
    assert not sees_every_case(Actor(kind="staff", id=1, permissions=frozenset({"cases.view"}), reach="all"))
