"""Who is chosen: pure arithmetic, tried over random days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuwutai.domain.dispatch.rules import (
    ANY,
    ORDERS,
    WHOLE,
    Matter,
    Person,
    Wanted,
    choose,
    hindrance,
    share_out,
    spread,
    wants_of,
)

NOW = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
FIBRE = 7
METHODS = sorted(ORDERS)


def person(number, **more):
    return Person(id=number, **{"most": {ANY: 5}, **more})


def matter(number=1, **more):
    return Matter(case_id=number, **more)


def chosen(people, *, method="least_load", **more):
    choice = choose(people, matter(**more), method)
    return choice and (choice.person.id, choice.reason)


def test_who_has_the_most_room_for_her_capacity_is_next():
    people = [person(1, load={ANY: 2 * WHOLE}), person(2, load={ANY: 3 * WHOLE}, most={ANY: 10})]
    assert chosen(people) == (2, "most_room")


def test_of_equal_room_who_was_given_fewer_today_is_next():
    assert chosen([person(1, given_today=3), person(2, given_today=2)]) == (2, "fewest_today")


def test_of_equals_who_has_waited_longest_for_work_is_next():
    people = [person(1, idle_since=NOW), person(2, idle_since=NOW - timedelta(minutes=5))]
    assert chosen(people) == (2, "longest_idle")


def test_a_tie_is_broken_by_id():
    assert chosen([person(2), person(1)]) == (1, "first_named")


def test_in_turn_who_was_given_nothing_for_longest_is_next_whatever_she_has_in_hand():
    people = [person(1, last_given_at=NOW), person(2, last_given_at=NOW - timedelta(hours=1), load={ANY: 4 * WHOLE})]
    assert chosen(people, method="round_robin") == (2, "longest_without")


def test_by_skill_the_highest_level_wins_before_room():
    people = [person(1, skills={FIBRE: 3}), person(2, skills={FIBRE: 5}, load={ANY: 4 * WHOLE})]
    assert chosen(people, method="best_skilled", wants=((FIBRE, 2),)) == (2, "most_skilled")
    assert chosen(people, method="least_load", wants=((FIBRE, 2),)) == (1, "most_room")


def test_the_only_one_who_can_is_said_to_be_the_only_one():
    assert chosen([person(1, state="break"), person(2)]) == (2, "only_one")


def test_who_served_the_customer_before_comes_first_only_where_that_is_wanted():
    people = [person(1), person(2, load={ANY: WHOLE})]
    known = matter(served_by=2)
    assert choose(people, known, "least_load").person.id == 1
    choice = choose(people, known, "least_load", same_person_first=True)
    assert (choice.person.id, choice.reason) == (2, "same_person")
    away = [people[0], replace(people[1], state="break")]
    assert choose(away, known, "least_load", same_person_first=True).person.id == 1


def test_by_hand_nobody_is_chosen():
    assert choose([person(1)], matter(), "by_hand") is None


@pytest.mark.parametrize(
    "who, case, code",
    [
        ({"works": False}, {}, "no_role"),
        ({"leads": True}, {}, "leads"),
        ({"state": "busy"}, {}, "away"),
        ({"state": "offline"}, {}, "away"),
        ({}, {"restricted": True}, "untrusted"),
        ({"skills": {FIBRE: 2}}, {"wants": ((FIBRE, 3),)}, "unskilled"),
        ({"load": {ANY: 5 * WHOLE}}, {}, "full"),
        ({"load": {ANY: 4 * WHOLE + 50}}, {}, "full"),
        ({"most": {ANY: 5, "phone": 1}, "load": {ANY: WHOLE, "phone": WHOLE}}, {"channel": "phone"}, "full"),
        ({"most": {ANY: 5, "chat": 1}, "load": {ANY: WHOLE, "chat": WHOLE}}, {"channel": "wechat"}, "full"),
    ],
)
def test_a_person_is_passed_over_for_a_reason(who, case, code):
    assert hindrance(person(1, **who), matter(**case)).code == code
    assert chosen([person(1, **who)], **case) is None


def test_a_full_channel_leaves_room_for_another_one():
    busy = person(1, most={ANY: 5, "phone": 1}, load={ANY: WHOLE, "phone": WHOLE})
    assert hindrance(busy, matter(channel="mail")) is None
    assert hindrance(busy, matter(channel="portal")) is None


def test_a_case_that_nobody_can_take_holds_up_no_other():
    given_out = share_out([person(1)], [matter(1, wants=((FIBRE, 3),)), matter(2)], "least_load", NOW)
    assert [one.case_id for one in given_out] == [2]


def test_a_case_needs_the_highest_level_asked_for_by_its_type_and_category():
    wanted = [
        Wanted(skill_id=1, level=2),
        Wanted(skill_id=FIBRE, level=3, type="fault", category="fault.network"),
        Wanted(skill_id=FIBRE, level=4, category="fault.network.fibre"),
    ]
    assert wants_of(wanted, "request", "") == ((1, 2),)
    assert wants_of(wanted, "fault", "fault.network") == ((1, 2), (FIBRE, 3))
    assert wants_of(wanted, "fault", "fault.network.fibre") == ((1, 2), (FIBRE, 4))
    assert wants_of(wanted, "fault", "fault.networking") == ((1, 2),)


@given(st.integers(1, 8), st.integers(1, 60), st.sampled_from(METHODS))
def test_among_equals_nobody_is_given_two_more_than_another(people, cases, method):
    everybody = [person(number, most={ANY: 60}) for number in range(people)]
    counts = dict.fromkeys(range(people), 0)
    for choice in share_out(everybody, map(matter, range(cases)), method, NOW):
        counts[choice.person.id] += 1
        assert spread(counts.values()) <= 1
    assert sum(counts.values()) == cases


class Floor:
    """A team over a random day: what waits, who is there, and what was given to whom."""

    def __init__(self, people, most, method):
        self.people = {number: person(number, most={ANY: most}) for number in range(people)}
        self.method, self.waiting, self.cases, self.given = method, [], 0, dict.fromkeys(range(people), 0)
        self.at, self.unbroken = NOW, set(range(people))

    def able(self):
        return [one for one in self.people.values() if hindrance(one, matter()) is None]

    def arrives(self, _who):
        self.cases += 1
        self.waiting.append(matter(self.cases))

    def finishes(self, who):
        one = self.people[who]
        if one.load.get(ANY, 0):
            self.people[who] = replace(one, load={ANY: one.load[ANY] - WHOLE})

    def turns(self, who):
        one = self.people[who]
        self.people[who] = replace(one, state="available" if one.state == "break" else "break")

    def drains(self):
        self.at += timedelta(minutes=1)
        self.unbroken &= {one.id for one in self.able()}
        before = {one.id: one.fill for one in self.able()}
        for choice in share_out(self.people.values(), self.waiting, self.method, self.at):
            able = {one.id for one in self.able()}
            assert choice.person.id in able
            if self.method != "round_robin":
                assert all(self.people[choice.person.id].fill <= self.people[one].fill for one in able)
            self.people[choice.person.id] = choice.person
            self.given[choice.person.id] += 1
            self.waiting = [one for one in self.waiting if one.case_id != choice.case_id]
            self.unbroken &= {one.id for one in self.able()}
        return before


DAYS = st.lists(st.tuples(st.sampled_from(["arrives", "arrives", "finishes", "turns"]), st.integers(0, 5)), max_size=80)


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(1, 6), st.integers(1, 5), st.sampled_from(METHODS))
def test_over_any_day_nobody_is_overfilled_and_nothing_waits_while_somebody_can_take_it(day, people, most, method):
    floor = Floor(people, most, method)
    for what, who in day:
        getattr(floor, what)(who % people)
        before = floor.drains()
        assert all(one.load.get(ANY, 0) <= most * WHOLE for one in floor.people.values())
        assert not (floor.waiting and floor.able())
        if method != "round_robin" and len(before) > 1:
            # sharing out never makes those who can take work more unequal than one case
            after = [int(one.fill * most) for one in floor.people.values() if one.id in before]
            assert spread(after) <= max(1, spread(int(fill * most) for fill in before.values()))
    assert sum(floor.given.values()) + len(floor.waiting) == floor.cases


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(2, 6))
def test_in_turn_those_who_could_take_work_all_day_were_given_as_much_as_each_other(day, people):
    floor = Floor(people, 200, "round_robin")
    for what, who in day:
        getattr(floor, what)(who % people)
        floor.drains()
    assert spread(floor.given[one] for one in floor.unbroken) <= 1


@settings(max_examples=200, deadline=None)
@given(DAYS, st.integers(2, 6))
def test_by_load_those_who_could_take_work_all_day_and_finished_nothing_were_given_as_much_as_each_other(day, people):
    floor = Floor(people, 200, "least_load")
    finished = set()
    for what, who in day:
        getattr(floor, what)(who % people)
        finished |= {who % people} if what == "finishes" else set()
        floor.drains()
    assert spread(floor.given[one] for one in floor.unbroken - finished) <= 1
