"""Duplicates at the desk: the list, two beside each other, and merging."""

import pytest
from tests import given
from tests.desk.test_budgets import keeps_its_budget
from tests.domain.customers.given_duplicates import somebody, suggestions, twins
from tests.rows import nothing_changes

from fuwutai.domain.customers.commands import merge_customers
from fuwutai.domain.customers.models import Customer, Merger
from fuwutai.kernel.models import AccessEntry

pytestmark = pytest.mark.django_db

LIST, MERGERS = "/desk/duplicates", "/desk/duplicates/mergers"
FIRST, SECOND = "13912345678", "13912345687"


def a_pair() -> tuple[Customer, Customer, int]:
    kept, absorbed = twins()
    return kept, absorbed, suggestions()[0].pk


def test_who_may_merge_opens_the_rooms_and_an_agent_does_not(desk, supervisor_desk, admin_desk):
    kept, absorbed, suggestion_id = a_pair()
    addresses = (
        LIST, MERGERS, f"{LIST}/{suggestion_id}", f"/desk/customers/{kept.pk}/merge",
        f"/desk/customers/{kept.pk}/merge/{absorbed.pk}",
    )  # fmt: skip
    for address in addresses:
        assert [browser.get(address).status_code for browser in (desk, supervisor_desk, admin_desk)] == [403, 200, 200]


def test_the_list_shows_both_with_masked_contacts_and_the_reasons_in_words(supervisor_desk):
    a_pair()
    page = supervisor_desk.get(LIST)
    text = page.content.decode()
    (row,) = page.context["rows"]
    assert page.context["count"] == 1
    assert row["score"]["percent"] >= 90
    assert len(row["reasons"]) == 2 and not any(reason["against"] for reason in row["reasons"])
    assert "欧阳文静" in text and "Ouyang Wenjing" in text and "139****5678" in text
    assert FIRST not in text and SECOND not in text


def test_each_look_at_two_customers_is_written_down(supervisor_desk):
    kept, absorbed, suggestion_id = a_pair()
    supervisor_desk.get(f"{LIST}/{suggestion_id}")
    supervisor_desk.get(f"/desk/customers/{absorbed.pk}/merge/{kept.pk}")
    looked = AccessEntry.objects.filter(action="view_customer").order_by("pk").values_list("subject_id", "place")
    pair, by_hand = "desk:duplicate", "desk:customer_merge_pair"
    assert list(looked) == [(kept.pk, pair), (absorbed.pk, pair), (absorbed.pk, by_hand), (kept.pk, by_hand)]


def test_the_rooms_are_empty_with_a_way_on(supervisor_desk):
    for address in (LIST, MERGERS):
        assert 'class="state' in supervisor_desk.get(address).content.decode()


def test_the_customer_who_is_chosen_is_kept(supervisor_desk):
    kept, absorbed, suggestion_id = a_pair()
    answer = supervisor_desk.post(f"{LIST}/{suggestion_id}/merge", {"keep": absorbed.pk})
    assert (answer.status_code, answer.url) == (303, LIST)
    assert Customer.objects.get(pk=kept.pk).merged_into_id == absorbed.pk
    page = supervisor_desk.get(LIST)
    assert page.context["rows"] == []
    assert "toast" in page.content.decode()


@pytest.mark.parametrize("keep", ["", "0", "x"])
def test_who_chooses_nobody_is_asked_again_and_nothing_is_merged(supervisor_desk, keep):
    _kept, _absorbed, suggestion_id = a_pair()
    answer = supervisor_desk.post(f"{LIST}/{suggestion_id}/merge", {"keep": keep})
    assert not Merger.objects.exists()
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()


def test_two_different_people_leave_the_list(supervisor_desk):
    _kept, _absorbed, suggestion_id = a_pair()
    assert supervisor_desk.post(f"{LIST}/{suggestion_id}/dismiss").status_code == 303
    assert supervisor_desk.get(LIST).context["rows"] == []
    assert supervisor_desk.post(f"{LIST}/{suggestion_id}/dismiss").status_code == 422
    page = supervisor_desk.get(f"{LIST}/{suggestion_id}").content.decode()
    assert 'name="keep"' not in page


def test_a_merger_is_listed_and_taken_back(supervisor_desk):
    kept, absorbed, suggestion_id = a_pair()
    supervisor_desk.post(f"{LIST}/{suggestion_id}/merge", {"keep": kept.pk})
    (row,) = supervisor_desk.get(MERGERS).context["rows"]
    assert row.is_open and row.merger.by.display_name == "陈国强"
    answer = supervisor_desk.post(f"{MERGERS}/{row.merger.pk}/undo")
    assert (answer.status_code, answer.url) == (303, MERGERS)
    assert Customer.objects.get(pk=absorbed.pk).merged_into_id is None
    assert supervisor_desk.post(f"{MERGERS}/{row.merger.pk}/undo").status_code == 422


def test_of_two_mergers_in_a_row_the_page_says_which_comes_first(supervisor_desk):
    one, other = twins()
    third = somebody("李丽", phone="13800138000")
    chen = given.supervisor()
    first = merge_customers(actor=chen, kept_id=other.pk, absorbed_id=one.pk)
    second = merge_customers(actor=chen, kept_id=third.pk, absorbed_id=other.pk)
    answer = supervisor_desk.post(f"{MERGERS}/{first.pk}/undo")
    assert answer.status_code == 422
    assert str(second.pk) in str(answer.context["form"].non_field_errors())


@pytest.mark.parametrize("how", ["phone", "email", "number"])
def test_the_other_customer_is_found_by_number_address_or_case_and_the_look_is_logged(supervisor_desk, how):
    own = somebody("李丽", phone="13800138000")
    other = somebody("李莉", phone=FIRST, email="lili@example.cn")
    case = given.a_case(phone=FIRST)
    typed = {"phone": "139 1234 5678", "email": "LiLi@example.cn", "number": case.number}[how]
    answer = supervisor_desk.post(f"/desk/customers/{own.pk}/merge", {"q": typed})
    assert (answer.status_code, answer.url) == (303, f"/desk/customers/{own.pk}/merge/{other.pk}")
    assert AccessEntry.objects.filter(action="look_up_customer", subject_id=other.pk).exists() == (how != "number")
    done = supervisor_desk.post(answer.url, {"keep": own.pk})
    assert (done.status_code, done.url) == (303, f"/desk/customers/{own.pk}")
    assert Merger.objects.get().absorbed_id == other.pk


@pytest.mark.parametrize("typed", ["13700000000", "nobody@example.cn", "", "x" * 300, "13800138000"])
def test_who_is_not_found_or_is_the_same_is_said_beside_what_was_typed(supervisor_desk, typed):
    own = somebody("李丽", phone="13800138000")
    answer = supervisor_desk.post(f"/desk/customers/{own.pk}/merge", {"q": typed})
    assert answer.status_code == 422
    assert answer.context["said"] and answer.context["asked"] == typed[:80]


def test_a_customer_beside_themselves_is_not_there(supervisor_desk):
    own = somebody("李丽", phone="13800138000")
    address = f"/desk/customers/{own.pk}/merge/{own.pk}"
    assert supervisor_desk.get(address).status_code == 404
    with nothing_changes():
        assert supervisor_desk.post(address, {"keep": own.pk}).status_code in (404, 422)


def test_the_rooms_stay_cheap_with_many_pairs(supervisor_desk, django_assert_max_num_queries):
    for number in range(30):
        somebody("欧阳文静", phone=f"139{number:02d}345678")
        somebody("Ouyang Wenjing", phone=f"139{number:02d}345687")
    found = suggestions()
    assert len(found) >= 30
    merge_customers(actor=given.supervisor(), kept_id=found[-1].first_id, absorbed_id=found[-1].second_id)
    one, other = found[0].first_id, found[0].second_id
    for address in (LIST, f"{LIST}/{found[0].pk}", MERGERS, f"/desk/customers/{one}/merge"):
        keeps_its_budget(supervisor_desk, address, django_assert_max_num_queries)
    keeps_its_budget(supervisor_desk, f"/desk/customers/{one}/merge/{other}", django_assert_max_num_queries)
