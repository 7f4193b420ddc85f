"""How much a case presses: as the table of urgency, impact and tier says, unless somebody decided otherwise."""

from fuwutai.domain.cases.commands._words import facts_of_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.priorities import priority_by_table


def set_priority(case: Case, said: str | None) -> None:
    """Give a case the priority that somebody said: "" = the table's, None = as before, by hand or by the table.

    What is said as the table says it is not by hand: it follows the facts of the case from then on.
    The caller saves priority and priority_by_hand. Cost: as `rule_in_force`.
    """
    if said is None and case.priority_by_hand:
        return
    by_table = priority_by_table(facts_of_case(case))
    case.priority = said or by_table
    case.priority_by_hand = case.priority != by_table
