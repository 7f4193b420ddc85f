"""By what way people are told: what they chose, what the centre chose for their role, and what nobody may turn off."""

from datetime import UTC, datetime, timedelta

import pytest
from tests import given
from tests.domain.notices.given_mail import wishes
from tests.rows import nothing_changes

from fuwutai.domain.notices.choices import (
    ANNOUNCED,
    BELL,
    CODES,
    DIGEST,
    ESCALATED,
    GROUPS,
    KINDS,
    MENTIONED,
    OFF,
    WATCHED,
    WAYS,
    WOKEN,
    kind_of,
)
from fuwutai.domain.notices.commands import (
    choose_own_ways,
    choose_ways_of_role,
    follow_centre,
    follow_shipped,
    give_notice,
)
from fuwutai.domain.notices.models import Notice, NoticeSettings
from fuwutai.domain.notices.queries import digest_of, notice_page, unread_count
from fuwutai.domain.notices.rules import Quiet
from fuwutai.domain.notices.ways import SHIPPED_DIGESTS, own_wishes, shipped
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Refused
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 in Shanghai
AFTERNOON = datetime(2026, 3, 2, 7, tzinfo=UTC)  # 15:00
EVENING = datetime(2026, 3, 2, 14, 30, tzinfo=UTC)  # 22:30
NIGHT = {"since": 22 * 60, "until": 9 * 60 + 30, "days": [0, 1, 2, 3, 4, 5, 6]}


@pytest.fixture(autouse=True)
def monday(time_machine):
    """Stop the time on a Monday morning, in working hours."""
    time_machine.move_to(MONDAY, tick=False)
    given.centre()
    return time_machine


def tell(code: str, about: str = "tests:1", person: str = given.LIN, **more) -> None:
    give_notice(
        actor=SYSTEM, staff_ids=[given.staff(person).pk], code=code, about=about, **{"data": {}, **more}
    )


def as_shipped(**ways: str):
    return {"ways": {**shipped("agent").ways, **ways}, "quiet": None, "digests": SHIPPED_DIGESTS}


def test_every_code_is_in_the_table_with_a_group_and_a_way_that_is_open():
    assert set(KINDS) == set(CODES)
    assert {kind.group for kind in KINDS.values()} == set(GROUPS)
    assert [code for code, kind in KINDS.items() if {kind.way, kind.leads or kind.way} - set(kind.ways)] == []


def test_a_code_that_nobody_listed_rings_the_bell_at_once():
    tell("tests.told")
    assert unread_count(given.agent()) == 1
    assert kind_of("tests.told").group == "system"


def test_what_is_off_is_not_told_at_all():
    wishes(ways={WOKEN: OFF})
    tell(WOKEN)
    tell(WOKEN, person=given.ZHAO)
    assert Notice.objects.get().staff == given.staff(given.ZHAO)


@pytest.mark.parametrize("code", [ESCALATED, ANNOUNCED])
@pytest.mark.parametrize("way", [OFF, DIGEST])
def test_what_must_not_be_missed_cannot_be_turned_off_or_put_off(code, way):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        choose_own_ways(actor=given.agent(), **as_shipped(**{code: way}))
    assert list(refused.value.fields) == [code]
    wishes(ways={code: way})  # as if by hand
    tell(code)
    assert Notice.objects.get().not_before == MONDAY


def test_nobody_is_told_of_what_she_did_herself():
    tell(MENTIONED, data={"by": given.staff().pk})
    tell(MENTIONED, about="tests:2", data={"by": given.staff(given.CHEN).pk})
    assert Notice.objects.get().about == "tests:2"


def test_a_digest_waits_for_its_moment_and_comes_as_one(monday):
    for number in (1, 2, 3):
        tell(WATCHED, about=f"tests:{number}")
    assert unread_count(given.agent()) == 0
    monday.move_to(AFTERNOON, tick=False)
    [row] = notice_page(given.agent(), None).rows
    assert row.digest_at == AFTERNOON
    assert len(digest_of(given.agent(), row.pk)) == unread_count(given.agent()) == 3
    with pytest.raises(NotFound):
        digest_of(given.agent_elsewhere(), row.pk)


def test_after_the_last_digest_of_the_day_the_next_working_day_has_it():
    wishes(digests=[9 * 60])
    tell(WATCHED)
    assert Notice.objects.get().digest_at == datetime(2026, 3, 3, 1, tzinfo=UTC)


def test_what_is_urgent_waits_for_no_digest_and_no_end_of_quiet_hours(monday):
    wishes(quiet=NIGHT)
    monday.move_to(EVENING, tick=False)
    tell(WATCHED, urgent=True)
    assert (Notice.objects.get().not_before, Notice.objects.get().digest_at) == (EVENING, None)


def test_what_is_not_urgent_waits_for_the_end_of_quiet_hours(monday):
    wishes(quiet=NIGHT)
    monday.move_to(EVENING, tick=False)
    tell(WOKEN)
    tell(WOKEN, person=given.ZHAO)
    waits = dict(Notice.objects.values_list("staff__username", "not_before"))
    opening = datetime(2026, 3, 3, 1, tzinfo=UTC)
    assert waits == {given.LIN: opening + timedelta(minutes=30), given.ZHAO: opening}


def test_a_person_keeps_only_what_differs_from_her_role():
    quiet = Quiet(since=22 * 60, until=7 * 60)
    choose_own_ways(
        actor=given.agent(), ways={**shipped("agent").ways, WATCHED: BELL}, quiet=quiet, digests=SHIPPED_DIGESTS
    )
    kept = NoticeSettings.objects.get()
    assert (kept.ways, kept.digests, kept.quiet["since"]) == ({WATCHED: BELL}, None, 22 * 60)
    choose_ways_of_role(actor=given.administrator(), role="agent", **as_shipped(**{WOKEN: DIGEST}))
    mine = own_wishes(given.agent())
    assert (mine.way(WATCHED), mine.way(WOKEN), mine.quiet) == (BELL, DIGEST, quiet)
    follow_centre(actor=given.agent())
    mine = own_wishes(given.agent())
    assert (mine.way(WATCHED), mine.way(WOKEN), mine.quiet, mine.own) == (DIGEST, DIGEST, None, frozenset())


def test_the_centre_says_how_a_role_is_told_and_takes_it_back():
    choose_ways_of_role(actor=given.administrator(), role="agent", **as_shipped(**{WOKEN: OFF}))
    tell(WOKEN)
    assert not Notice.objects.exists()
    follow_shipped(actor=given.administrator(), role="agent")
    tell(WOKEN)
    assert Notice.objects.get().not_before == MONDAY
    said = JournalEntry.objects.filter(code="notices.role_settings_changed").order_by("pk")
    assert [one.data["as_shipped"] for one in said] == [False, True]


def test_an_agent_is_told_calmly_and_who_leads_is_told_more_of_deadlines():
    assert shipped("agent").way(WATCHED) == DIGEST
    assert (shipped("agent").way(ESCALATED), shipped("supervisor").way(ESCALATED)) == ("bell", "away")
    assert set(shipped("agent").ways.values()) <= set(WAYS)


@pytest.mark.parametrize("who", [given.agent, given.supervisor, Actor.customer])
def test_only_who_changes_the_centre_says_how_a_role_is_told(who):
    given.agent()
    actor = who()
    for command, more in ((choose_ways_of_role, as_shipped()), (follow_shipped, {})):
        with nothing_changes(), pytest.raises(Refused):
            command(actor=actor, role="agent", **more)


@pytest.mark.parametrize("who", [lambda: Actor.customer(1), lambda: SYSTEM])
def test_who_is_no_person_has_no_wishes(who):
    for command, more in ((choose_own_ways, as_shipped()), (follow_centre, {})):
        with nothing_changes(), pytest.raises(Refused):
            command(actor=who(), **more)


def test_a_role_that_is_not_there_has_none():
    with nothing_changes(), pytest.raises(NotFound):
        choose_ways_of_role(actor=given.administrator(), role="nobody", **as_shipped())


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"quiet": Quiet(since=60, until=60)}, "quiet"),
        ({"digests": ()}, "digests"),
        ({"ways": {WOKEN: "by pigeon"}}, WOKEN),
    ],
)
def test_what_cannot_be_wished_is_named(wrong, field):
    with nothing_changes(), pytest.raises(Invalid) as refused:
        choose_own_ways(actor=given.agent(), **{**as_shipped(), **wrong})
    assert list(refused.value.fields) == [field]
