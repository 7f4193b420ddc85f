"""The guard of the portal's pages: who a browser is, which cases it sees, how large its letters are."""

import pytest
from django.test import Client
from tests import given

from fuwutai.domain.accounts.choices import TEXT_SIZES
from fuwutai.portal.access import GRANTS, MOST_GRANTS, customer_of, grant_case

pytestmark = pytest.mark.django_db


class Request:
    """No more of a request than the session."""

    def __init__(self) -> None:
        self.session: dict[str, object] = {}


def test_a_browser_is_nobody_until_it_is_granted_a_case() -> None:
    request = Request()
    actor = customer_of(request)
    assert (actor.kind, actor.id, actor.granted("case")) == ("customer", None, frozenset())


def test_a_granted_browser_is_still_no_known_customer() -> None:
    request = Request()
    grant_case(request, 7)
    actor = customer_of(request)
    assert (actor.id, actor.granted("case")) == (None, frozenset({7}))


def test_the_newest_grants_are_kept_and_none_twice() -> None:
    request = Request()
    for case_id in [*range(MOST_GRANTS + 5), 10]:
        grant_case(request, case_id)
    kept = request.session[GRANTS]
    assert len(kept) == len(set(kept)) == MOST_GRANTS
    assert kept[-1] == 10


@pytest.mark.parametrize("size", TEXT_SIZES)
def test_the_size_of_letters_is_remembered_and_leaves_the_address(client: Client, size: str) -> None:
    given.centre()
    answer = client.get(f"/submit?type=fault&text={size}")
    assert (answer.status_code, answer["Location"]) == (303, "/submit?type=fault")
    assert f'data-text="{size}"' in client.get("/").content.decode()


def test_a_size_nobody_offers_is_ignored(client: Client) -> None:
    given.centre()
    answer = client.get("/?text=gigantic")
    assert answer.status_code == 200
    assert 'data-text="normal"' in answer.content.decode()


def test_pages_are_not_kept_by_caches(client: Client) -> None:
    given.centre()
    assert "no-store" in client.get("/track")["Cache-Control"]


def test_a_wrong_method_is_refused(client: Client) -> None:
    given.centre()
    assert client.put("/submit").status_code == 405
    assert client.post("/").status_code == 405
