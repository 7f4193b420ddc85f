"""Each page keeps its declared budget of statements, however full the desk is."""

import pytest
from django.urls import resolve
from tests import given

from fuwutai.domain.cases.commands import add_note, reply_to_case, write_as_customer

pytestmark = pytest.mark.django_db

MOST_FOR_A_PAGE, MOST_FOR_A_CASE = 12, 10


@pytest.fixture
def full_desk() -> int:
    """Sixty cases, and one among them with fifty messages of several people; return its id."""
    for nth in range(59):
        given.a_case(phone=f"138{nth:08d}", priority=("routine", "urgent", "emergency")[nth % 3])
    case = given.an_open_case()
    for nth in range(16):
        write_as_customer(actor=given.customer_of(case), case_id=case.pk, body=f"第{nth}次", channel="portal")
        reply_to_case(actor=given.supervisor(), case_id=case.pk, body="请稍候", then=("wait", "stay")[nth % 2])
        add_note(actor=given.administrator(), case_id=case.pk, body="已联系机房")
    return case.pk


PAGES = (
    "/desk/",
    "/desk/queues/unassigned",
    "/desk/queues/all",
    "/desk/cases/{case}",
    "/desk/cases/{case}/live?seen=0&mode=note",
    "/desk/cases/{case}/customer-words",
    "/desk/cases/{case}/classify",
    "/desk/cases/new",
    "/desk/cases/new?phone=13912345678",
    "/desk/search?q=13912345678",
    "/desk/sessions",
    "/desk/notices",
    "/desk/notices/bell",
    "/desk/announcements",
)
MORE = (
    "/desk/overview",
    "/desk/queues/team?team={team}&assignee={person}&overdue=1",
    "/desk/queues/all?resolved=today",
)


def keeps_its_budget(client, address: str, assert_max) -> None:
    declared = resolve(address.partition("?")[0]).func.statements
    assert declared <= (MOST_FOR_A_CASE if address.startswith("/desk/cases/") else MOST_FOR_A_PAGE)
    assert client.get(address).status_code == 200  # what a process remembers for a second is warm
    with assert_max(declared):
        client.get(address)


def test_the_pages_of_an_agent_keep_their_budgets(desk, full_desk, django_assert_max_num_queries):
    for address in PAGES:
        keeps_its_budget(desk, address.format(case=full_desk), django_assert_max_num_queries)


def test_the_pages_of_a_supervisor_keep_their_budgets(supervisor_desk, full_desk, django_assert_max_num_queries):
    given_ids = {"case": full_desk, "team": given.team().pk, "person": given.staff().pk}
    for address in PAGES + MORE:
        keeps_its_budget(supervisor_desk, address.format(**given_ids), django_assert_max_num_queries)


def test_operations_keep_their_budget(admin_desk, full_desk, django_assert_max_num_queries):
    keeps_its_budget(admin_desk, "/desk/operations", django_assert_max_num_queries)
