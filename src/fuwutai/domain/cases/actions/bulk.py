"""Bulk changes as they are read: which cases, what would come of them, and what came of them.

A run belongs to the person who made it: it holds what she chose and what her rights were good for.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fuwutai.domain.cases.actions.registry import Action, Step, action_of
from fuwutai.domain.cases.choices import (
    CLOSED,
    OPEN,
    RESOLVED,
    STAY,
    THIRD_PARTY,
    WAIT,
    WAITING_CUSTOMER,
    WAITING_THIRD_PARTY,
)
from fuwutai.domain.cases.lists.query import Query
from fuwutai.domain.cases.lists.views import cases_in
from fuwutai.domain.cases.models import BulkItem, BulkRun, Case
from fuwutai.domain.cases.queries import Narrowing, narrowed, queue, visible_cases
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound, Text
from fuwutai.kernel.paging import Page, page

WAITING, RUNNING, DONE, STOPPED, UNDOING, UNDONE = "waiting", "running", "done", "stopped", "undoing", "undone"
FAILED, KEPT = "failed", "kept"
STATES: Mapping[str, Text] = {
    WAITING: pgettext_lazy("bulk", "Waiting"),
    RUNNING: pgettext_lazy("bulk", "Running"),
    DONE: pgettext_lazy("bulk", "Done"),
    STOPPED: pgettext_lazy("bulk", "Stopped"),
    UNDOING: pgettext_lazy("bulk", "Being undone"),
    UNDONE: pgettext_lazy("bulk", "Undone"),
}
"""How a run stands."""
ITEM_STATES: Mapping[str, Text] = {
    WAITING: pgettext_lazy("bulk case", "Not reached"),
    DONE: pgettext_lazy("bulk case", "Done"),
    FAILED: pgettext_lazy("bulk case", "Failed"),
    UNDONE: pgettext_lazy("bulk case", "Undone"),
    KEPT: pgettext_lazy("bulk case", "Stays as it is"),
}
"""What came of one case."""
PROBLEMS = (FAILED, KEPT)
GOES_ON = (WAITING, RUNNING, UNDOING)
MOST_CASES = 20_000
"""No figure of a manual: more than this is a matter of a rule or of the import, not of one press."""
AT_ONCE = 20
"""So many cases are done while the person waits; more are done behind her."""
UNDO_WITHIN = timedelta(hours=24)
EXAMPLES = 3
AFTER_REPLY = {STAY: OPEN, WAIT: WAITING_CUSTOMER, THIRD_PARTY: WAITING_THIRD_PARTY}
AFTERWARDS = {
    "resolve": RESOLVED, "close": CLOSED, "await_third_party": WAITING_THIRD_PARTY, "end_wait": OPEN,
}  # fmt: skip
"""The status in which a step leaves a case, as far as the steps after it depend on that."""


@dataclass(slots=True, kw_only=True)
class Hindrance:
    """Why a step is not possible for some cases. `why`: merged, archived, rights, or status (`status` says which)."""

    step: int
    why: str
    status: str = ""
    number: int = 0
    examples: list[Case] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What steps would come to for many cases; nothing was done yet.

    `allowed`: for so many every step is allowed as they are now; `gone`: so many are no longer there or in sight;
    `speaks`: the steps of which customers hear, `people`: how many customers; `final`: the steps without a way back.
    """

    case_ids: list[int]
    allowed: int
    gone: int
    hindrances: list[Hindrance]
    speaks: list[Step]
    people: int
    final: list[Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One case of a run; `case` is None once it is out of sight. `code` and `words`: what was against it."""

    case: Case | None
    state: str
    code: str
    words: str


def chosen(
    actor: Actor,
    *,
    case_ids: Iterable[int] = (),
    query: Query | None = None,
    queue_name: str = "",
    only: Narrowing | None = None,
) -> list[int]:
    """Return the ids of the cases meant, as far as the actor sees them: those of a query, of a queue, or those named.

    Raises: Invalid at `cases` for none and for more than 20,000; NotFound for a queue there is not. Cost: 1 statement.
    """
    wanted = set(case_ids)
    if len(wanted) > MOST_CASES:
        raise _too_many()
    if query is not None:
        found = cases_in(actor, query)
    elif queue_name:
        found = narrowed(queue(actor, queue_name), only or Narrowing())
    else:
        found = visible_cases(actor).filter(pk__in=wanted)
    ids = list(found.order_by("pk").values_list("pk", flat=True)[: MOST_CASES + 1])
    if len(ids) > MOST_CASES:
        raise _too_many()
    if not ids:
        none = _("Choose at least one case. Those you chose may have moved on in the meantime.")
        raise Invalid(none, fields={"cases": none})
    return ids


def preview(actor: Actor, case_ids: Sequence[int], steps: Sequence[Step]) -> Preview:
    """Return what steps would come to; commands may still refuse for a reason that stands beside the case.

    Cost: 1 statement.
    """
    cases = list(visible_cases(actor).filter(pk__in=case_ids).order_by("pk"))
    known = [(place, step, action) for place, step in enumerate(steps) if (action := action_of(step))]
    system = Actor.system("cases")
    found: dict[tuple[int, str, str], Hindrance] = {}
    people = set[int]()
    allowed = 0
    for case in cases:
        against = _first_hindrance(actor, system, case, known)
        if against is None:
            allowed += 1
            people.add(case.customer_id)
            continue
        group = found.setdefault(against, Hindrance(step=against[0], why=against[1], status=against[2]))
        group.number += 1
        if len(group.examples) < EXAMPLES:
            group.examples.append(case)
    speaks = [step for _place, step, action in known if action.speaks]
    return Preview(
        case_ids=[case.pk for case in cases],
        allowed=allowed,
        gone=len(set(case_ids)) - len(cases),
        hindrances=sorted(found.values(), key=lambda one: -one.number),
        speaks=speaks,
        people=len(people) if speaks else 0,
        final=final_steps(steps),
    )


def final_steps(steps: Sequence[Step]) -> list[Step]:
    """Return the steps that cannot be taken back."""
    return [step for step in steps if (action := action_of(step)) is None or action.back is None]


def own_runs(actor: Actor) -> QuerySet[BulkRun]:
    """Return the runs that a person made, through programs too; to a program those that its own token asked for."""
    if actor.staff_id is None or not actor.may("cases.view"):
        return BulkRun.objects.none()
    own = BulkRun.objects.filter(staff_id=actor.staff_id)
    return own if actor.is_person else own.filter(token_id=actor.token_id or 0)


def own_run(actor: Actor, run_id: int) -> BulkRun:
    """Return a run of one's own. Raises: NotFound. Cost: 1 statement."""
    run = own_runs(actor).filter(pk=run_id).first()
    if run is None:
        raise NotFound
    return run


def runs_page(actor: Actor, cursor: str | None, size: int = 50) -> Page[BulkRun]:
    """Return one page of one's own runs, the newest first. Cost: 1 statement. Raises: Invalid for a damaged cursor."""
    return page(own_runs(actor), ("-id",), cursor, size)


def tallies(run: BulkRun) -> dict[str, int]:
    """Return how many cases of a run are in each state. Cost: 1 statement."""
    rows = BulkItem.objects.filter(run=run).order_by().values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(ITEM_STATES, 0) | dict(rows)


def undo_until(run: BulkRun) -> datetime | None:
    """Return until when a run may be taken back, None where it cannot be (any more), whatever its cases are."""
    if run.state not in (DONE, STOPPED) or run.ended_at is None or not run.done:
        return None
    if len(final_steps(run.steps)) == len(run.steps):
        return None
    until = run.ended_at + UNDO_WITHIN
    return until if until > clock.now() else None


def problems_page(actor: Actor, run: BulkRun, cursor: str | None, size: int = 50) -> tuple[list[Outcome], str | None]:
    """Return one page of the cases with which something went wrong, and the cursor of the next.

    Cost: 2 statements. Raises: Invalid for a damaged cursor.
    """
    found = page(BulkItem.objects.filter(run=run, state__in=PROBLEMS), ("id",), cursor, size)
    return outcomes(actor, found.rows), found.next


def problem_counts(run: BulkRun, most: int = 20) -> list[tuple[str, int]]:
    """Return what was said against cases of a run, with how many cases, the most frequent first. Cost: 1 statement."""
    counts = Counter[str]()
    rows = BulkItem.objects.filter(run=run, state__in=PROBLEMS).order_by().values_list("problem")
    for problem, number in rows.annotate(n=Count("pk")):
        counts[_apart(problem)[1]] += number
    return counts.most_common(most)


def problem_lines(actor: Actor, run: BulkRun) -> Iterator[Sequence[object]]:
    """Return the lines of a table of every case that was not done or stayed, its head first; a thousand a statement."""
    yield (_("Case"), _("Subject"), _("What came of it"), _("Why"), _("Code"))
    after = 0
    while True:
        left = BulkItem.objects.filter(run=run, pk__gt=after, state__in=(*PROBLEMS, WAITING)).order_by("pk")
        if not (items := list(left[:1_000])):
            return
        for one in outcomes(actor, items):
            number, subject = (one.case.number, one.case.subject) if one.case else ("", "")
            yield (number, subject, str(ITEM_STATES[one.state]), one.words, one.code)
        after = items[-1].pk


def outcomes(actor: Actor, items: Sequence[BulkItem]) -> list[Outcome]:
    """Return what came of cases, with those at hand that the actor still sees. Cost: 1 statement."""
    cases = visible_cases(actor).in_bulk([one.case_id for one in items]) if items else {}
    return [
        Outcome(case=cases.get(one.case_id), state=one.state, code=code, words=words)
        for one in items
        for code, words in [_apart(one.problem)]
    ]


def _apart(problem: str) -> tuple[str, str]:
    code, _between, words = problem.partition("\n")
    return code, words


def _too_many() -> Invalid:
    text = _("Choose at most %(most)s cases at a time. Narrow the list first.") % {"most": f"{MOST_CASES:,}"}
    return Invalid(text, fields={"cases": text})


def _first_hindrance(
    actor: Actor, system: Actor, case: Case, known: Sequence[tuple[int, Step, Action]]
) -> tuple[int, str, str] | None:
    """Return the place of the first step that is not allowed, and why; each is judged by what those before it leave."""
    seen = case if len(known) == 1 else copy(case)
    for place, step, action in known:
        if not action.allowed(actor, seen):
            return place, *_why_not(system, seen, action)
        if action.code == "reply":
            seen.status = AFTER_REPLY.get(step.get("then", STAY), seen.status) if seen.status != RESOLVED else RESOLVED
        elif action.code == "archive":
            seen.archived_at = clock.now()
        else:
            seen.status = AFTERWARDS.get(action.code, seen.status)
    return None


def _why_not(system: Actor, case: Case, action: Action) -> tuple[str, str]:
    if case.merged_into_id is not None:
        return "merged", ""
    if case.archived_at is not None:
        return "archived", ""
    return ("rights", "") if action.allowed(system, case) else ("status", case.status)


REASONS: Mapping[str, Text] = {
    "merged": gettext_lazy("goes on in another case"),
    "archived": gettext_lazy("is in the archive"),
    "rights": gettext_lazy("your role does not allow it"),
}
"""Why a step is not possible, but for the status, which says itself."""
