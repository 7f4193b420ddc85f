"""Customers who may be one person are found by themselves; who is two people stays two."""

import pytest
from tests import given
from tests.domain.customers.given_duplicates import SYSTEM, somebody, suggestions, twins
from tests.rows import all_rows, nothing_changes

from fuwutai.domain.customers.commands import dismiss_suggestion, look_for_duplicates
from fuwutai.domain.customers.likeness import ALMOST_CERTAIN_PERCENT
from fuwutai.domain.customers.models import Contact, Customer, MatchKey, Suggestion
from fuwutai.kernel.errors import Conflict, NotFound, Refused
from fuwutai.kernel.models import JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db


def test_two_customers_who_are_one_are_found_with_the_reasons():
    one, other = twins()
    somebody("李丽", phone="13800138000")
    (found,) = suggestions()
    assert (found.first_id, found.second_id, found.state) == (one.pk, other.pk, "open")
    assert found.score_percent >= 90
    assert found.reasons == ["phone_slip", "same_pinyin"]


def test_people_of_one_name_in_one_town_are_not_taken_for_one():
    for number in range(12):
        somebody("张伟", phone=f"139{number * 7654321:08d}", address=f"北京市朝阳区建国路{number + 3}号{number}01室")
    assert suggestions() == []


def test_a_family_on_one_landline_is_not_taken_for_one():
    for name in ("王建国", "王小明", "李秀英"):
        made = somebody(name, phone=f"138{len(name)}{ord(name[-1]):07d}", address="上海市徐汇区漕溪路100弄5号301室")
        Contact.objects.create(customer=made, kind="phone", value="02164381234", value_index="same", shared=True)
    assert suggestions() == []


def test_identity_numbers_that_differ_speak_against_everything_else():
    somebody("欧阳文静", phone="13912345678", id_card="110101199003071233")
    somebody("欧阳文静", phone="13912345687", id_card="310104198506154526")
    assert suggestions() == []


def test_a_search_without_newcomers_writes_nothing():
    twins()
    suggestions()
    with nothing_changes():
        assert look_for_duplicates(actor=SYSTEM) == 0


def test_the_search_ends_the_same_in_one_go_and_in_many():
    twins()
    somebody("李丽", phone="13800138000", email="li.li@gmail.com")
    somebody("李莉", phone="13700138000", email="lili@gmail.com")
    expected = [(one.first_id, one.second_id, one.score_percent, one.reasons) for one in suggestions()]
    Suggestion.objects.all().delete()
    MatchKey.objects.all().delete()
    while look_for_duplicates(actor=SYSTEM, most=1):
        pass
    again = Suggestion.objects.order_by("-score_percent", "pk")
    assert [(one.first_id, one.second_id, one.score_percent, one.reasons) for one in again] == expected
    assert len(expected) == 2


def test_no_key_can_be_read_back():
    twins()
    suggestions()
    raw = repr(list(MatchKey.objects.values_list("kind", "digest")))
    assert not [secret for secret in ("ouyang", "wenjing", "5678", "1391234") if secret in raw]


def test_two_different_people_are_not_suggested_again():
    twins()
    (found,) = suggestions()
    dismiss_suggestion(actor=given.supervisor(), suggestion_id=found.pk)
    MatchKey.objects.all().delete()
    (again,) = suggestions()
    assert (again.state, again.decided_by_id) == ("dismissed", given.staff(given.CHEN).pk)
    entry = JournalEntry.objects.get(code="customers.duplicate_dismissed")
    assert entry.data["suggestion_id"] == found.pk


def test_new_evidence_brings_two_different_people_back():
    one, other = twins()
    (found,) = suggestions()
    dismiss_suggestion(actor=given.supervisor(), suggestion_id=found.pk)
    Customer.objects.filter(pk__in=(one.pk, other.pk)).update(address="杭州市西湖区文三路90号2幢301室")
    MatchKey.objects.filter(customer=other).delete()
    (again,) = suggestions()
    assert (again.pk, again.state) == (found.pk, "open")
    assert "same_address" in again.reasons


def test_a_suggestion_goes_when_nothing_speaks_for_it_any_more():
    _one, other = twins()
    assert suggestions()
    Contact.objects.filter(customer=other).delete()
    MatchKey.objects.filter(customer=other).delete()
    assert suggestions() == []


def test_what_was_decided_is_not_decided_again():
    twins()
    (found,) = suggestions()
    dismiss_suggestion(actor=given.supervisor(), suggestion_id=found.pk)
    with nothing_changes(), pytest.raises(Conflict):
        dismiss_suggestion(actor=given.supervisor(), suggestion_id=found.pk)


@pytest.mark.parametrize(
    ("who", "error"),
    [(given.agent, NotFound), (given.agent_elsewhere, NotFound), (given.supervisor, NotFound)],
)
def test_who_does_not_see_both_decides_nothing(who, error):
    _one, other = twins()
    Customer.objects.filter(pk=other.pk).update(restricted=True)
    (found,) = suggestions()
    actor = who()
    if actor.may("customers.restricted"):
        actor = type(actor)(kind="staff", id=actor.id, permissions=actor.permissions - {"customers.restricted"})
    with nothing_changes(), pytest.raises(error):
        dismiss_suggestion(actor=actor, suggestion_id=found.pk)


def test_only_the_platform_searches():
    twins()
    person = given.supervisor()
    with nothing_changes(), pytest.raises(Refused):
        look_for_duplicates(actor=person)


def test_registering_promises_nothing_to_the_worker():
    twins()
    assert not OutboxRow.objects.filter(name__startswith="customers").exists()
    assert ALMOST_CERTAIN_PERCENT > 90
    assert all_rows()["customers.MatchKey"] == []
