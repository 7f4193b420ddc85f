"""The watermark: the reader's name over every page of the desk, where the centre wants it."""

import pytest
from tests import given

from fuwutai.domain.accounts.models import Centre
from fuwutai.domain.accounts.queries import forget_centre

pytestmark = pytest.mark.django_db
MARK = '<svg class="watermark" aria-hidden="true"'


@pytest.fixture
def marked():
    """Let the centre want a watermark."""
    given.centre()
    Centre.objects.update(has_watermark=True)
    forget_centre()


def test_no_page_has_it_unless_the_centre_wants_it(desk):
    assert MARK not in desk.get("/desk/").content.decode()


@pytest.mark.parametrize("address", ["/desk/", "/desk/search", "/desk/notices", "/desk/people"])
def test_each_page_says_name_user_name_and_moment_refusals_too(marked, desk, address):
    text = desk.get(address).content.decode().partition(MARK)[2].partition("</svg>")[0]
    assert "林小雨 · linxiaoyu" in text and "20" in text and ":" in text


def test_a_fragment_brings_no_second_one(marked, desk):
    case = given.an_open_case()
    text = desk.get(f"/desk/cases/{case.pk}/live?seen=0&mode=note", headers={"HX-Request": "true"}).content.decode()
    assert MARK not in text


def test_strangers_and_customers_see_none(marked, client):
    assert MARK not in client.get("/desk/sign-in").content.decode()
    assert MARK not in client.get("/").content.decode()


def test_two_readers_see_their_own_names(marked, desk, supervisor_desk):
    assert "陈国强 · chenguoqiang" in supervisor_desk.get("/desk/").content.decode()
    assert "chenguoqiang" not in desk.get("/desk/").content.decode().partition(MARK)[2].partition("</svg>")[0]
