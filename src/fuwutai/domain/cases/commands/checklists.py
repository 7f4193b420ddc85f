"""Lists of tasks: which there are, and the cases that get one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.choices import TYPES
from fuwutai.domain.cases.commands._facts import CATEGORY
from fuwutai.domain.cases.commands._states import case_for
from fuwutai.domain.cases.commands._words import after_working_days
from fuwutai.domain.cases.events import ChecklistApplied, ChecklistRetired, ChecklistSaved
from fuwutai.domain.cases.models import Case, Checklist, Task
from fuwutai.domain.cases.policies import may_configure_cases, may_do_tasks
from fuwutai.domain.cases.work.tasks import ListOfTasks, as_list, checklists_in_use, forget_checklists
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.text import storable

CHECKLIST_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
MAX_NAME, MAX_TITLE, MAX_ITEMS, MAX_TASKS, MAX_DAYS = 80, 200, 60, 200, 365


@command(statements=8)
def save_checklist(
    *,
    actor: Actor,
    name: str,
    items: Sequence[Mapping[str, Any]],
    code: str = "",
    types: Sequence[str] = (),
    category: str = "",
    by_itself: bool = False,
    checklist_id: int | None = None,
) -> Checklist:
    """Keep a list of tasks, or change the one of this id; its code then stays, and so do the tasks that cases have.

    `items`: each a `title`, whether it `is_needed`, and `within_days` working days it is due. `by_itself`: cases of
    these types and this category get it when they are opened or corrected.
    Emits: ChecklistSaved. Raises: Refused, NotFound, Invalid naming each wrong field. Source: S2-7.2.1-2.
    """
    if not may_configure_cases(actor):
        raise Refused
    wrong: dict[str, Text] = {}
    if checklist_id is not None:
        found = _locked(checklist_id)
    else:
        found = Checklist(code=code.strip())
        if not CHECKLIST_CODE.fullmatch(found.code):
            wrong["code"] = _("Use at most 40 small letters, digits and underscores, a letter first.")
        elif Checklist.objects.filter(code=found.code).exists():
            wrong["code"] = _("This code is taken. Choose another one.")
    found.name, found.category, found.by_itself = name.strip(), category.strip(), by_itself
    found.types = list(dict.fromkeys(types))
    found.items = [_item(one) for one in items if str(one.get("title", "")).strip()]
    wrong |= _wrong(found)
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    found.save()
    forget_checklists()
    emit(ChecklistSaved(checklist_id=found.pk, tasks=len(found.items), by_itself=by_itself))
    return found


@command(statements=6)
def retire_checklist(*, actor: Actor, checklist_id: int, is_retired: bool = True) -> Checklist:
    """Give a list to no case any more, or again; the tasks that cases have of it stay.

    Emits: ChecklistRetired, nothing where it was so. Raises: Refused, NotFound.
    """
    if not may_configure_cases(actor):
        raise Refused
    found = _locked(checklist_id)
    if (found.retired_at is not None) is is_retired:
        return found
    found.retired_at = clock.now() if is_retired else None
    found.save(update_fields=["retired_at"])
    forget_checklists()
    emit(ChecklistRetired(checklist_id=found.pk, is_retired=is_retired))
    return found


@command(statements=10)
def apply_checklist(*, actor: Actor, case_id: int, checklist_id: int) -> Case:
    """Give a case the tasks of a list that it does not have of it yet.

    Emits: ChecklistApplied, nothing where it has them all. Raises: NotFound, Refused, Conflict for a retired list or a
    case with too many tasks.
    """
    case = case_for(actor, case_id, "classify", may_do_tasks)
    found = Checklist.objects.filter(pk=checklist_id).first()
    if found is None:
        raise NotFound
    if found.retired_at is not None:
        raise Conflict(_("This checklist is retired. Choose another one."), code="retired")
    made = new_tasks(case, [as_list(found)])
    if made:
        refuse_too_many(case, len(made))
        case.tasks_open += len(made)
        case.save(update_fields=["tasks_open"])
        store_tasks(case, made, by=actor.id if actor.is_staff else None)
    return case


def new_tasks(case: Case, lists: Iterable[ListOfTasks], *, is_new: bool = False) -> list[Task]:
    """Return the tasks of some lists that a case does not have of them yet, in their order, not stored.

    Cost: 1 statement, none for no list or a case that is `is_new`.
    """
    chosen = list(lists)
    if not chosen:
        return []
    there = [] if is_new else list(Task.objects.filter(case=case).values_list("checklist_id", "title", "position"))
    known = {(checklist_id, title) for checklist_id, title, _position in there}
    place = max((position for _id, _title, position in there), default=0)
    now, made = clock.now(), list[Task]()
    for one in chosen:
        for item in one.items:
            if (one.id, item.title) in known:
                continue
            known.add((one.id, item.title))
            due_at = None if item.within_days is None else after_working_days(item.within_days, "")
            made.append(
                Task(case=case, title=item.title, is_needed=item.is_needed, position=place + len(made) + 1,
                     due_at=due_at, checklist_id=one.id, made_at=now)
            )  # fmt: skip
    return made


def tasks_by_themselves(case: Case, *, is_new: bool = False) -> list[Task]:
    """Return the tasks that a case of this type and category gets by itself and has not yet; count them on it.

    Cost: as `new_tasks`.
    """
    made = new_tasks(case, [one for one in checklists_in_use() if one.by_itself and one.fits(case)], is_new=is_new)
    case.tasks_open += len(made)
    return made


def store_tasks(case: Case, made: list[Task], *, by: int | None, by_itself: bool = False) -> None:
    """Store tasks of lists. Emits: ChecklistApplied for each list. Cost: 1 statement, none for no task."""
    if not made:
        return
    for one in made:
        one.case, one.made_by_id = case, by
    Task.objects.bulk_create(made)
    for checklist_id in dict.fromkeys(one.checklist_id for one in made):
        ids = tuple(one.pk for one in made if one.checklist_id == checklist_id)
        emit(
            ChecklistApplied(case_id=case.pk, checklist_id=int(checklist_id or 0), task_ids=ids, by_itself=by_itself)
        )


def refuse_too_many(case: Case, more: int) -> None:
    """Refuse more tasks than anybody can oversee. Raises: Conflict."""
    if case.tasks_open + case.tasks_done + more > MAX_TASKS:
        raise Conflict(_("A case holds at most 200 tasks. Open another case for what is left."), code="too_many")


def _locked(checklist_id: int) -> Checklist:
    found = Checklist.objects.select_for_update(no_key=True).filter(pk=checklist_id).first()
    if found is None:
        raise NotFound
    return found


def _item(said: Mapping[str, Any]) -> dict[str, Any]:
    days = said.get("within_days")
    return {
        "title": str(said["title"]).strip(),
        "is_needed": bool(said.get("is_needed")),
        "within_days": None if days in (None, "") else days,
    }


def _wrong(found: Checklist) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if not 1 <= len(found.name) <= MAX_NAME or not storable(found.name):
        wrong["name"] = _("Enter a name of at most 80 characters.")
    if not set(found.types) <= TYPES.keys():
        wrong["types"] = _("Choose one of the list.")
    if found.category and not CATEGORY.fullmatch(found.category):
        wrong["category"] = _("Write a category as a code of small letters, digits and dots, like billing.refund.")
    titles = [one["title"] for one in found.items]
    days = [one["within_days"] for one in found.items if one["within_days"] is not None]
    if not 1 <= len(titles) <= MAX_ITEMS:
        wrong["items"] = _("Enter 1 to 60 tasks.")
    elif not all(len(one) <= MAX_TITLE and storable(one) for one in titles):
        wrong["items"] = _("Keep each task to 200 characters.")
    elif len(set(titles)) < len(titles):
        wrong["items"] = _("Two tasks say the same. Change or remove one.")
    elif not all(isinstance(one, int) and 0 <= one <= MAX_DAYS for one in days):
        wrong["items"] = _("A task is due within 0 to 365 working days.")
    return wrong
