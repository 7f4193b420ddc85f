"""The card with the time spent on a case, and one's own week."""

from datetime import timedelta

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.rows import nothing_changes

from fuwutai.domain.cases.commands import assign_case, note_time
from fuwutai.domain.cases.models import Case, TimeSpent
from fuwutai.domain.cases.work.time_spent import today

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def of(case: Case, what: str = "") -> str:
    return f"/desk/cases/{case.pk}/time{what}"


def said(**more: object) -> dict[str, object]:
    return {"minutes": "75", "day": today().isoformat(), "activity": "", "note": "", **more}


def test_time_is_noted_and_summed_up_by_person(desk):
    case = given.a_case()
    note_time(actor=given.supervisor(), case_id=case.pk, minutes=30)
    answer = desk.post(of(case), said(note="致电13912340000"), headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "林小雨" in page and "陈国强" in page and "139****0000" in page and "13912340000" not in page
    assert Case.objects.get(pk=case.pk).minutes == 105


@pytest.mark.parametrize("wrong", [{"minutes": ""}, {"minutes": "soon"}, {"minutes": "0"}, {"day": "2999-01-01"}])
def test_wrong_input_stays_in_the_card(desk, wrong):
    case = given.a_case()
    with nothing_changes():
        answer = desk.post(of(case), said(**wrong), headers=HTMX)
    assert answer.status_code == 422 and 'id="card-time"' in answer.content.decode()


def test_an_entry_is_corrected_where_it_stands_and_its_masked_note_kept(desk):
    case = given.a_case()
    made = note_time(actor=given.agent(), case_id=case.pk, minutes=300, note="致电13912340000")
    shown = desk.get(of(case, f"/{made.pk}"), headers=HTMX).content.decode()
    assert "139****0000" in shown
    desk.post(of(case, f"/{made.pk}"), said(minutes="30", note="致电139****0000"), headers=HTMX)
    latest = TimeSpent.objects.latest("pk")
    assert (latest.corrects_id, latest.minutes, latest.note) == (made.pk, 30, "致电13912340000")
    with nothing_changes():
        assert desk.post(of(case, f"/{made.pk}"), said(), headers=HTMX).status_code == 404


def test_a_colleagues_entry_is_not_mine_to_correct(desk):
    case = given.a_case()
    made = note_time(actor=given.supervisor(), case_id=case.pk, minutes=30)
    assert of(case, f"/{made.pk}") not in desk.get(of(case), headers=HTMX).content.decode()
    with nothing_changes():
        assert desk.post(of(case, f"/{made.pk}"), said(), headers=HTMX).status_code == 403


def test_an_entry_is_found_only_under_its_own_case(desk):
    case, other = given.a_case(), given.a_case(phone="13700000001")
    made = note_time(actor=given.agent(), case_id=other.pk, minutes=30)
    with nothing_changes():
        assert desk.get(of(case, f"/{made.pk}")).status_code == 404
        assert desk.post(of(case, f"/{made.pk}"), said()).status_code == 404


def test_my_week_stands_by_day_and_case_and_hides_what_went_out_of_sight(desk):
    case = given.a_case()
    note_time(actor=given.agent(), case_id=case.pk, minutes=90)
    page = desk.get("/desk/my-time").content.decode()
    assert case.number in page
    assign_case(actor=given.supervisor(), case_id=case.pk, team_id=given.team("mobile").pk)
    page = desk.get("/desk/my-time").content.decode()
    assert case.number not in page and "1" in page
    before = (today() - timedelta(days=7)).isoformat()
    assert case.number not in desk.get(f"/desk/my-time?week={before}").content.decode()
    assert desk.get("/desk/my-time?week=no-day").status_code == 200


def test_the_pages_keep_their_budgets(desk, django_assert_max_num_queries):
    case = given.an_open_case()
    for _n in range(20):
        note_time(actor=given.agent(), case_id=case.pk, minutes=5)
    for address in ("/desk/my-time", of(case), of(case, f"/{TimeSpent.objects.latest('pk').pk}")):
        keeps_its_budget(desk, address, django_assert_max_num_queries)
