"""An explanation over random histories: its stretches join, and its figures add up."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, settings
from hypothesis import given as with_each
from hypothesis import strategies as st
from tests import given
from tests.domain.sla.given_clocks import MONDAY, SYSTEM
from tests.domain.sla.test_recomputed import INSTANT, a_manual_with_everything, happen, matters, settle, steps

from fuwutai.domain.calendars.commands import set_weekly_hours
from fuwutai.domain.cases.models import Case
from fuwutai.domain.sla.explain import Explanation, Span, explanations
from fuwutai.domain.sla.models import Clock
from fuwutai.domain.sla.queries import readings
from fuwutai.kernel import clock as wall

pytestmark = pytest.mark.django_db


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@with_each(matters, st.lists(steps, max_size=9))
@example({"type": "fault", "priority": "routine"}, [("merge", 600), ("holiday", 600), ("ask back", 86_400)])
def test_over_any_history_the_spans_join_and_their_sum_is_what_was_used(time_machine, matter, history):
    time_machine.move_to(MONDAY, tick=False)
    if not Case.objects.exists():
        a_manual_with_everything()
    case = given.a_case(**matter)
    for name, seconds in history:
        time_machine.shift(timedelta(seconds=seconds) + INSTANT)
        happen(case, name)
        time_machine.shift(INSTANT)
    settle(case)
    shown = {one.definition: one for one in readings(SYSTEM, [case.pk])[case.pk]}
    for told in explanations(SYSTEM, case.pk):
        check(told)
        if told.reading.round == Clock.objects.filter(case=case, definition=told.reading.definition).count():
            assert told.reading == shown[told.reading.definition]
    time_machine.move_to(MONDAY + timedelta(days=200), tick=False)
    set_weekly_hours(actor=SYSTEM, calendar="cn", hours={day: [(540, 720), (810, 1050)] for day in range(5)})


def check(told: Explanation) -> None:
    reading, now = told.reading, wall.now()
    past = [one for one in told.spans if one.kind != "ahead"]
    assert told.counted_seconds == reading.used_seconds
    assert all(one.until == two.since for one, two in pairwise(told.spans))
    assert not past or past[0].since == reading.started_at
    assert all(one.since <= one.until for one in told.spans)
    if reading.state in ("running", "paused"):
        assert past[-1].until == now and past[-1].kind == {"running": "counted"}.get(reading.state, reading.state)
    elif past:
        assert past[-1].until == reading.stopped_at
    for span in told.spans:
        assert abs(openings(span) - span.seconds) < 1 or span.more or span.kind == "taken_over"
    if ahead := [one for one in told.spans if one.kind == "ahead"]:
        late = told.rest_seconds < 0
        assert ahead[0].until == reading.due_at
        assert abs(ahead[0].seconds - (0 if late else told.rest_seconds)) <= 1


def openings(span: Span) -> float:
    return sum((until - since).total_seconds() for since, until in span.intervals)
