"""Tasks of cases and the lists that they come from: what is to be done, by whom, and which cases get a list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from fuwutai.domain.accounts.queries import actor_for
from fuwutai.domain.cases.models import Case, Checklist, Task
from fuwutai.domain.cases.needs import check_before
from fuwutai.domain.cases.policies import may_configure_cases
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound, Refused, Text
from fuwutai.kernel.masking import mask_text
from fuwutai.kernel.memo import Memo

OPEN, DONE, DROPPED = "open", "done", "dropped"
STATES: dict[str, Text] = {
    OPEN: pgettext_lazy("task", "To do"),
    DONE: pgettext_lazy("task", "Done"),
    DROPPED: pgettext_lazy("task", "Dropped"),
}
NAMED_AT_MOST = 3
"""So many tasks are named where a case cannot be resolved yet; the others are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A task of a list. `within_days`: due so many working days after the case gets it, None for no day."""

    title: str
    is_needed: bool
    within_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOfTasks:
    """A list of tasks as it is given to cases."""

    id: int
    name: str
    types: frozenset[str]
    category: str
    by_itself: bool
    items: tuple[Item, ...]

    def fits(self, case: Case) -> bool:
        """Return whether the list is meant for a case of this type and category; a category fits its children too."""
        narrow = not self.category or case.category == self.category or case.category.startswith(f"{self.category}.")
        return narrow and (not self.types or case.type in self.types)


def checklists_in_use() -> list[ListOfTasks]:
    """Return the lists that cases may get, by name. Cost: 1 statement a second at most in a process."""
    return _read.get()[0]


def checklist_names() -> dict[int, str]:
    """Return what every list is called, also retired ones. Cost: as `checklists_in_use`."""
    return _read.get()[1]


def forget_checklists() -> None:
    """Read the lists anew: now, and once what changes them is committed."""
    _read.forget()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_read.forget)


def checklists(actor: Actor) -> list[Checklist]:
    """Return every list for those who change them, by name, retired ones last. Raises: Refused. Cost: 1 statement."""
    if not may_configure_cases(actor):
        raise Refused
    return sorted(Checklist.objects.order_by("name", "id"), key=lambda one: one.retired_at is not None)


def checklist(actor: Actor, checklist_id: int) -> Checklist:
    """Return a list for those who change it. Raises: Refused, NotFound. Cost: 1 statement."""
    if not may_configure_cases(actor):
        raise Refused
    found = Checklist.objects.filter(pk=checklist_id).first()
    if found is None:
        raise NotFound
    return found


def tasks_of(actor: Actor, case_id: int) -> list[Task]:
    """Return the tasks of a case with who does them: what is to be done in its order, then what is over.

    Cost: 1 statement.
    """
    seen = visible_cases(actor).filter(pk=case_id).order_by().values("pk")
    rows = Task.objects.filter(case__in=seen).select_related("assignee", "ended_by")
    rank = {OPEN: 0, DONE: 1, DROPPED: 2}
    return sorted(rows, key=lambda one: (rank.get(one.state, 3), one.position, one.pk))


def task_of(actor: Actor, case_id: int, task_id: int) -> Task:
    """Return a task of a case. Raises: NotFound. Cost: 1 statement."""
    seen = visible_cases(actor).filter(pk=case_id).order_by().values("pk")
    found = Task.objects.filter(pk=task_id, case__in=seen).select_related("assignee").first()
    if found is None:
        raise NotFound
    return found


def my_tasks(actor: Actor, limit: int = 200) -> list[Task]:
    """Return what an actor is to do in cases that she sees: by the day it is due, then what has none.

    Cost: 1 statement over her open tasks.
    """
    if actor.id is None:
        return []
    seen = visible_cases(actor).order_by().values("pk")
    rows = Task.objects.filter(assignee_id=actor.id, state=OPEN, case__in=seen).select_related("case")
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "case_id", "position", "id")[:limit])


def sees_case(staff_id: int, case: Case) -> bool:
    """Return whether a person sees a case, so that she can do something in it. Cost: 3 statements."""
    person = actor_for(staff_id)
    return person is not None and visible_cases(person).filter(pk=case.pk).exists()


@check_before("resolve")
def tasks_before_resolving(case: Case) -> list[Text]:
    """Return which needed tasks to finish before a case is resolved. Cost: 1 statement where any task is open."""
    if not case.tasks_open:
        return []
    needed = Task.objects.filter(case=case, state=OPEN, is_needed=True).order_by("position", "id")
    titles = list(needed.values_list("title", flat=True))
    if not titles:
        return []
    named = " ".join(f"“{mask_text(title)}”" for title in titles[:NAMED_AT_MOST])
    more = len(titles) - NAMED_AT_MOST
    said = [_("Finish or drop this first: %(tasks)s.") % {"tasks": named}]
    if more > 0:
        said.append(ngettext("And %(n)s more task.", "And %(n)s more tasks.", more) % {"n": more})
    return list(said)


def progress(case: Any) -> Text:
    """Return how far the tasks of a case are, as “2 of 5 done”; "" where it has none. Cost: none."""
    everything = case.tasks_open + case.tasks_done
    if not everything:
        return ""
    return gettext_lazy("%(done)s of %(all)s done") % {"done": case.tasks_done, "all": everything}


def is_overdue(task: Task, now: datetime | None = None) -> bool:
    """Return whether a task that is to be done is past the moment it was due."""
    return task.state == OPEN and task.due_at is not None and task.due_at < (now or clock.now())


def as_list(row: Checklist) -> ListOfTasks:
    """Return a list of tasks as cases get it."""
    return ListOfTasks(
        id=row.pk,
        name=row.name,
        types=frozenset(row.types),
        category=row.category,
        by_itself=row.by_itself,
        items=tuple(_items(row.items)),
    )


def _items(rows: Iterable[dict[str, Any]]) -> list[Item]:
    return [
        Item(title=row["title"], is_needed=bool(row.get("is_needed")), within_days=row.get("within_days"))
        for row in rows
    ]


def _read_all() -> tuple[list[ListOfTasks], dict[int, str]]:
    rows = list(Checklist.objects.order_by("name", "id"))
    return [as_list(one) for one in rows if one.retired_at is None], {one.pk: one.name for one in rows}


_read = Memo(_read_all)
