"""A number in an address that no row can have: nothing is found, and nothing fails."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from tests.rows import nothing_changes

pytestmark = pytest.mark.django_db

PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
NO_ROW = "9" * 30
"""More than a database holds in a column of whole numbers."""


def addresses() -> Iterator[str]:
    """Yield every address that holds a number, filled with one that no row can have."""
    for path in sorted(set(_paths("/", get_resolver().url_patterns))):
        if "<int:" in path:
            yield PLACE.sub(lambda place: NO_ROW if place[1] == "int" else "S9", path)


def _paths(prefix: str, patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _paths(path, one.url_patterns)
        else:
            yield path


@pytest.mark.parametrize("address", list(addresses()))
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_number_that_no_row_can_have_is_not_found(admin_desk, method, address):
    before = getattr(admin_desk, method)(address)  # the first request of a minute notes the use of the session
    with nothing_changes():
        answer = getattr(admin_desk, method)(address)
    assert answer.status_code < 500
    assert answer.status_code == before.status_code
    assert answer.status_code not in (200, 302, 303)
