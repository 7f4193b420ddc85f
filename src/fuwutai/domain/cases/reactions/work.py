"""What fields, tasks and times notice of customers who are erased and of people who leave."""

from typing import cast

from fuwutai.domain.accounts.events import StaffDeactivated
from fuwutai.domain.accounts.queries import active_staff
from fuwutai.domain.cases.models import Case, CaseField, PersonalValue, Task, TimeSpent
from fuwutai.domain.cases.work.field_rules import FREE
from fuwutai.domain.cases.work.tasks import OPEN, sees_case
from fuwutai.domain.customers.choices import ERASED
from fuwutai.domain.customers.events import CustomerErased
from fuwutai.domain.customers.person import whole_ids
from fuwutai.kernel.reactions import Recorded, react_to


@react_to(CustomerErased, when="in_transaction")
def erase_what_is_personal(recorded: Recorded) -> None:
    """Empty every personal field of the customer's cases, and put a mark in place of what was written freely.

    What was chosen from a list, days, numbers and how long somebody worked stay. A task of a checklist keeps its
    words, which say nothing of the customer.
    Cost: 6 statements, 1 more for each 500 cases with something in a field of free words. Source: S0-5.4-3.
    """
    ids = whole_ids(cast(CustomerErased, recorded.event).customer_id)
    theirs = Case.objects.filter(customer_id__in=ids).order_by().values("pk")
    PersonalValue.objects.filter(case__in=theirs).update(value="")
    Task.objects.filter(case__in=theirs, checklist=None).update(title=ERASED)
    Task.objects.filter(case__in=theirs).exclude(reason="").update(reason=ERASED)
    TimeSpent.objects.filter(case__in=theirs).exclude(note="").update(note=ERASED)
    free = set(CaseField.objects.filter(kind__in=FREE).values_list("code", flat=True))
    touched = []
    for case in Case.objects.filter(customer_id__in=ids).exclude(fields={}).only("fields"):
        if free & case.fields.keys():
            case.fields = {code: ERASED if code in free else value for code, value in case.fields.items()}
            touched.append(case)
    Case.objects.bulk_update(touched, ["fields"], batch_size=500)


@react_to(StaffDeactivated, when="after_commit")
def pass_tasks_on(recorded: Recorded) -> None:
    """Give what somebody who leaves was to do to her successor where that one sees the case, else to nobody yet."""
    leaving = cast(StaffDeactivated, recorded.event)
    left, successor = leaving.staff_id, leaving.successor_id
    if active_staff(left) is not None:  # she was let back in before this ran
        return
    for task in Task.objects.filter(assignee_id=left, state=OPEN).select_related("case").order_by("pk"):
        to = successor if successor is not None and sees_case(successor, task.case) else None
        Task.objects.filter(pk=task.pk, assignee_id=left, state=OPEN).update(assignee_id=to)
