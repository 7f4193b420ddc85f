"""Who watches a case, in the card beside it."""

import pytest
from tests import given
from tests.rows import nothing_changes

from fuwutai.domain.cases.models import Case, Watcher

pytestmark = pytest.mark.django_db

BY_HTMX = {"HTTP_HX_REQUEST": "true"}


def card(case: Case) -> str:
    return f"/desk/cases/{case.pk}/watchers"


def who() -> set[str]:
    return set(Watcher.objects.values_list("staff__username", flat=True))


@pytest.mark.parametrize("headers", [{}, BY_HTMX], ids=["page", "card"])
def test_one_watches_and_stops_in_the_card(desk, headers):
    case = given.an_open_case()
    assert not desk.get(card(case), **headers).context["i_watch"]
    desk.post(f"/desk/cases/{case.pk}/watch", {"card": "1"}, **headers)
    assert who() == {given.LIN}
    assert "林小雨" in desk.get(card(case), **headers).content.decode()
    answer = desk.post(f"/desk/cases/{case.pk}/unwatch", **headers)
    assert answer.status_code == (200 if headers else 303)
    assert who() == set()


def test_the_menu_watches_with_one_press(desk):
    case = given.an_open_case()
    assert f"/desk/cases/{case.pk}/watch" in desk.get(f"/desk/cases/{case.pk}").content.decode()
    answer = desk.post(f"/desk/cases/{case.pk}/watch", **BY_HTMX)
    assert 'id="case-thread"' in answer.content.decode()
    assert who() == {given.LIN}


def test_a_colleague_is_let_in_on_it(desk):
    case = given.an_open_case()
    answer = desk.post(card(case), {"staff_id": given.staff(given.CHEN).pk}, **BY_HTMX)
    assert "陈国强" in answer.content.decode()
    assert who() == {given.CHEN}


def test_a_colleague_who_does_not_see_it_is_refused_in_the_card(desk):
    case = given.an_open_case()
    with nothing_changes():
        answer = desk.post(card(case), {"staff_id": given.staff(given.ZHAO).pk}, **BY_HTMX)
    assert answer.status_code == 422
    assert answer.context["form"].errors["staff_id"]


def test_another_team_finds_nothing(signed_in):
    case = given.an_open_case()
    elsewhere = signed_in(given.ZHAO)
    with nothing_changes():
        assert elsewhere.get(card(case)).status_code == 404
        assert elsewhere.post(card(case), {"staff_id": given.staff(given.ZHAO).pk}).status_code == 404
        for verb in ("watch", "unwatch"):
            assert elsewhere.post(f"/desk/cases/{case.pk}/{verb}").status_code == 404
