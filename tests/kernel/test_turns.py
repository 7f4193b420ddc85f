"""One file that was sent is read at a time; whoever comes meanwhile is told when to try again."""

import pytest

from fuwutai.kernel import turns
from fuwutai.kernel.errors import Invalid, TooMany
from fuwutai.kernel.turns import reading_alone


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch):
    monkeypatch.setattr(turns, "WAITED_SECONDS", 0)


def test_a_second_file_is_refused_while_the_first_is_read_and_taken_afterwards():
    with reading_alone(), pytest.raises(TooMany) as refused, reading_alone():
        pass
    assert (refused.value.http_status, refused.value.code) == (429, "busy")
    assert refused.value.facts["retry_after_seconds"] == turns.COME_BACK_SECONDS
    with reading_alone():
        pass


def test_a_file_that_is_refused_gives_its_turn_back():
    with pytest.raises(Invalid), reading_alone():
        raise Invalid
    with reading_alone():
        pass
