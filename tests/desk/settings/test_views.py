"""Everything that is set up is led to from one page, for each reader what she may open."""

import pytest
from tests import given

from fuwutai.domain.accounts.models import Staff

pytestmark = pytest.mark.django_db

PAGE = "/desk/settings"


def led_to(browser):
    return [place.name for group in browser.get(PAGE).context["groups"] for place in group["places"]]


def test_each_reader_is_led_to_what_she_may_open(desk, supervisor_desk, admin_desk):
    assert led_to(desk) == ["desk:phrases", "desk:macros", "desk:wordlist_priorities"]
    assert {"desk:automation", "desk:imports", "desk:roles"} <= set(led_to(supervisor_desk))
    assert "desk:case_fields" not in led_to(supervisor_desk)
    assert {"desk:case_fields", "desk:calendars", "desk:identity_providers", "desk:tokens"} <= set(led_to(admin_desk))


def test_every_link_of_the_page_opens(admin_desk):
    page = admin_desk.get(PAGE)
    urls = [part.split('"', 1)[0] for part in page.content.decode().split('class="place" data-keys-open href="')[1:]]
    assert len(urls) == len(led_to(admin_desk)) > 12
    assert {admin_desk.get(url).status_code for url in urls} == {200}


def test_who_may_set_up_nothing_reads_why_and_is_not_led_there(desk):
    Staff.objects.filter(pk=given.staff(given.LIN).pk).update(role="vanished")
    page = desk.get(PAGE)
    assert page.status_code == 200 and page.context["groups"] == [] and 'class="state' in page.content.decode()
    assert PAGE not in [one["url"] for one in page.context["nav_items"]]


def test_a_stranger_signs_in_first(client):
    given.centre()
    assert client.get(PAGE).status_code == 302
