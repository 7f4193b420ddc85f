"""That cases are taken out is written down before: by whom, which, how many, why."""

import pytest
from tests import given
from tests.budgets import budget
from tests.rows import nothing_changes

from fuwutai.domain.accounts.commands import save_role
from fuwutai.domain.accounts.rules import PERMISSIONS
from fuwutai.domain.cases.commands.exporting import export_cases
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, Refused
from fuwutai.kernel.models import AccessEntry, JournalEntry

pytestmark = pytest.mark.django_db


def export(actor: Actor, **more) -> int:
    return export_cases(**{"actor": actor, "cases": visible_cases(actor), "what": "全部未结", "full": False} | more)


def test_who_takes_how_many_cases_of_which_list_out_and_why_is_kept():
    given.an_open_case()
    boss = given.supervisor()
    with budget(export_cases):
        assert export(boss, what="电话:13912345678", full=True, reason=" 年度审计 ") == 1
    entry = AccessEntry.objects.get(action="export_cases")
    assert (entry.actor_id, entry.rows) == (boss.staff_id, 1)
    assert entry.reason.startswith("年度审计 · ") and "13912345678" not in entry.reason
    assert JournalEntry.objects.get(code="cases.cases_exported").data["access_entry_id"] == entry.pk


@pytest.mark.parametrize("reason", ["", "   ", "因\x00果", "长" * 201])
def test_full_data_without_a_reason_that_can_be_kept_is_refused(reason):
    given.an_open_case()
    with nothing_changes(), pytest.raises(Invalid) as refused:
        export(given.supervisor(), full=True, reason=reason)
    assert set(refused.value.fields) == {"reason"}


def test_an_agent_and_a_program_take_nothing_out():
    given.an_open_case()
    for actor in (given.agent(), Actor.system("api"), Actor.customer()):
        with nothing_changes(), pytest.raises(Refused):
            export(actor)


def test_who_may_not_reveal_takes_nothing_out_in_full():
    given.an_open_case()
    may = PERMISSIONS["supervisor"] - {"customers.reveal"}
    save_role(actor=given.administrator(), code="supervisor", permissions=may, reach="unit")
    assert export(given.supervisor()) == 1
    with nothing_changes(), pytest.raises(Refused):
        export(given.supervisor(), full=True, reason="年度审计")
