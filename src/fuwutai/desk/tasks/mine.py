"""What one is to do oneself, in all cases in sight, by the day it is due."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.domain.cases.choices import STATUSES
from fuwutai.domain.cases.commands import finish_task
from fuwutai.domain.cases.work import tasks
from fuwutai.kernel import clock
from fuwutai.kernel.errors import NotFound


@staff_page(permission="cases.note", statements=10)
def my_tasks(request: StaffRequest) -> HttpResponse:
    """Show one's own open tasks, overdue ones first."""
    now = clock.now()
    rows = [{"task": one, "is_overdue": tasks.is_overdue(one, now)} for one in tasks.my_tasks(request.actor)]
    overdue = sum(1 for row in rows if row["is_overdue"])
    return render(request, "desk/tasks/mine.html", {"rows": rows, "overdue": overdue, "statuses": STATUSES})


@staff_action(permission="cases.note", statements=25)
def my_task_finish(request: StaffRequest, task_id: int) -> HttpResponse:
    """Tick one of one's own tasks off. Raises: NotFound, Conflict."""
    if all(one.pk != task_id for one in tasks.my_tasks(request.actor)):
        raise NotFound
    finish_task(actor=request.actor, task_id=task_id)
    return done(request, reverse("desk:my_tasks"), _("Done."))
