"""The pages of this room keep their declared budgets of statements."""

import pytest
from django.urls import resolve
from tests import given

from fuwutai.domain.cases.commands import link_cases, merge_case, set_parent, split_case, write_as_customer

pytestmark = pytest.mark.django_db


def test_the_pages_keep_their_budgets(desk, django_assert_max_num_queries):
    case, old, parent = given.an_open_case(), given.a_case(), given.a_case(phone="13800138000")
    others = [given.a_case() for _nth in range(8)]
    merge_case(actor=given.agent(), case_id=old.pk, into_id=case.pk)
    write_as_customer(actor=given.customer_of(old), case_id=old.pk, body="还有一点。", channel="portal")
    words = write_as_customer(actor=given.customer_of(case), case_id=case.pk, body="另一件事。", channel="portal")
    split_case(actor=given.agent(), case_id=case.pk, message_ids=[words.pk], subject="另一件事")
    set_parent(actor=given.agent(), case_id=case.pk, parent_id=parent.pk)
    for one in others[:3]:
        link_cases(actor=given.agent(), case_id=case.pk, other_id=one.pk, kind="related")
    for address in (
        f"/desk/cases/{case.pk}/merge",
        f"/desk/cases/{case.pk}/merge?other={others[0].pk}",
        f"/desk/cases/{old.pk}/undo-merge",
        f"/desk/cases/{case.pk}/split",
        f"/desk/cases/{case.pk}/link",
        f"/desk/cases/{case.pk}/connected",
    ):
        assert desk.get(address).status_code == 200
        with django_assert_max_num_queries(resolve(address.partition("?")[0]).func.statements):
            desk.get(address)
