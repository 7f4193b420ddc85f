"""The page of the chain: what is sealed, what the last check found, and the button."""

import pytest
from tests import given
from tests.kernel.chained import fresh_data
from tests.rows import nothing_changes

from fuwutai.domain.compliance.commands import note_chain_check
from fuwutai.domain.compliance.jobs import check
from fuwutai.domain.compliance.unusual import COMPLIANCE
from fuwutai.kernel import chain
from fuwutai.kernel.chain import Broken, VerifyResult
from fuwutai.kernel.models import AccessEntry, JournalEntry, OutboxRow

pytestmark = pytest.mark.django_db
URL = "/desk/audit/chain"
_data = pytest.fixture(name="data")(fresh_data)


def noted(broken: Broken | None) -> None:
    result = VerifyResult(1_234, 1_200, 34, broken)
    note_chain_check(actor=COMPLIANCE, result=result, took_ms=2_500, staff_id=given.administrator().id)


def test_before_the_first_check_the_page_says_so(admin_desk):
    text = admin_desk.get(URL).content.decode()
    assert "tone-blue" in text and "tone-red" not in text


def test_a_whole_chain_is_green_with_figures_and_person(admin_desk):
    noted(None)
    text = admin_desk.get(URL).content.decode()
    assert "tone-green" in text and "1200" in text.replace(",", "") and "2.5" in text and "何静" in text


def test_a_broken_chain_is_red_here_and_on_operations(admin_desk):
    noted(Broken("kernel_accessentry", 7, "changed"))
    text = admin_desk.get(URL).content.decode()
    assert "notice tone-red" in text and "· 7" in text
    assert "notice tone-red" in admin_desk.get("/desk/operations").content.decode()
    noted(None)
    assert "notice tone-red" not in admin_desk.get(URL).content.decode()
    assert "notice tone-red" not in admin_desk.get("/desk/operations").content.decode()


def test_the_button_hands_the_work_to_the_worker(admin_desk):
    assert admin_desk.post(URL).status_code == 303
    assert OutboxRow.objects.filter(name="compliance.check_chain").count() == 1


@pytest.mark.proves("S4-4.3-7")
def test_a_look_at_an_archived_case_is_logged_and_a_change_behind_its_back_is_noticed(admin_desk, desk, data):
    case = given.a_closed_case()
    assert desk.get(f"/desk/cases/{case.pk}").status_code == 200
    look = AccessEntry.objects.get(action="view_case", subject_id=case.pk)
    assert look.actor_id == given.agent().id
    chain.seal_all()
    check({})
    assert "notice tone-green" in admin_desk.get(URL).content.decode()
    JournalEntry.objects.filter(subject="case", subject_id=case.pk, code="cases.case_closed").update(actor_id=99)
    check({})
    assert "notice tone-red" in admin_desk.get(URL).content.decode()


def test_others_can_neither_look_nor_ask(desk):
    assert desk.get(URL).status_code == 403
    with nothing_changes():
        assert desk.post(URL).status_code == 403
