"""Opening a case: everything or nothing, and the customer's words exactly as they came."""

import re
from datetime import UTC, datetime

import pytest
from tests import given
from tests.rows import all_rows, nothing_changes

from fuwutai.domain.accounts.models import Team
from fuwutai.domain.cases.commands import open_case
from fuwutai.domain.cases.models import Case, Message
from fuwutai.domain.customers.commands import set_tier
from fuwutai.domain.customers.models import Customer
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.standards.commands import adopt_rule
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, Refused
from fuwutai.kernel.models import JournalEntry
from fuwutai.kernel.numbering import format_number, parse_number

pytestmark = pytest.mark.django_db

STRANGER = Actor.customer()
MOMENT = datetime(2026, 3, 2, 2, tzinfo=UTC)  # a Monday, 10:00 in Shanghai
BAD = {
    "type": "wish",
    "subject": "  ",
    "body": "\n\t ",
    "channel": "pigeon",
    "name": "",
    "phone": "12",
    "email": "nobody",
    "priority": "soon",
    "category": "No such!",
    "line": "tram",
    "service_class": "first",
    "urgency": "very",
    "complexity": "knotty",
    "team_id": 987_654,
}


@pytest.mark.proves("S0-2.3-3", "S2-1.3-3")
def test_a_new_case_has_a_customer_a_number_a_team_its_words_and_its_clocks(time_machine):
    time_machine.move_to(MOMENT, tick=False)
    case = given.a_case()
    assert (case.status, case.type, case.priority, case.channel) == ("new", "fault", "routine", "portal")
    assert case.number
    assert case.opened_at == case.status_since == case.last_message_at == MOMENT
    assert case.customer_waits
    assert (case.team, case.assignee, case.follows) == (given.team(), None, None)
    [words] = case.messages.all()
    assert (words.kind, words.body, words.author_kind) == ("customer", given.MATTER["body"], "customer")
    assert case.customer.name == "王建国"
    assert Clock.objects.filter(case=case).count() == 2


def test_opening_writes_exactly_these_events_under_the_stranger():
    given.centre()
    last = JournalEntry.objects.order_by("pk").last().pk
    case = given.a_case()
    entries = list(JournalEntry.objects.filter(pk__gt=last).order_by("pk"))
    assert [(one.code, one.subject_id, one.actor_kind) for one in entries] == [
        ("customers.customer_registered", case.customer_id, "customer"),
        ("customers.contact_added", case.customer_id, "customer"),
        ("cases.case_opened", case.pk, "customer"),
        ("sla.clock_started", case.pk, "system"),
        ("sla.clock_started", case.pk, "system"),
    ]
    assert entries[2].data == {
        "case_id": case.pk,
        "customer_id": case.customer_id,
        "team_id": case.team_id,
        "type": "fault",
        "priority": "routine",
        "channel": "portal",
        "category": "",
        "line": "",
        "service_class": "",
        "urgency": "",
        "complexity": "",
        "tier": "",
        "since": None,
        "message_id": case.messages.get().pk,
        "follows_id": None,
        "impact": "",
        "nature": "",
        "region": "",
    }


@pytest.mark.proves("S0-2.3-3", "S1-1.2-2")
def test_every_wrong_answer_is_named_at_once_and_nothing_is_stored():
    given.centre()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        open_case(actor=STRANGER, **BAD)
    assert set(refused.value.fields) == set(BAD)
    assert all(str(text) for text in refused.value.fields.values())


@pytest.mark.parametrize(("field", "value"), BAD.items())
def test_one_wrong_answer_is_enough_to_store_nothing_not_even_the_customer(field, value):
    wanted = {"team_id": given.team().pk, **given.MATTER, field: value}
    with nothing_changes(), pytest.raises(Invalid) as refused:
        open_case(actor=STRANGER, **wanted)
    assert set(refused.value.fields) == {field}
    assert not Customer.objects.exists()


@pytest.mark.parametrize("field", ["body", "subject", "name"])
@pytest.mark.parametrize("mark", ["\x00", "\ud800"], ids=["NUL", "half a surrogate pair"])
def test_a_character_that_no_database_holds_is_refused(field, mark):
    given.centre()
    wanted = {**given.MATTER, field: f"断网{mark}了"}
    with nothing_changes(), pytest.raises(Invalid) as refused:
        open_case(actor=STRANGER, **wanted)
    assert set(refused.value.fields) == {field}


@pytest.mark.parametrize(("field", "most"), [("body", 100_000), ("subject", 200), ("name", 80)])
def test_a_text_may_be_so_long_and_no_longer(field, most):
    given.centre()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        open_case(actor=STRANGER, **{**given.MATTER, field: "长" * (most + 1)})
    assert set(refused.value.fields) == {field}
    assert open_case(actor=STRANGER, **{**given.MATTER, field: "长" * most}).pk


@pytest.mark.parametrize(
    "body",
    [
        "  前后有空格  ",
        "第一行\r\n第二行\r\n\r\n第四行\r\n",
        "制表\t符\t和\v竖排\f换页",
        "👨‍👩‍👧‍👦🇨🇳 𠮷野家 é é\u200b\ufeff",
        "<script>alert('x')</script> &amp; %(name)s {{ x }}",
        "单独的\r回车",
        "\u2028行分隔\u2029段分隔\x85",
    ],
)
def test_words_are_kept_exactly_as_they_came(body):
    case = given.a_case(body=body)
    assert Message.objects.get(case=case).body.encode() == body.encode()


def test_blanks_around_the_subject_are_left_out():
    assert given.a_case(subject="  宽带断网 \n").subject == "宽带断网"


def test_a_new_case_says_all_that_is_known_of_it_and_in_which_class_its_customer_is_served():
    first = given.a_case()
    set_tier(actor=given.supervisor(), customer_id=first.customer_id, tier="vip")
    said = {"line": "telecom", "service_class": "value_added", "urgency": "high", "complexity": "simple"}
    case = given.a_case(category="billing.overcharge", **said)
    entry = JournalEntry.objects.get(code="cases.case_opened", subject_id=case.pk)
    expected = {**said, "category": "billing.overcharge", "tier": "vip"}
    assert {name: entry.data[name] for name in expected} == expected
    assert {name: getattr(Case.objects.get(pk=case.pk), name) for name in expected} == expected


def test_numbers_count_from_one_on_each_day_of_the_centre_and_carry_a_check_digit(time_machine):
    time_machine.move_to(datetime(2026, 3, 2, 15, 59, tzinfo=UTC), tick=False)  # 23:59 in Shanghai
    first, second = given.a_case(), given.a_case()
    time_machine.move_to(datetime(2026, 3, 2, 16, 0, tzinfo=UTC), tick=False)
    next_day = given.a_case()
    assert [case.number[:11] for case in (first, second, next_day)] == [
        "260302-0001",
        "260302-0002",
        "260303-0001",
    ]
    for case in (first, second, next_day):
        assert re.fullmatch(r"\d{6}-\d{4}-\d", case.number)
        assert parse_number(case.number) == case.number
        assert (
            case.number
            == format_number(
                datetime.strptime(case.number[:6], "%y%m%d").date(),  # noqa: DTZ007, a day has no time zone
                int(case.number[7:11]),
            )
        )


def test_a_refused_case_leaves_no_gap_in_the_numbers():
    first = given.a_case()
    with pytest.raises(Invalid):
        given.a_case(body="")
    assert int(given.a_case().number[7:11]) == int(first.number[7:11]) + 1


def test_the_rule_of_the_type_chooses_the_team_and_without_one_the_first_team_gets_the_case():
    given.centre()
    rule = {"kind": "cases.team_for", "value": {"team": "complaints"}, "scope": {"type": "complaint"}}
    adopt_rule(actor=Actor.system("tests"), **rule)
    matter = {**given.MATTER, "type": "complaint"}
    assert open_case(actor=STRANGER, **matter).team == given.team("complaints")
    assert open_case(actor=STRANGER, **given.MATTER).team == given.team("broadband")
    assert open_case(actor=given.agent(), **matter, team_id=given.team("mobile").pk).team == given.team("mobile")


def test_a_rule_that_names_no_team_of_this_centre_turns_nobody_away():
    given.centre()
    adopt_rule(actor=Actor.system("tests"), kind="cases.team_for", value={"team": "gone"})
    assert open_case(actor=STRANGER, **given.MATTER).team == given.team("broadband")


def test_without_any_team_the_refusal_says_so():
    with nothing_changes(), pytest.raises(Invalid) as refused:
        open_case(actor=STRANGER, **given.MATTER)
    assert refused.value.code == "no_team"
    assert not Team.objects.exists()


@pytest.mark.parametrize("who", [Actor(kind="staff", id=1, reach="all"), Actor(kind="token", id=1)])
def test_who_may_not_open_cases_is_refused(who):
    given.centre()
    with nothing_changes(), pytest.raises(Refused):
        open_case(actor=who, **given.MATTER)


@pytest.mark.parametrize("who", [given.agent, Actor.customer], ids=["agent", "stranger"])
def test_a_request_sent_twice_opens_one_case(who):
    given.centre()
    actor = who()
    first = open_case.once("token")(actor=actor, **given.MATTER)
    before = all_rows()
    assert open_case.once("token")(actor=actor, **given.MATTER) == first
    assert all_rows() == before
    assert Case.objects.get().messages.count() == 1


def test_the_key_of_one_request_does_not_carry_another():
    given.centre()
    open_case.once("token")(actor=STRANGER, **given.MATTER)
    with nothing_changes(), pytest.raises(Conflict) as refused:
        open_case.once("token")(actor=STRANGER, **{**given.MATTER, "body": "另外一件事"})
    assert refused.value.code == "idempotency_key_reused"
