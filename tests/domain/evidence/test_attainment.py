"""Figures of attainment against a count in plain Python, and the cases behind each of them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from tests import given
from tests.domain.evidence.given_promises import FACTS, counted, day_of, random_promises
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import reply_to_case
from fuwutai.domain.cases.models import Message
from fuwutai.domain.evidence.attainment import Row, attainment, promises, wall_clock
from fuwutai.domain.sla.commands import restore_clocks
from fuwutai.domain.sla.models import Clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Refused

pytestmark = pytest.mark.django_db

SYSTEM = Actor.system("tests")
SINCE, UNTIL = date(2025, 12, 24), date(2026, 1, 20)
FIGURES = (
    "kept", "missed", "open", "cancelled", "percent", "day_only", "used_seconds",
    "cases_resolved", "cases_reopened", "reopened_percent",
)  # fmt: skip


def figures(row: Row) -> dict:
    return {name: getattr(row, name) for name in FIGURES}


def grouped(clocks, by: str) -> dict:
    found: dict[str, list[Clock]] = {}
    for clock in clocks:
        found.setdefault(FACTS[by](clock), []).append(clock)
    return {key: counted(group) for key, group in found.items()}


def everything_of(**asked) -> list:
    cursor, found = None, []
    while True:
        page = promises(SYSTEM, definition="first_response", cursor=cursor, size=7, **asked)
        found += page.rows
        if page.next is None:
            return found
        cursor = page.next


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.proves("S4-4.2-7")
def test_every_figure_equals_a_count_in_plain_python(seed, django_assert_num_queries):
    clocks = [one for one in random_promises(seed, 260) if one.definition == "first_response"]
    inside = [one for one in clocks if SINCE <= day_of(one) < UNTIL]
    assert 0 < len(inside) < len(clocks)
    for by in FACTS:
        attainment(SYSTEM, definition="first_response", group_by=by)  # what a process remembers is warm
        with django_assert_num_queries(2):
            rows = attainment(SYSTEM, definition="first_response", group_by=by)
        assert {row.key: figures(row) for row in rows} == grouped(clocks, by), by
        rows = attainment(SYSTEM, definition="first_response", group_by=by, since=SINCE, until=UNTIL)
        assert {row.key: figures(row) for row in rows} == grouped(inside, by), by


def test_a_row_narrows_to_its_own_figures_and_leads_to_its_cases():
    clocks = [one for one in random_promises(3, 120) if one.definition == "first_response"]
    for by in FACTS.keys() - {"none"}:
        for row in attainment(SYSTEM, definition="first_response", group_by=by, until=UNTIL):
            only = {by: row.key}
            (same,) = attainment(SYSTEM, definition="first_response", until=UNTIL, narrowing=only)
            assert figures(same) == figures(row)
            both = {"priority": "urgent", **only}
            (narrower,) = attainment(SYSTEM, definition="first_response", until=UNTIL, narrowing=both)
            fitting = [one for one in clocks if all(FACTS[fact](one) == key for fact, key in both.items())]
            assert figures(narrower) == counted([one for one in fitting if day_of(one) < UNTIL])
            for outcome in ("kept", "missed", "open", "cancelled"):
                found = everything_of(until=UNTIL, narrowing=only, only=outcome)
                assert len(found) == getattr(row, outcome)
            assert len(everything_of(until=UNTIL, narrowing=only, only="decided")) == row.kept + row.missed
            assert len(everything_of(until=UNTIL, narrowing=only, only="day_only")) == row.day_only
            for pair, number in (("resolved", row.cases_resolved), ("reopened", row.cases_reopened)):
                found = everything_of(until=UNTIL, narrowing=only, only=pair)
                assert len({one.case.pk for one in found}) == number
            assert len(everything_of(until=UNTIL, narrowing=only)) == row.promises


def test_promises_come_latest_first_each_once_with_case_and_flag():
    clocks = [one for one in random_promises(4, 60) if one.definition == "first_response"]
    found = everything_of()
    moments = [one.reading.started_at for one in found]
    assert moments == sorted(moments, reverse=True)
    assert sorted(one.reading.round for one in found) == sorted(one.round for one in clocks)
    flagged = {one.round for one in clocks if counted([one])["day_only"]}
    assert {one.reading.round for one in found if one.day_only} == flagged
    assert all(one.case.pk == one.reading.case_id for one in found)


def test_without_a_promise_there_is_one_empty_row_and_no_percent():
    given.centre()
    (row,) = attainment(SYSTEM, definition="resolution")
    assert figures(row) == counted([]) and row.percent is None and row.promises == 0
    assert attainment(SYSTEM, definition="resolution", group_by="clause") == []
    assert promises(SYSTEM, definition="resolution").rows == []


def test_as_long_as_all_are_open_nothing_is_attained():
    given.a_case(), given.a_case(phone="13812345678")
    (row,) = attainment(SYSTEM, definition="first_response")
    assert (row.open, row.percent, row.used_seconds) == (2, None, {})


@pytest.mark.parametrize(("minutes", "outcome"), [(30, "kept"), (31, "missed")])
def test_one_promise_is_a_hundred_percent_or_none(time_machine, minutes, outcome):
    monday = datetime(2026, 3, 2, 2, tzinfo=UTC)
    time_machine.move_to(monday, tick=False)
    case = given.a_case()
    time_machine.move_to(monday + timedelta(minutes=minutes), tick=False)
    reply_to_case(actor=given.agent(), case_id=case.pk, body="您好。")
    (row,) = attainment(SYSTEM, definition="first_response", group_by="clause")
    assert (row.key, row.percent) == ("S4-6.1-1", 100.0 if outcome == "kept" else 0.0)
    assert row.used_seconds == {50: minutes * 60, 90: minutes * 60}
    (promise,) = promises(SYSTEM, definition="first_response", only=outcome).rows
    assert (promise.case.pk, promise.reading.used_seconds) == (case.pk, minutes * 60)


def test_a_day_begins_and_ends_by_the_centre(time_machine):
    time_machine.move_to(datetime(2026, 3, 1, 16, tzinfo=UTC), tick=False)  # Monday 0:00 in Shanghai
    given.a_case()
    sunday, monday, tuesday = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)

    def began(since, until):
        return attainment(SYSTEM, definition="first_response", since=since, until=until)[0].promises

    assert (began(sunday, monday), began(monday, tuesday), began(tuesday, None), began(None, monday)) == (0, 1, 0, 0)
    assert [row.key for row in attainment(SYSTEM, definition="first_response", group_by="week")] == ["2026-W10"]


def test_clocks_counted_anew_from_the_journal_give_the_same_figures(time_machine):
    monday = datetime(2026, 3, 2, 2, tzinfo=UTC)
    cases = []
    for nth, minutes in enumerate((5, 45, 29)):
        time_machine.move_to(monday + timedelta(hours=nth * 30), tick=False)
        cases.append(given.a_case(phone=f"139{nth:08d}", priority=("routine", "urgent", "routine")[nth]))
        time_machine.shift(timedelta(minutes=minutes))
        then = ("resolve", "stay", "wait")[nth]
        reply_to_case(actor=given.agent(), case_id=cases[-1].pk, body="您好。", then=then)

    def table():
        kinds = ("first_response", "resolution")
        return [attainment(SYSTEM, definition=kind, group_by=by) for kind in kinds for by in ("clause", "week")]

    before = table()
    assert sum(row.promises for row in before[0]) == 3
    Clock.objects.update(consumed_seconds=99_999, breached_at=monday)
    assert table() != before
    restore_clocks(actor=SYSTEM, case_ids=[case.pk for case in cases])
    assert table() == before


def test_what_cannot_be_asked_is_refused_and_nothing_changes():
    given.a_case()
    wrong = [
        {"definition": "teatime"},
        {"definition": "first_response", "group_by": "mood"},
        {"definition": "first_response", "since": date(1, 1, 1)},
        {"definition": "first_response", "narrowing": {"mood": "good"}},
        {"definition": "first_response", "narrowing": {"team": "²"}},
        {"definition": "first_response", "narrowing": {"clause": "S4\x00"}},
        {"definition": "first_response", "narrowing": {"week": "2026-W54"}},
        {"definition": "first_response", "narrowing": {"week": "9" * 99}},
    ]
    with nothing_changes():
        for asked in wrong:
            with pytest.raises(Invalid):
                attainment(SYSTEM, **asked)
        with pytest.raises(Invalid):
            promises(SYSTEM, definition="first_response", only="maybe")


def test_only_who_may_see_the_overview_sees_figures():
    case = given.a_case()
    for actor in (given.agent(), given.customer_of(case), Actor.customer()):
        with pytest.raises(Refused):
            attainment(actor, definition="first_response")
        with pytest.raises(Refused):
            promises(actor, definition="first_response")
        with pytest.raises(Refused):
            wall_clock(actor)
    for actor in (given.supervisor(), given.administrator()):
        assert attainment(actor, definition="first_response")[0].open == 1


def test_figures_count_only_cases_in_sight():
    given.a_case(), given.a_case(phone="13812345678", team_code="mobile")
    team_lead = Actor(
        kind="staff",
        id=given.staff().pk,
        permissions=frozenset({"cases.view", "overview.view"}),
        reach="team",
        team_ids=frozenset({given.team("mobile").pk}),
    )
    assert [row.label for row in attainment(team_lead, definition="first_response", group_by="team")] == ["移动业务"]
    assert len(promises(team_lead, definition="first_response").rows) == 1


def test_groups_are_called_by_their_names():
    case = given.a_case(type="complaint", priority="urgent", channel="portal")
    rule_id = Clock.objects.get(case=case, definition="first_response").rule_id
    translation.activate("en")
    labels = {
        by: attainment(SYSTEM, definition="first_response", group_by=by)[0].label
        for by in ("clause", "rule", "team", "category", "channel", "priority", "type", "none")
    }
    assert labels == {
        "clause": "S4-7.2-2",
        "rule": "S4-7.2-2 · 15 min · Complaint",
        "team": "宽带报障",
        "category": "No category",
        "channel": "Portal",
        "priority": "Urgent",
        "type": "Complaint",
        "none": "All together",
    }
    (row,) = attainment(SYSTEM, definition="first_response", group_by="rule")
    assert row.key == str(rule_id)


def test_replies_are_timed_by_the_wall_clock_and_to_the_dot_is_within(time_machine):
    friday = datetime(2026, 3, 6, 9, tzinfo=UTC)
    hours = [24, 48, 72.5, 100, None]
    for nth, took in enumerate(hours):
        time_machine.move_to(friday + timedelta(seconds=nth), tick=False)
        case = given.a_case(phone=f"139{nth:08d}")
        if took is not None:
            time_machine.shift(timedelta(hours=took))
            reply_to_case(actor=given.agent(), case_id=case.pk, body="您好。")
            time_machine.shift(timedelta(hours=9))
            reply_to_case(actor=given.agent(), case_id=case.pk, body="请问现在好了吗？")
    found = wall_clock(SYSTEM)
    assert (found.replied, found.within_24h, found.within_48h, found.median_days) == (4, 1, 2, 2.51)
    assert Message.objects.filter(kind="reply").count() == 8
    assert wall_clock(SYSTEM, until=date(2026, 3, 6)).median_days is None
