import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuwutai.kernel.text import storable


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_what_is_storable_can_be_encoded(text):
    assert storable(text)
    text.encode()


@pytest.mark.parametrize("text", ["a\x00b", "\ud83d", "好\udc00"])
def test_what_a_database_would_choke_on_is_not(text):
    assert not storable(text)
