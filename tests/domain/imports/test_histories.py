"""The times and the state of a row as what happened, in order."""

from datetime import UTC, datetime, timedelta

import pytest

from fuwutai.domain.imports.histories import Draft, Problem, history_of, settled
from fuwutai.domain.imports.times import Moment

OPENED = datetime(2019, 4, 25, 1, tzinfo=UTC)
FACTS = {"type": "request", "subject": "宽带", "body": "断网", "channel": "phone"}


def at(hours: float, name: str = "", *, day_only: bool = False) -> Moment:
    return Moment(OPENED + timedelta(hours=hours), day_only, name)


def draft(status: str = "", *, reply: str = "", opened: Moment | None = None, **hours: float | Moment) -> Draft:
    moments = {
        name: value if isinstance(value, Moment) else at(value, f"{name}_at") for name, value in hours.items()
    }
    return Draft(
        key="1", digest="", person={}, facts=FACTS, team_id=None, status=status, opened=opened or at(0, "opened_at"),
        reply=reply or ("已处理" if "replied" in moments else ""), **moments,
    )  # fmt: skip


def told(found: Draft | list[Problem]) -> list[tuple[str, float]]:
    assert isinstance(found, Draft), found
    return [(step.do, (step.at - OPENED) / timedelta(hours=1)) for step in history_of(found, 1, "").steps]


@pytest.mark.parametrize(
    ("given", "steps"),
    [
        (draft(), []),
        (draft("new"), []),
        (draft("open"), []),
        (draft(replied=2), [("reply", 2)]),
        (draft("open", replied=2), [("reply", 2)]),
        (draft("waiting_customer", replied=2), [("reply_wait", 2)]),
        (draft("waiting_third_party", replied=2), [("reply_third_party", 2)]),
        (draft("waiting_third_party"), [("third_party", 0)]),
        (draft(resolved=3), [("resolve", 3)]),
        (draft(replied=2, resolved=2), [("reply_resolve", 2)]),
        (draft(replied=2, resolved=3), [("reply", 2), ("resolve", 3)]),
        (draft("resolved", replied=2), [("reply_resolve", 2)]),
        (draft("resolved", replied=2, resolved=3), [("reply", 2), ("resolve", 3)]),
        (draft("closed", replied=2), [("reply_resolve", 2), ("close", 2)]),
        (draft("closed", replied=2, closed=5), [("reply", 2), ("resolve", 5), ("close", 5)]),
        (draft("closed", replied=2, resolved=3, closed=5), [("reply", 2), ("resolve", 3), ("close", 5)]),
        (draft("closed", resolved=3), [("resolve", 3), ("close", 3)]),
        (draft(closed=5), [("resolve", 5), ("close", 5)]),
        (draft(replied=2, closed=5), [("reply", 2), ("resolve", 5), ("close", 5)]),
    ],
)
def test_what_a_row_tells_has_happened(given, steps):
    assert told(settled(given)) == steps


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (draft(reply="无时间"), ("missing", "replied_at")),
        (draft("closed"), ("missing", "resolved_at")),
        (draft("resolved"), ("missing", "resolved_at")),
        (draft("waiting_customer"), ("missing", "reply_body")),
        (draft("new", replied=2), ("contradiction", "status")),
        (draft("open", resolved=2), ("contradiction", "status")),
        (draft("waiting_customer", replied=2, closed=3), ("contradiction", "status")),
        (draft("resolved", resolved=2, closed=3), ("contradiction", "status")),
        (draft(replied=-1), ("reply_before_opening", "replied_at")),
        (draft(resolved=-1), ("resolved_before_opening", "resolved_at")),
        (draft(closed=-1), ("resolved_before_opening", "closed_at")),
        (draft(replied=2, resolved=1), ("resolved_before_reply", "resolved_at")),
        (draft(replied=2, resolved=3, closed=1), ("closed_before_resolution", "closed_at")),
    ],
)
def test_what_cannot_have_happened_is_named(given, problem):
    assert settled(given) == [Problem(*problem)]


def test_a_time_of_reply_without_words_is_incomplete():
    silent = Draft(**{**{name: getattr(draft(), name) for name in Draft.__slots__}, "replied": at(2)})
    assert settled(silent) == [Problem("missing", "reply_body")]


def test_of_a_time_without_an_hour_only_the_day_counts():
    same_day = at(-1, "replied_at", day_only=True)
    assert told(settled(draft("closed", replied=same_day))) == [("reply_resolve", 0), ("close", 0)]
    day_before = at(-25, "replied_at", day_only=True)
    assert settled(draft(replied=day_before)) == [Problem("reply_before_opening", "replied_at")]


def test_what_is_known_by_its_day_is_marked_and_only_an_unsaid_state_runs_on_by_itself():
    found = settled(draft(opened=at(0, day_only=True), replied=2))
    assert isinstance(found, Draft) and found.is_flagged
    history = history_of(found, 5, "vip")
    assert (history.day_only, history.steps[0].day_only, history.tier) == (True, False, "vip")
    assert history.closes_in_silence
    said = settled(draft("resolved", resolved=2))
    assert isinstance(said, Draft) and not history_of(said, 5, "").closes_in_silence
