"""What cases notice of their customers."""

import pytest
from tests import given
from tests.budgets import counted

from fuwutai.domain.cases.models import Case
from fuwutai.domain.customers.commands import set_tier
from fuwutai.kernel.models import JournalEntry

pytestmark = pytest.mark.django_db

OPEN_STATES = (
    given.a_case,
    given.an_open_case,
    given.a_waiting_case,
    given.a_case_at_a_third_party,
    given.a_resolved_case,
)


def reclassified() -> list[tuple[int, str, str, bool]]:
    entries = JournalEntry.objects.filter(code="cases.case_reclassified").order_by("pk")
    return [(one.subject_id, one.data["tier"], one.actor_name, one.data["in_work"]) for one in entries]


def test_every_case_that_is_not_closed_is_served_in_the_new_class_of_its_customer():
    cases = [make() for make in OPEN_STATES]
    closed, other = given.a_closed_case(), given.a_case(phone="13800138000")
    set_tier(actor=given.supervisor(), customer_id=closed.customer_id, tier="vip")
    tiers = dict(Case.objects.values_list("pk", "tier"))
    assert tiers == {**{case.pk: "vip" for case in cases}, closed.pk: "", other.pk: ""}
    assert reclassified() == [(case.pk, "vip", "cases", case.status != "resolved") for case in cases]


def test_a_case_that_has_the_class_already_is_no_event():
    case = given.a_case()
    Case.objects.filter(pk=case.pk).update(tier="vip")
    set_tier(actor=given.supervisor(), customer_id=case.customer_id, tier="vip")
    assert reclassified() == []


def test_many_cases_cost_as_much_as_one():
    def cost(phone: str, many: int) -> int:
        made = [given.a_case(phone=phone) for _nth in range(many)]
        with counted() as statements:
            set_tier(actor=given.supervisor(), customer_id=made[0].customer_id, tier="vip")
        return len([one for one in statements if '"cases_case"' in one and "sla_clock" not in one])

    assert cost("13800138000", 3) == cost("13900139000", 1)
