"""The table of priorities as everybody who works here can read it."""

import pytest
from tests import given

from fuwutai.domain.customers.choices import TIERS
from fuwutai.domain.standards.commands import end_rule
from fuwutai.domain.standards.models import RuleRow
from fuwutai.kernel.actors import Actor

pytestmark = pytest.mark.django_db

TABLE = "/desk/wordlists/priorities"


def cells(page, table: int = 0) -> list[list[str]]:
    return [[cell["priority"] for cell in row["cells"]] for row in page.context["tables"][table]["rows"]]


def test_every_cell_says_its_priority_and_the_clause_that_decides(desk):
    page = desk.get(TABLE)
    assert cells(page)[0] == ["emergency", "urgent", "urgent", "urgent"]
    assert cells(page)[2] == ["urgent", "routine", "routine", "routine"]
    assert 'href="/desk/clauses/S0-2.3-6"' in page.content.decode()


def test_each_class_of_customers_has_its_table(desk):
    tables = desk.get(TABLE).context["tables"]
    assert len(tables) == 5
    vip = [str(TIERS["vip"]) in str(table["title"]) for table in tables].index(True)
    assert cells(desk.get(TABLE), vip)[3][3] == "urgent"
    whole = desk.get(f"{TABLE}?type=emergency")
    assert {one for row in cells(whole, vip) for one in row} == {"emergency"}


def test_other_facts_are_chosen_above_the_table_and_nonsense_is_none(desk):
    assert {one for row in cells(desk.get(f"{TABLE}?type=emergency")) for one in row} == {"emergency"}
    assert cells(desk.get(f"{TABLE}?type=wish")) == cells(desk.get(TABLE))


def test_without_rules_the_page_says_what_to_do(desk):
    given.centre()
    for row in RuleRow.objects.filter(kind="cases.priority_for"):
        end_rule(actor=Actor.system("tests"), rule_id=row.pk)
    page = desk.get(TABLE)
    assert not page.context["is_ruled"] and 'class="state' in page.content.decode()
