"""What each event of a history means to the three clocks; the pinned text, sentence by sentence."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuwutai.domain.calendars.rules import CalendarError, Schedule
from fuwutai.domain.calendars.working_time import WorkingTime
from fuwutai.domain.sla.replay import ReplayError, replay_events, replay_timeline

OFFICE = WorkingTime(Schedule.of("UTC", dict.fromkeys(range(5), ((9 * 3600, 17 * 3600),))))
ALWAYS = WorkingTime(Schedule.of("UTC", dict.fromkeys(range(7), ((0, 86_400),))))
MINUTES = {"first_response": 60, "response": 120, "solution": 180}
FIGURES = {"due", "in_min", "diff_in_min"}
TEN = {"next_escalation_at", *(f"{name}_{one}" for name in ("first_response", "update", "solution") for one in FIGURES)}


def moment(clock):
    """Return a time of Monday 2 March 2026, or of another day written before it."""
    day, _, time = clock.rpartition(" ")
    return datetime.fromisoformat(f"{day or '2026-03-02'}T{time}+00:00")


def at(clock, code, **more):
    return {"at": moment(clock).isoformat(), "event": code, **more}


def replayed(*events, minutes=MINUTES, time=OFFICE):
    return replay_events({"events": list(events), "sla_minutes": minutes}, time)


def of(result, name):
    """Return the figures of one clock: due, in_min, diff_in_min."""
    return tuple(result[f"{name}_{one}"] for one in ("due", "in_min", "diff_in_min"))


def running(clock):
    return moment(clock), None, None


NOTHING = (None, None, None)
OPENED = at("10:00", "created", by="customer")
OPENED_BY_AGENT = at("10:00", "created", by="agent")


def test_a_history_of_events_has_ten_figures_even_when_nothing_happened():
    assert replayed() == dict.fromkeys(TEN)
    assert set(replayed(OPENED)) == TEN


def test_events_count_in_the_order_of_their_time():
    late_first = [at("11:30", "agent_contact"), at("10:40", "first_response"), OPENED]
    assert replayed(*late_first) == replayed(*reversed(late_first))
    assert of(replayed(*late_first), "update") == (None, 90, 30)


def test_events_of_one_moment_count_in_the_order_of_the_file():
    agent, customer = at("10:20", "agent_contact"), at("10:20", "customer_contact")
    assert of(replayed(OPENED, agent, customer), "update") == (moment("12:20"), 20, 100)
    assert of(replayed(OPENED, customer, agent), "update") == (None, 20, 100)


def test_times_of_different_zones_are_compared_as_instants():
    opened = {**OPENED, "at": "2026-03-02T18:00:00+08:00"}
    assert replayed(at("10:30", "first_response"), opened) == replayed(OPENED, at("10:30", "first_response"))


def test_a_case_created_by_a_customer_starts_all_three_clocks():
    result = replayed(OPENED)
    assert of(result, "first_response") == running("11:00")
    assert of(result, "update") == running("12:00")
    assert of(result, "solution") == running("13:00")


@pytest.mark.parametrize("by", ["agent", "no article", "agent or no article", None])
def test_a_case_created_by_somebody_else_waits_for_no_next_answer(by):
    result = replayed(at("10:00", "created", by=by))
    assert of(result, "update") == NOTHING
    assert (of(result, "first_response"), of(result, "solution")) == (running("11:00"), running("13:00"))


def test_a_first_response_stops_only_its_own_clock():
    result = replayed(OPENED, at("10:30", "first_response"))
    assert of(result, "first_response") == (None, 30, 30)
    assert (of(result, "update"), of(result, "solution")) == (running("12:00"), running("13:00"))


def test_a_contact_by_the_agent_stops_only_the_update_clock():
    result = replayed(OPENED, at("12:30", "agent_contact"))
    assert of(result, "update") == (None, 150, -30)
    assert (of(result, "first_response"), of(result, "solution")) == (running("11:00"), running("13:00"))


def test_an_event_that_is_also_another_counts_as_both():
    result = replayed(OPENED, at("10:30", "agent_contact", also="first_response"))
    assert (of(result, "update"), of(result, "first_response")) == ((None, 30, 90), (None, 30, 30))


def test_a_contact_by_the_customer_starts_the_update_clock():
    result = replayed(OPENED_BY_AGENT, at("10:30", "customer_contact"))
    assert of(result, "update") == running("12:30")


def test_a_second_contact_by_the_customer_does_not_start_it_anew():
    assert of(replayed(OPENED, at("11:00", "customer_contact")), "update") == running("12:00")


def test_a_contact_in_a_pause_neither_starts_the_round_anew_nor_ends_the_pause():
    paused = [OPENED, at("10:30", "state", to="pending reminder"), at("10:40", "customer_contact")]
    assert of(replayed(*paused), "update") == NOTHING
    assert of(replayed(*paused, at("11:00", "state", to="open")), "update") == running("12:30")


@pytest.mark.parametrize("state", ["pending reminder", "pending close", "closed"])
def test_a_pending_or_closed_state_pauses_all_clocks(state):
    result = replayed(OPENED, at("10:30", "state", to=state))
    assert [result[f"{name}_due"] for name in ("first_response", "update", "solution")] == [None] * 3
    assert result["next_escalation_at"] is None
    later = replayed(OPENED, at("10:30", "state", to=state), at("12:00", "state", to="open"))
    assert (of(later, "first_response"), of(later, "update")) == (running("12:30"), running("13:30"))


def test_a_clock_that_starts_in_a_pause_waits_for_its_end():
    opened = at("10:00", "created", by="customer", state="pending reminder")
    assert [replayed(opened)[key] for key in TEN] == [None] * 10
    result = replayed(opened, at("11:00", "state", to="open"))
    assert (of(result, "first_response"), of(result, "update")) == (running("12:00"), running("13:00"))
    asked = replayed(
        OPENED_BY_AGENT, at("10:10", "state", to="pending close"), at("10:20", "customer_contact"),
        at("10:40", "state", to="new"),
    )  # fmt: skip
    assert of(asked, "update") == running("12:40")


def test_an_answer_in_a_pause_is_measured_without_the_pause():
    result = replayed(OPENED, at("10:30", "state", to="pending reminder"), at("11:30", "first_response"))
    assert of(result, "first_response") == (None, 30, 30)


def test_closing_stops_the_solution_clock_alone():
    """The answer after the closing is measured to its own moment, without a pause at the closing."""
    result = replayed(OPENED, at("11:30", "closed"), at("12:00", "agent_contact"), at("13:30", "first_response"))
    assert of(result, "solution") == (None, 90, 90)
    assert of(result, "update") == (None, 120, 0)
    assert of(result, "first_response") == (None, 210, -150)


def test_a_closed_state_stops_the_solution_clock_after_its_pauses():
    result = replayed(
        at("10:00", "created", by="no article", state="pending reminder"), at("11:30", "state", to="open"),
        at("12:00", "state", to="pending reminder"), at("13:00", "state", to="closed"),
    )  # fmt: skip
    assert of(result, "solution") == (None, 30, 150)


@pytest.mark.parametrize("closing", [at("11:30", "closed"), at("11:30", "state", to="closed")])
def test_a_closed_case_has_nothing_due(closing):
    result = replayed(OPENED, closing, at("11:40", "customer_contact"))
    assert [result[key] for key in TEN if key.endswith(("_due", "_at"))] == [None] * 4


def test_a_case_that_opens_again_is_due_again_but_its_solution_stays_measured():
    result = replayed(OPENED, at("11:30", "closed"), at("12:00", "state", to="open"))
    assert of(result, "solution") == (None, 90, 90)
    assert (of(result, "first_response"), of(result, "update")) == (running("11:00"), running("12:00"))


def test_a_running_deadline_is_cut_to_the_minute():
    assert of(replayed(at("10:00:59.5", "created")), "first_response") == running("11:00")


def test_used_time_is_cut_to_the_minute_and_the_difference_follows_it():
    result = replayed(OPENED, at("11:01:59", "first_response"))
    assert of(result, "first_response") == (None, 61, -1)


def test_only_working_time_counts():
    result = replayed(at("2026-03-06 16:30", "created"), at("2026-03-09 09:45", "first_response"))
    assert of(result, "first_response") == (None, 75, -15)
    assert of(result, "solution") == running("2026-03-09 11:30")


def test_the_update_clock_keeps_its_worst_round():
    rounds = [OPENED, at("10:20", "agent_contact"), at("11:00", "customer_contact"), at("13:30", "agent_contact")]
    assert of(replayed(*rounds), "update") == (None, 150, -30)
    again = replayed(*rounds, at("14:00", "customer_contact"))
    assert of(again, "update") == (moment("16:00"), 150, -30)
    assert of(replayed(*rounds, at("14:00", "customer_contact"), at("14:01", "agent_contact")), "update")[1] == 150


def test_a_round_of_no_length_is_a_round():
    assert of(replayed(OPENED, at("10:00", "agent_contact")), "update") == (None, 0, 120)


@pytest.mark.parametrize("minutes", [{"first_response": 60, "response": None}, {"first_response": 60}])
def test_a_clock_without_a_target_says_nothing(minutes):
    result = replayed(OPENED, at("10:30", "agent_contact"), at("11:00", "closed"), minutes=minutes)
    assert (of(result, "update"), of(result, "solution")) == (NOTHING, NOTHING)
    assert replayed(OPENED, minutes=minutes)["first_response_due"] == moment("11:00")


def test_the_next_moment_is_the_smallest_deadline_even_when_it_has_passed():
    assert replayed(OPENED)["next_escalation_at"] == moment("11:00")
    answered = replayed(OPENED, at("14:00", "first_response", also="agent_contact"))
    assert answered["next_escalation_at"] == moment("13:00")


@pytest.mark.parametrize("paused", ["11:00", "11:30"])
def test_a_deadline_that_had_come_is_not_moved_by_a_later_pause(paused):
    result = replayed(OPENED, at(paused, "state", to="pending reminder"), at("12:00", "state", to="open"))
    assert of(result, "first_response") == running("11:00")


def test_a_first_answer_and_a_creation_count_only_once():
    once = [OPENED, at("10:30", "first_response")]
    assert replayed(*once, at("11:30", "first_response"), at("11:40", "created", by="customer")) == replayed(*once)


def test_what_means_nothing_to_a_clock_is_passed_over():
    assert replayed(OPENED, at("10:30", "note"), at("10:31", "priority", to="high")) == replayed(OPENED)


@pytest.mark.parametrize(
    ("events", "minutes", "code"),
    [
        (None, MINUTES, "bad_case"),
        ([7], MINUTES, "bad_event"),
        ([{"at": "2026-03-02T10:00:00Z"}], MINUTES, "bad_event"),
        ([at("10:00", ["created"])], MINUTES, "bad_event"),
        ([at("10:00", "state")], MINUTES, "bad_event"),
        ([at("10:00", "state", to=3)], MINUTES, "bad_event"),
        ([at("10:00", "agent_contact", also=["first_response"])], MINUTES, "bad_event"),
        ([{"event": "created"}], MINUTES, "bad_instant"),
        ([{"event": "created", "at": "soon"}], MINUTES, "bad_instant"),
        ([{"event": "created", "at": "2026-03-02T10:00:00"}], MINUTES, "naive_time"),
        ([], None, "bad_input"),
        ([], {"solution": "60"}, "bad_input"),
        ([], {"solution": True}, "bad_input"),
        ([], {"solution": -1}, "bad_input"),
    ],
)
def test_a_history_that_cannot_be_understood_is_refused(events, minutes, code):
    with pytest.raises(ReplayError) as refused:
        replay_events({"events": events, "sla_minutes": minutes}, OFFICE)
    assert refused.value.code == code and refused.value.message


def test_what_the_calendar_cannot_calculate_it_refuses():
    with pytest.raises(CalendarError, match="1900 to 2399"):
        replayed(OPENED, minutes={"solution": 10**300})


# --- timelines

ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED = [
    {"minute": 0, "to": "new"}, {"minute": 60, "to": "open"},
    {"minute": 90, "to": "pending close"}, {"minute": 120, "to": "closed"},
]  # fmt: skip
HELD_TWICE = [
    {"minute": 50, "to": "open"}, {"minute": 10, "to": "pending reminder"}, {"minute": 0, "to": "new"},
    {"minute": 70, "to": "closed"}, {"minute": 75, "to": "open"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("timeline", "minutes", "start", "due"),
    [
        (ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED, 30, 0, 30),
        (ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED, 90, 0, 90),  # on the dot of a pause it is reached
        (ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED, 91, 0, 121),  # the last pause has no end: told as if it ran on
        (ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED, 30, 120, 150),
        (ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED, 30, 500, 530),
        (ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED, 5, 100, 125),
        (ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED, 0, 100, 120),
        (ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED, 30, -600, 30),  # nothing counts before the first entry
        (HELD_TWICE, 29, 0, 69),
        (HELD_TWICE, 31, 0, 76),
        (HELD_TWICE, 40_000, 0, 40_045),
    ],
)
def test_a_timeline_tells_the_minute_at_which_so_many_have_counted(timeline, minutes, start, due):
    query = {"due_after_minutes": minutes, "start_minute": start}
    assert replay_timeline({"timeline": timeline, "query": query}, ALWAYS) == {"due_minute": due}


@pytest.mark.parametrize(
    ("timeline", "first", "last", "worked"),
    [
        (ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED, -10_080, 10_200, 90),
        (ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED, 0, 30, 30),
        (ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED, 80, 110, 10),
        (ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED, 95, 115, 0),
        (ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED, -20, -10, 0),
        (ONE_HOUR_NEW_THEN_OPEN_PENDING_CLOSED, 30, 0, 0),
        (HELD_TWICE, 5, 100, 50),
    ],
)
def test_a_timeline_tells_how_many_minutes_counted(timeline, first, last, worked):
    query = {"count_from": first, "count_to": last}
    assert replay_timeline({"timeline": timeline, "query": query}, ALWAYS) == {"working_minutes": worked}


@pytest.mark.parametrize(
    ("timeline", "query", "code"),
    [
        (None, {"count_from": 0, "count_to": 1}, "bad_case"),
        ([], {"count_from": 0, "count_to": 1}, "bad_case"),
        (["new"], {"count_from": 0, "count_to": 1}, "bad_event"),
        ([{"minute": 0}], {"count_from": 0, "count_to": 1}, "bad_event"),
        ([{"minute": 0.5, "to": "new"}], {"count_from": 0, "count_to": 1}, "bad_input"),
        (HELD_TWICE, None, "bad_case"),
        (HELD_TWICE, {"count_from": 0}, "bad_case"),
        (HELD_TWICE, {"due_after_minutes": -1, "start_minute": 0}, "bad_input"),
        (HELD_TWICE, {"due_after_minutes": 1, "start_minute": 10**300}, "out_of_range"),
    ],
)
def test_a_timeline_that_cannot_be_understood_is_refused(timeline, query, code):
    with pytest.raises(ReplayError) as refused:
        replay_timeline({"timeline": timeline, "query": query}, ALWAYS)
    assert refused.value.code == code and refused.value.message


# --- any history at all

codes = st.sampled_from(["created", "first_response", "agent_contact", "customer_contact", "state", "closed"])
states = st.sampled_from(["new", "open", "pending reminder", "pending close", "closed"])
seconds = st.sampled_from([0, 1, 59, 60, 1_800, 3_600, 9_001, 86_400, 4 * 86_400])


@st.composite
def some_event(draw):
    code, when = draw(codes), moment("08:00") + timedelta(seconds=draw(seconds))
    event = {"at": when.isoformat(), "event": code, "by": draw(st.sampled_from(["customer", "agent"]))}
    if code == "state" or (code == "created" and draw(st.booleans())):
        event["to" if code == "state" else "state"] = draw(states)
    if draw(st.booleans()):
        event["also"] = draw(st.sampled_from(["first_response", "agent_contact", "customer_contact", "closed"]))
    return event


histories = st.lists(some_event(), max_size=12)


def rearranged(events, order):
    """Return the events in another order, those of one moment among themselves as they were."""
    of_moment = {}
    for event in events:
        of_moment.setdefault(event["at"], []).append(event)
    return [of_moment[events[place]["at"]].pop(0) for place in order]


@given(histories, st.data())
def test_besides_time_only_the_order_of_one_moment_matters(events, data):
    order = data.draw(st.permutations(range(len(events))))
    assert replayed(*rearranged(events, order)) == replayed(*events) == replayed(*events)


@given(histories, st.sampled_from([OFFICE, ALWAYS]))
def test_any_history_has_ten_figures_that_agree_with_each_other(events, time):
    result = replayed(*events, time=time)
    assert set(result) == TEN
    clocks = {name: of(result, name) for name in ("first_response", "update", "solution")}
    assert result["next_escalation_at"] == min((due for due, _, _ in clocks.values() if due), default=None)
    for (due, used, rest), target in zip(clocks.values(), MINUTES.values(), strict=True):
        assert due is None or (due.tzinfo is UTC and due.second == due.microsecond == 0)
        assert (used is None and rest is None) or (used >= 0 and used + rest == target)
    assert not (clocks["first_response"][0] and clocks["first_response"][1])


timelines = st.lists(st.tuples(st.integers(-50, 50), states), min_size=1, max_size=8)


@given(timelines, st.integers(0, 60), st.integers(-60, 60))
def test_up_to_the_due_minute_of_a_timeline_so_many_minutes_count(entries, minutes, start):
    """Counted minute by minute for comparison; behind the last entry the deadline takes every minute."""
    timeline = [{"minute": minute, "to": state} for minute, state in entries]
    asked = {"timeline": timeline, "query": {"due_after_minutes": minutes, "start_minute": start}}
    due = replay_timeline(asked, ALWAYS)["due_minute"]
    ordered = sorted(entries, key=lambda entry: entry[0])
    state_in = {minute: dict(ordered).get(minute) for minute in range(-60, 200)}
    for minute in range(-59, 200):
        state_in[minute] = state_in[minute] or state_in[minute - 1]
    worked = [minute for minute in range(start, due) if state_in[minute] in ("new", "open")]
    last = max(start, ordered[-1][0])
    assert sum(minute < last for minute in worked) + max(0, due - last) == minutes
    counted = {"timeline": timeline, "query": {"count_from": start, "count_to": due}}
    assert replay_timeline(counted, ALWAYS) == {"working_minutes": len(worked)}
