"""The actions that are shipped, each a command of cases with its answers."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.domain.accounts.queries import staff_id_named, team_by_code, visible_staff, visible_teams
from fuwutai.domain.cases import choices, policies
from fuwutai.domain.cases import commands as cases
from fuwutai.domain.cases.actions.registry import Action, Entry, Given, register
from fuwutai.domain.cases.commands._words import facts_of_case
from fuwutai.domain.cases.models import Case
from fuwutai.domain.cases.vocabularies import offered
from fuwutai.domain.cases.work.tags import key_of, written_name
from fuwutai.domain.cases.work.tasks import checklists_in_use
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, NotFound, Text

ME, NOBODY = "me", "none"
LONGEST_WORDS, LONGEST_TAGS, LONGEST_TITLE, LONGEST_BODY = 500, 300, 200, 5_000
MOST_HOURS = 24 * 366
FACTS: Mapping[str, tuple[str, Text, Callable[[], Mapping[str, Text]]]] = {
    "priority": ("up", pgettext_lazy("action", "Priority"), lambda: choices.PRIORITIES),
    "type": ("inbox", pgettext_lazy("action", "Type"), lambda: choices.TYPES),
    "category": ("list", pgettext_lazy("action", "Category"), lambda: offered(choices.CATEGORY_TERM)),
    "nature": ("question", pgettext_lazy("action", "Nature"), lambda: offered(choices.NATURE_TERM)),
    "region": ("map-pin", pgettext_lazy("action", "Region"), lambda: offered(choices.REGION_TERM)),
    "urgency": ("clock", pgettext_lazy("action", "Urgency"), lambda: choices.URGENCIES),
    "impact": ("people", pgettext_lazy("action", "Impact"), lambda: choices.IMPACTS),
}
"""What a case is, by name: icon, label, and what it may be."""


def _teams(actor: Actor) -> Mapping[str, Text]:
    return dict(visible_teams(actor).values_list("code", "name"))


def _people(actor: Actor) -> Mapping[str, Text]:
    named: dict[str, Text] = {
        ME: pgettext_lazy("action", "whoever does it"), NOBODY: pgettext_lazy("action", "nobody: into the queue"),
    }  # fmt: skip
    staff = visible_staff(actor).filter(is_active=True)
    return named | dict(staff.values_list("username", "display_name"))


def _checklists(_actor: Actor) -> Mapping[str, Text]:
    return {str(one.id): one.name for one in checklists_in_use()}


def _whoever_asks(of: Callable[[], Mapping[str, Text]]) -> Callable[[Actor], Mapping[str, Text]]:
    return lambda _actor: of()


def _assign(actor: Actor, case_id: int, given: Given) -> Case:
    """Give a case away. Raises: as assign_case and take_case, Conflict for a person who is not here."""
    team_id = team_by_code(given["team"]).pk if "team" in given else None
    if given["staff"] == NOBODY:
        return cases.assign_case(actor=actor, case_id=case_id, team_id=team_id)
    if given["staff"] == ME and team_id is None and actor.is_staff:
        return cases.take_case(actor=actor, case_id=case_id)
    staff_id = actor.staff_id if given["staff"] == ME else staff_id_named(given["staff"])
    if staff_id is None:
        raise Conflict(_("Whom this step names is not here. Choose somebody else."), code="nobody_there")
    return cases.assign_case(actor=actor, case_id=case_id, team_id=team_id, staff_id=staff_id)


def _may_assign(actor: Actor, case: Case) -> bool:
    return policies.may_assign(actor, case) or policies.may_take(actor, case)


def _was_with(case: Case, _given: Given) -> dict[str, Any]:
    return {"team_id": case.team_id, "staff_id": case.assignee_id}


def _give_back(actor: Actor, case_id: int, before: Mapping[str, Any], _given: Given) -> Case:
    return cases.assign_case(
        actor=actor, case_id=case_id, team_id=before["team_id"], staff_id=before["staff_id"]
    )


def _were(case: Case, _given: Given) -> dict[str, Any]:
    return {**facts_of_case(case), "priority_by_hand": case.priority_by_hand}


def _classified(name: str) -> Callable[[Actor, int, Given], Case]:
    def do(actor: Actor, case_id: int, given: Given) -> Case:
        return cases.reclassify_case(actor=actor, case_id=case_id, **{name: given[name]})

    return do


def _classify_back(name: str) -> Callable[[Actor, int, Mapping[str, Any], Given], Case]:
    def back(actor: Actor, case_id: int, before: Mapping[str, Any], _given: Given) -> Case:
        priority = before["priority"] if before["priority_by_hand"] else ""
        facts = {name: before[name], "priority": priority}
        return cases.reclassify_case(actor=actor, case_id=case_id, **facts)

    return back


def tag_names(written: str) -> list[str]:
    """Return the tags of an answer: between commas, either kind. Raises: Invalid."""
    return [written_name(one) for one in re.split(r"[,，、]", written) if one.strip()]


def _tag(actor: Actor, case_id: int, given: Given) -> Case:
    return cases.tag_case(actor=actor, case_id=case_id, names=tag_names(given["names"]))


def _untag(actor: Actor, case_id: int, given: Given) -> Case:
    return cases.untag_case(actor=actor, case_id=case_id, names=tag_names(given["names"]))


def _tags(case: Case, given: Given) -> dict[str, Any]:
    """Return which of the tags that a step names are on a case."""
    there = {key_of(one) for one in case.tags}
    return {"there": [one for one in tag_names(given["names"]) if key_of(one) in there]}


def _tag_back(actor: Actor, case_id: int, before: Mapping[str, Any], given: Given) -> Case:
    there = {key_of(one) for one in before["there"]}
    new = [one for one in tag_names(given["names"]) if key_of(one) not in there]
    return cases.untag_case(actor=actor, case_id=case_id, names=new)


def _untag_back(actor: Actor, case_id: int, before: Mapping[str, Any], _given: Given) -> Case:
    return cases.tag_case(actor=actor, case_id=case_id, names=before["there"])


def _snooze(actor: Actor, case_id: int, given: Given) -> Case:
    until = clock.now() + timedelta(hours=int(given["hours"]))
    return cases.snooze_case(actor=actor, case_id=case_id, until=until)


def _wake(actor: Actor, case_id: int, _given: Given) -> Case:
    return cases.wake_case(actor=actor, case_id=case_id)


def _snoozed(case: Case, _given: Given) -> dict[str, Any]:
    return {"until": case.snoozed_until.isoformat() if case.snoozed_until else ""}


def _snooze_back(actor: Actor, case_id: int, before: Mapping[str, Any], _given: Given) -> Case:
    until = datetime.fromisoformat(before["until"]) if before["until"] else None
    if until is None or until <= clock.now():
        return cases.wake_case(actor=actor, case_id=case_id)
    return cases.snooze_case(actor=actor, case_id=case_id, until=until)


def _apply_checklist(actor: Actor, case_id: int, given: Given) -> Case:
    if not given["checklist"].isdecimal():
        raise NotFound
    return cases.apply_checklist(actor=actor, case_id=case_id, checklist_id=int(given["checklist"]))


def _resolve(actor: Actor, case_id: int, given: Given) -> Case:
    return cases.resolve_case(
        actor=actor, case_id=case_id, resolution=given.get("resolution", ""), cause=given.get("cause", ""),
        body=given.get("body", ""),
    )  # fmt: skip


def _is_archived(case: Case, _given: Given) -> dict[str, Any]:
    return {"archived": case.archived_at is not None}


register(Action(
    code="assign", place=10, icon="assign", label=pgettext_lazy("action", "Give to"), allowed=_may_assign,
    do=_assign, kept=_was_with, back=_give_back,
    entries=(
        Entry(name="team", label=pgettext_lazy("organisation", "Team"), kind="choice", offered=_teams, is_needed=False),
        Entry(name="staff", label=_("Person"), kind="choice", offered=_people),
    ),
))  # fmt: skip
for _place, (_name, (_icon, _label, _of)) in enumerate(FACTS.items()):
    register(Action(
        code=f"set_{_name}", place=20 + _place, icon=_icon, label=_label, allowed=policies.may_classify,
        do=_classified(_name), kept=_were, back=_classify_back(_name),
        entries=(Entry(name=_name, label=_label, kind="choice", offered=_whoever_asks(_of)),),
    ))  # fmt: skip
register(Action(
    code="tag", place=30, icon="list", label=pgettext_lazy("action", "Put on tags"), allowed=policies.may_tag,
    do=_tag, kept=_tags, back=_tag_back,
    entries=(Entry(name="names", label=_("Tags, with commas between them"), kind="tags", longest=LONGEST_TAGS),),
))  # fmt: skip
register(Action(
    code="untag", place=31, icon="list", label=pgettext_lazy("action", "Take off tags"), allowed=policies.may_tag,
    do=_untag, kept=_tags, back=_untag_back,
    entries=(Entry(name="names", label=_("Tags, with commas between them"), kind="tags", longest=LONGEST_TAGS),),
))  # fmt: skip
register(Action(
    code="note", place=40, icon="note", label=pgettext_lazy("action", "Internal note"),
    allowed=policies.may_add_note,
    do=lambda actor, case_id, given: cases.add_note(actor=actor, case_id=case_id, body=given["body"]),
    entries=(Entry(name="body", label=_("Words"), kind="words", longest=LONGEST_BODY, has_variables=True),),
))  # fmt: skip
register(Action(
    code="reply", place=41, icon="reply", label=_("Reply to the customer"), allowed=policies.may_reply, speaks=True,
    do=lambda actor, case_id, given: cases.reply_to_case(
        actor=actor, case_id=case_id, body=given["body"], then=given.get("then", choices.STAY)
    ),
    entries=(
        Entry(name="body", label=_("Words"), kind="words", longest=LONGEST_BODY, has_variables=True),
        Entry(
            name="then", label=pgettext_lazy("action", "Afterwards"), kind="choice", is_needed=False,
            offered=lambda _actor: {
                choices.STAY: pgettext_lazy("after reply", "keep working"),
                choices.WAIT: pgettext_lazy("after reply", "wait for the customer"),
                choices.THIRD_PARTY: pgettext_lazy("after reply", "wait for a third party"),
            },
        ),
    ),
))  # fmt: skip
register(Action(
    code="await_third_party", place=50, icon="hourglass", label=_("Wait for a third party"),
    allowed=policies.may_await_third_party,
    do=lambda actor, case_id, _given: cases.await_third_party(actor=actor, case_id=case_id),
))  # fmt: skip
register(Action(
    code="end_wait", place=51, icon="progress", label=_("Take up again"), allowed=policies.may_end_wait,
    do=lambda actor, case_id, _given: cases.end_wait(actor=actor, case_id=case_id),
))  # fmt: skip
register(Action(
    code="resolve", place=60, icon="check", label=pgettext_lazy("action", "Resolve"), allowed=policies.may_resolve,
    do=_resolve, speaks=True,
    entries=(
        Entry(name="resolution", label=_("Resolution"), kind="choice", is_needed=False,
              offered=lambda _actor: offered(choices.RESOLUTION_TERM)),
        Entry(name="cause", label=_("Cause"), kind="choice", is_needed=False,
              offered=lambda _actor: offered(choices.CAUSE_TERM)),
        Entry(
            name="body", label=_("Result for the customer"), kind="words", is_needed=False, longest=LONGEST_BODY,
            has_variables=True,
        ),
    ),
))  # fmt: skip
register(Action(
    code="close", place=61, icon="check-circle", label=pgettext_lazy("action", "Close"), allowed=policies.may_close,
    do=lambda actor, case_id, given: cases.close_case(
        actor=actor, case_id=case_id, reason=given.get("reason", "")
    ),
    entries=(
        Entry(name="reason", label=_("Why, where something is missing"), kind="words", is_needed=False, longest=200),
    ),
))  # fmt: skip
register(Action(
    code="snooze", place=70, icon="clock", label=_("Snooze"), allowed=policies.may_snooze, do=_snooze,
    kept=_snoozed, back=_snooze_back,
    entries=(Entry(name="hours", label=pgettext_lazy("action", "hours"), kind="number", longest=MOST_HOURS),),
))  # fmt: skip
register(Action(
    code="wake", place=71, icon="sun", label=_("Wake"), allowed=policies.may_snooze, do=_wake,
    kept=_snoozed, back=_snooze_back,
))  # fmt: skip
register(Action(
    code="watch", place=80, icon="eye", label=_("Watch"), allowed=policies.may_watch,
    do=lambda actor, case_id, _given: cases.watch_case(actor=actor, case_id=case_id),
))  # fmt: skip
register(Action(
    code="supervise", place=81, icon="eye", label=_("Supervise"), allowed=policies.may_supervise,
    do=lambda actor, case_id, given: cases.supervise_case(actor=actor, case_id=case_id, demand=given["demand"]),
    entries=(Entry(name="demand", label=_("What is asked for"), kind="words", longest=LONGEST_WORDS),),
))  # fmt: skip
register(Action(
    code="checklist", place=90, icon="clipboard", label=pgettext_lazy("action", "Checklist"),
    allowed=policies.may_do_tasks, do=_apply_checklist,
    entries=(
        Entry(name="checklist", label=pgettext_lazy("action", "Checklist"), kind="choice", offered=_checklists),
    ),
))  # fmt: skip
register(Action(
    code="task", place=91, icon="clipboard", label=pgettext_lazy("action", "Task"), allowed=policies.may_do_tasks,
    do=lambda actor, case_id, given: cases.add_task(actor=actor, case_id=case_id, title=given["title"]),
    entries=(Entry(name="title", label=_("What is to be done"), kind="words", longest=LONGEST_TITLE),),
))  # fmt: skip
register(Action(
    code="archive", place=99, icon="archive", label=_("Put into the archive"), allowed=policies.may_archive,
    do=lambda actor, case_id, _given: cases.archive_case(actor=actor, case_id=case_id),
    kept=_is_archived,
    back=lambda actor, case_id, _before, _given: cases.restore_case(actor=actor, case_id=case_id),
))  # fmt: skip
