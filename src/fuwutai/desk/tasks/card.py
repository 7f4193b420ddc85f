"""The card with the tasks of a case: add with one line and Enter, tick off, give away, order, drop."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.cases import cards
from fuwutai.domain.accounts.queries import assignable_staff
from fuwutai.domain.cases.commands import (
    add_task,
    apply_checklist,
    drop_task,
    edit_task,
    finish_task,
    order_tasks,
    reopen_task,
)
from fuwutai.domain.cases.policies import may_do_tasks
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.work import tasks
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict, Invalid
from fuwutai.kernel.masking import mask_text

WORK = "cases.note"


class TaskForm(forms.Form):
    """A task: what, by whom, until when, and whether the case needs it."""

    title = forms.CharField(
        label=gettext_lazy("What is to be done"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": "200", "autocomplete": "off"}),
    )
    staff_id = forms.TypedChoiceField(
        label=pgettext_lazy("task", "By whom"), required=False, coerce=int, empty_value=None
    )
    due_at = forms.DateTimeField(
        label=pgettext_lazy("task", "Due"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"],
    )
    is_needed = forms.BooleanField(label=gettext_lazy("The case is not resolved without it"), required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff_id"].choices = [("", _("Nobody yet")), *people]  # type: ignore[attr-defined]


def _people(request: StaffRequest, case: Any, kept: Any = None) -> list[tuple[int, str]]:
    """Return who may do a task: oneself, the colleagues of the team, and who does it now. Cost: 1 statement."""
    found = {request.staff.pk: request.staff.display_name}
    found |= {one.pk: one.display_name for one in assignable_staff(request.actor, case.team_id)}
    if kept is not None:
        found.setdefault(kept.pk, kept.display_name)
    return list(found.items())


def _context(request: StaffRequest, case: Any) -> dict[str, Any]:
    now, rows = clock.now(), tasks.tasks_of(request.actor, case.pk)
    may = may_do_tasks(request.actor, case)
    open_rows = [one for one in rows if one.state == tasks.OPEN]
    people = _people(request, case) if may else []
    return {
        "may": may,
        "open_tasks": [
            {"task": one, "is_overdue": tasks.is_overdue(one, now), "is_first": place == 0,
             "is_last": place == len(open_rows) - 1}
            for place, one in enumerate(open_rows)
        ],
        "over": [
            {"task": one, "state": tasks.STATES.get(one.state, one.state)}
            for one in rows if one.state != tasks.OPEN
        ],
        "form": TaskForm(people=people, auto_id="task_new_%s"),
        "lists": [one for one in tasks.checklists_in_use() if one.fits(case)] if may else [],
    }  # fmt: skip


CARD = cards.register(
    cards.Card(
        name="tasks",
        place=10,
        icon="check-circle",
        title=gettext_lazy("Tasks"),
        url_name="desk:case_tasks",
        template="desk/tasks/_card.html",
        context=_context,
        summary=tasks.progress,
        stands_open=lambda case: bool(case.tasks_open),
    )
)


@staff_page(permission="cases.view", statements=10)
def case_tasks(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the tasks of a case. Raises: NotFound."""
    return cards.show_card(request, case_id, CARD)


@staff_action(permission=WORK, statements=40)
def case_task_add(request: StaffRequest, case_id: int) -> HttpResponse:
    """Add a task after the others. Raises: NotFound."""
    case = visible_case(request.actor, case_id)
    form = TaskForm(request.POST, people=_people(request, case), auto_id="task_new_%s")
    if form.is_valid():
        try:
            add_task(actor=request.actor, case_id=case_id, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return cards.card_changed(request, case_id, CARD, _("The task is added."))
    return cards.card_refused(request, case_id, CARD, {"form": form})


@staff_action(permission=WORK, statements=40)
def case_task_change(request: StaffRequest, case_id: int, task_id: int) -> HttpResponse:
    """Change a task. Raises: NotFound."""
    task = tasks.task_of(request.actor, case_id, task_id)
    people = _people(request, visible_case(request.actor, case_id), task.assignee)
    form = TaskForm(request.POST, people=people, auto_id=f"task_{task_id}_%s")
    if form.is_valid():
        said = form.cleaned_data
        if task.checklist_id is not None:  # the list says whether it is needed, so the form does not ask
            said["is_needed"] = task.is_needed
        if said["title"] == mask_text(task.title):  # as the form had shown it
            said["title"] = task.title
        try:
            edit_task(actor=request.actor, task_id=task_id, **said)
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return cards.card_changed(request, case_id, CARD, _("The task is saved."))
    return cards.card_refused(request, case_id, CARD, {"edited": task, "edit_form": form})


@staff_page(permission=WORK, statements=10)
def case_task_edit(request: StaffRequest, case_id: int, task_id: int) -> HttpResponse:
    """Show the card with the form of one task. Raises: NotFound."""
    task = tasks.task_of(request.actor, case_id, task_id)
    case = visible_case(request.actor, case_id)
    now = {
        "title": mask_text(task.title), "due_at": task.due_at, "is_needed": task.is_needed,
        "staff_id": task.assignee_id,
    }  # fmt: skip
    people = _people(request, case, task.assignee)
    form = TaskForm(initial=now, people=people, auto_id=f"task_{task_id}_%s")
    return cards.show_card(request, case_id, CARD, {"edited": task, "edit_form": form})


@staff_action(permission=WORK, statements=40)
def case_task_finish(request: StaffRequest, case_id: int, task_id: int) -> HttpResponse:
    """Tick a task off. Raises: NotFound, Conflict."""
    tasks.task_of(request.actor, case_id, task_id)
    finish_task(actor=request.actor, task_id=task_id)
    return cards.card_changed(request, case_id, CARD, _("Done."))


@staff_action(permission=WORK, statements=40)
def case_task_reopen(request: StaffRequest, case_id: int, task_id: int) -> HttpResponse:
    """Take a task up again. Raises: NotFound, Conflict."""
    tasks.task_of(request.actor, case_id, task_id)
    reopen_task(actor=request.actor, task_id=task_id)
    return cards.card_changed(request, case_id, CARD, _("The task is to be done again."))


@staff_action(permission=WORK, statements=40)
def case_task_drop(request: StaffRequest, case_id: int, task_id: int) -> HttpResponse:
    """Say that a task is not to be done after all. Raises: NotFound."""
    task = tasks.task_of(request.actor, case_id, task_id)
    reason = request.POST.get("reason", "")
    try:
        drop_task(actor=request.actor, task_id=task_id, reason=reason)
    except Invalid as error:
        wrong = {"dropping": task, "reason": reason, "reason_error": error.fields.get("reason", error.message)}
        return cards.card_refused(request, case_id, CARD, wrong)
    return cards.card_changed(request, case_id, CARD, _("The task is dropped."))


@staff_action(permission=WORK, statements=40)
def case_task_move(request: StaffRequest, case_id: int, task_id: int) -> HttpResponse:
    """Let a task stand one place earlier or later. Raises: NotFound, Conflict."""
    tasks.task_of(request.actor, case_id, task_id)
    ids = [one.pk for one in tasks.tasks_of(request.actor, case_id) if one.state == tasks.OPEN]
    if task_id in ids:
        here = ids.index(task_id)
        there = max(0, min(len(ids) - 1, here + (-1 if request.POST.get("to") == "up" else 1)))
        ids.insert(there, ids.pop(here))
        order_tasks(actor=request.actor, case_id=case_id, task_ids=ids)
    return cards.card_changed(request, case_id, CARD, _("The order is saved."))


@staff_action(permission=WORK, statements=40)
def case_task_list(request: StaffRequest, case_id: int) -> HttpResponse:
    """Add the tasks of a checklist. Raises: NotFound, Conflict."""
    case = visible_case(request.actor, case_id)
    chosen = request.POST.get("list", "")
    known = {str(one.id): one.id for one in tasks.checklists_in_use()}
    if chosen not in known:
        return cards.card_refused(request, case_id, CARD, {"list_error": _("Choose a checklist.")})
    before = case.tasks_open
    after = apply_checklist(actor=request.actor, case_id=case_id, checklist_id=known[chosen])
    said = _("The checklist is added.") if after.tasks_open > before else _("The case has all of its tasks already.")
    return cards.card_changed(request, case_id, CARD, said)
