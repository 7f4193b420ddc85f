from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime
from typing import Literal

import pytest

from fuwutai.kernel.events import Code, Event, event, event_class, load_event, registered_events

MOMENT = datetime(2026, 11, 21, 8, 30, 15, 123456, tzinfo=UTC)


def test_an_event_holds_what_it_was_made_of(things):
    made = things.Made(thing_id=5)
    assert (made.code, made.subject, made.subject_id, made.starts) == ("things.made", "thing", 5, True)
    assert event_class("things.made") is things.Made
    assert registered_events()["things.changed"] is things.Changed
    with pytest.raises(FrozenInstanceError):
        made.thing_id = 6


def test_every_plain_kind_of_value_comes_back_from_the_journal_as_it_went_in(things):
    @event("things.measured", subject="thing")
    class Measured(Event):
        thing_id: int
        kind: Code
        at: datetime
        day: date | None
        share: float
        part_ids: tuple[int, ...]
        sure: bool = True
        former_id: int | None = None

    measured = Measured(
        thing_id=1, kind=Code("big"), at=MOMENT, day=date(2026, 11, 21), share=0.25, part_ids=(3, 4), former_id=None
    )
    data = measured.data()
    assert data["at"] == "2026-11-21T08:30:15.123456Z"
    assert load_event("things.measured", data) == measured


@pytest.mark.parametrize(
    "hint", [str, "str", str | None, list[int], dict[str, int], bytes, tuple[str, ...], Literal["a"], object]
)
def test_a_field_that_could_hold_a_personal_value_is_refused_when_the_event_is_declared(things, hint):
    with pytest.raises(TypeError, match=r"things\.named\.name: an event holds ids, numbers, moments and codes"):
        event("things.named", subject="thing")(
            type("Named", (Event,), {"__annotations__": {"thing_id": int, "name": hint}})
        )
    assert "things.named" not in registered_events()


def test_an_event_names_the_thing_it_is_about(things):
    with pytest.raises(TypeError, match="has a field thing_id"):

        @event("things.lost", subject="thing")
        class Lost(Event):
            place_id: int


def test_a_code_belongs_to_one_event(things):
    with pytest.raises(TypeError, match=r"things\.made is taken by Made"):

        @event("things.made", subject="thing")
        class MadeAgain(Event):
            thing_id: int


def test_an_event_of_another_release_is_a_key_error(things):
    with pytest.raises(KeyError):
        load_event("things.from_the_future", {})


def test_a_row_written_before_a_field_existed_still_loads(things):
    @event("things.moved", subject="thing")
    class Moved(Event):
        thing_id: int
        shelf: Code = Code("")

    assert load_event("things.moved", {"thing_id": 1}) == Moved(thing_id=1)


def test_every_event_of_the_product_is_about_something_and_holds_plain_values_only():
    for code, cls in registered_events().items():
        assert code == cls.code
        assert cls.subject
        assert code.count(".") == 1
