"""Events: no personal value can stand in one, and nobody waits for one that does not exist."""

import dataclasses
from typing import get_type_hints

import pytest

from fuwutai.kernel.events import Event, event, registered_events
from fuwutai.kernel.reactions import all_reactions


def test_no_event_has_a_field_for_free_text():
    assert registered_events()
    free = [
        f"{code}.{field}"
        for code, cls in registered_events().items()
        for field, hint in get_type_hints(cls).items()
        if hint is str
    ]
    assert free == []


def test_an_event_with_free_text_is_refused_when_it_is_declared():
    before = set(registered_events())
    with pytest.raises(TypeError, match=r"tests\.told\.text"):

        @event("tests.told", subject="case")
        class Told(Event):
            case_id: int
            text: str

    assert set(registered_events()) == before


def test_every_event_names_its_subject_by_id_and_says_what_happened():
    wrong = [
        code
        for code, cls in registered_events().items()
        if f"{cls.subject}_id" not in {field.name for field in dataclasses.fields(cls)} or not cls.__doc__
    ]
    assert wrong == []


def test_every_event_is_frozen():
    assert [code for code, cls in registered_events().items() if not cls.__dataclass_params__.frozen] == []


def test_every_reaction_waits_for_an_event_that_exists():
    unknown = {one.event_code for one in all_reactions()} - set(registered_events())
    assert unknown == set()
