"""What a customer turned to us for, as far as somebody sees it."""

import pytest
from tests import given
from tests.domain.customers.given_duplicates import SYSTEM, somebody

from fuwutai.domain.cases.of_customer import last_cases_of
from fuwutai.domain.customers.commands import merge_customers

pytestmark = pytest.mark.django_db


def test_the_last_case_of_each_customer_is_the_newest_that_is_seen_also_of_whom_they_absorbed(
    django_assert_num_queries,
):
    first = given.a_case()
    given.a_case(name="李丽", phone="13800138000", team_code="mobile")
    absorbed = given.a_case(name="王 建国", phone="13700137000")
    other = given.a_case(name="赵六", phone="13600136000")
    merge_customers(actor=SYSTEM, kept_id=first.customer_id, absorbed_id=absorbed.customer_id)
    nobody = somebody("陈晨", phone="13500135000")
    ids = [first.customer_id, other.customer_id, nobody.pk]
    agent = given.agent()
    with django_assert_num_queries(1):
        found = last_cases_of(agent, ids)
    assert found == {first.customer_id: absorbed, other.customer_id: other}
    assert last_cases_of(given.agent_elsewhere(), ids) == {}
    with django_assert_num_queries(0):
        assert last_cases_of(agent, []) == {}
