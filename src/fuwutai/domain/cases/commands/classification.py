"""What a case is, and how much it presses."""

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import ACTIVE, WAITS_FOR
from fuwutai.domain.cases.commands._facts import wrong_facts
from fuwutai.domain.cases.commands._priority import set_priority
from fuwutai.domain.cases.commands._states import case_for
from fuwutai.domain.cases.commands._words import facts_of_case
from fuwutai.domain.cases.commands.checklists import store_tasks, tasks_by_themselves
from fuwutai.domain.cases.events import CaseReclassified
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.policies import may_classify
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid
from fuwutai.kernel.events import Code


@command(statements=10)
def reclassify_case(
    *,
    actor: Actor,
    case_id: int,
    type: str | None = None,
    category: str | None = None,
    priority: str | None = None,
    line: str | None = None,
    service_class: str | None = None,
    urgency: str | None = None,
    complexity: str | None = None,
    impact: str | None = None,
    nature: str | None = None,
    region: str | None = None,
) -> Case:
    """Correct what a case is and how much it presses; None leaves a fact as it is, "" says that it is not known.

    The priority follows the table of urgency, impact and tier, until somebody says another one; "" goes back to it.
    It gets the checklists that are meant for what it is now and that it has not yet.
    Emits: CaseReclassified, ChecklistApplied, nothing where nothing changed.
    Raises: NotFound, Refused, Conflict, Invalid naming every wrong field at once.
    """
    case = case_for(actor, case_id, "classify", may_classify)
    given = {
        "type": type,
        "category": category,
        "priority": priority,
        "line": line,
        "service_class": service_class,
        "urgency": urgency,
        "complexity": complexity,
        "impact": impact,
        "nature": nature,
        "region": region,
    }
    said = {name: value for name, value in given.items() if value is not None}
    before = facts_of_case(case)
    if wrong := wrong_facts(said, had=before):
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    was_by_hand = case.priority_by_hand
    facts = {name: value for name, value in said.items() if name != "priority" and value != before[name]}
    for name, value in facts.items():
        setattr(case, name, value)
    if facts or priority is not None:
        set_priority(case, priority)
    if facts or case.priority != before["priority"]:
        tasks = tasks_by_themselves(case) if facts.keys() & {"type", "category"} else []
        case.save(update_fields=[*facts, "priority", "priority_by_hand", *(["tasks_open"] if tasks else [])])
        emit(reclassified(case))
        store_tasks(case, tasks, by=None, by_itself=True)
    elif case.priority_by_hand != was_by_hand:
        case.save(update_fields=["priority_by_hand"])
    return case


def reclassified(case: Case) -> CaseReclassified:
    """Return the event that says all facts of a case as they are from now on."""
    facts = {name: Code(value) for name, value in facts_of_case(case).items()}
    waits_for = Code(WAITS_FOR.get(case.status, ""))
    return CaseReclassified(case_id=case.pk, in_work=case.status in ACTIVE, waits_for=waits_for, **facts)
