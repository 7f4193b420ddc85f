"""The rail leads everybody to what they may open, and says where they are."""

import pytest

from fuwutai.desk.navigation import BEHIND, RAIL, SETTINGS

pytestmark = pytest.mark.django_db


def places(browser, address="/desk/"):
    return browser.get(address).context["nav_items"]


def current(browser, address):
    return [one["url"] for one in places(browser, address) if one["current"]]


def test_every_place_of_the_rail_answers_and_is_the_current_one_there(admin_desk):
    for one in places(admin_desk):
        assert admin_desk.get(one["url"]).status_code == 200
        assert current(admin_desk, one["url"]) == [one["url"]]


def test_an_agent_is_led_only_where_she_may_go(desk):
    shown = [one["url"] for one in places(desk)]
    assert "/desk/settings" in shown and not {"/desk/audit", "/desk/operations", "/desk/people"} & set(shown)
    assert {desk.get(url).status_code for url in shown} == {200}


def test_pages_behind_a_place_belong_to_it(admin_desk):
    for address, place in {
        "/desk/roles": "/desk/people",
        "/desk/wordlists/priorities": "/desk/settings",
        "/desk/automation/new": "/desk/settings",
        "/desk/my-time": "/desk/my_tasks".replace("_", "-"),
        "/desk/customer-fields": "/desk/customers",
        "/desk/queues/mine": "/desk/",
    }.items():
        assert current(admin_desk, address) == [place]


def test_what_is_ones_own_belongs_to_no_place(admin_desk):
    assert current(admin_desk, "/desk/notices") == current(admin_desk, "/desk/search?q=x") == []


def test_places_are_named_once():
    named = [one.name for one in RAIL] + [one.name for _title, group in SETTINGS for one in group]
    rooms = [room for many in BEHIND.values() for room in many]
    assert len(named) == len(set(named)) and len(rooms) == len(set(rooms))
