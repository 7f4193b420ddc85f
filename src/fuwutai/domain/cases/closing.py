"""What must be there before a case may end: the manuals say what, one table says what is missing and in which words.

Facts in, codes out; who refuses, who marks and who links asks here. Source: S0-2.3-5, S2-1.1-2, S3-1.4-5.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fuwutai.domain.cases.choices import ACTIVE, SETTLED
from fuwutai.domain.cases.events import CalledBack, CaseConfirmed, ResultNotified
from fuwutai.domain.cases.models import Case, Task
from fuwutai.domain.cases.rule_kinds.closing import CLOSE_NEEDS, CloseNeeds
from fuwutai.domain.standards.queries import rule_in_force
from fuwutai.domain.standards.registry import CASE_FACTS
from fuwutai.kernel import clock
from fuwutai.kernel.journal import entries_about


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How far a case is settled. `verified`: the customer said that it is."""

    result_sent: bool
    verified: bool
    rating: str
    resolution: str
    cause: str
    tasks: int
    children: int


_IS_THERE: dict[str, Callable[[Ending], bool]] = {
    "resolution": lambda one: bool(one.resolution),
    "cause": lambda one: bool(one.cause),
    "result_sent": lambda one: one.result_sent,
    "verified": lambda one: one.verified,
    "rating": lambda one: bool(one.rating),
    "tasks": lambda one: one.tasks == 0,
    "children": lambda one: one.children == 0,
}
"""What may be asked for, in the order in which one mends it."""

MISSING: dict[str, Promise] = {
    "resolution": _("how it was resolved"),
    "cause": _("what the cause was"),
    "result_sent": _("that the customer is told the result"),
    "verified": _("that the customer confirms the result, or is called back and does"),
    "rating": _("how content the customer is, or that nobody could learn it"),
    "tasks": _("that the necessary tasks are done"),
    "children": _("that the cases below this one are settled"),
}
"""What is missing, as the end of the sentence “Before this case may be closed, one thing is missing: …”."""
AND = pgettext_lazy("between two things that are missing", "; ")


def missing_to_close(needs: CloseNeeds | None, ending: Ending) -> list[str]:
    """Return what is missing before a case may be closed, in the order in which one mends it; nothing without a rule.

    Cost: none.
    """
    return [code for code, is_there in _IS_THERE.items() if needs and getattr(needs, code) and not is_there(ending)]


def needs_to_close(case: Case) -> CloseNeeds | None:
    """Return what the rule in force asks for before a case is closed, or None. Cost: as `rule_in_force`."""
    rule = rule_in_force(CLOSE_NEEDS, {name: getattr(case, name) for name in CASE_FACTS}, clock.now())
    return rule.value if rule else None


def ending_of(case: Case, needs: CloseNeeds | None, *, confirmed: bool = False) -> Ending:
    """Return how far a case is settled, reading only what is asked for. `confirmed`: the customer says so right now.

    What was told or confirmed before it was last resolved counts for nothing.
    Cost: 1 statement for the result, 1 for tasks where any is open, 1 for children; none for what is not asked.
    """
    told, verified = confirmed, confirmed
    if needs and (needs.result_sent or needs.verified) and not confirmed:
        told, verified = _told_and_verified(case)
    tasks = _open_tasks(case) if needs and needs.tasks and case.tasks_open else 0
    children = case.children.filter(status__in=ACTIVE).count() if needs and needs.children else 0
    return Ending(
        result_sent=told,
        verified=verified,
        rating=case.rating,
        resolution=case.resolution,
        cause=case.cause,
        tasks=tasks,
        children=children,
    )


def what_is_missing(case: Case) -> list[str]:
    """Return what is missing before a case may be closed. Cost: as `ending_of`."""
    needs = needs_to_close(case)
    return missing_to_close(needs, ending_of(case, needs))


def in_words(missing: Iterable[str]) -> str:
    """Return what is missing as one part of a sentence."""
    return str(AND).join(str(MISSING[code]) for code in missing if code in MISSING)


def _told_and_verified(case: Case) -> tuple[bool, bool]:
    codes = (ResultNotified.code, CalledBack.code, CaseConfirmed.code)
    since = entries_about("case", [case.pk]).filter(code__in=codes, at__gte=case.status_since)
    found: list[tuple[str, Mapping[str, Any]]] = list(since.values_list("code", "data"))
    verified = any(code == CaseConfirmed.code or data.get("outcome") == SETTLED for code, data in found)
    return bool(found), verified


def _open_tasks(case: Case) -> int:
    return Task.objects.filter(case=case, is_needed=True, state="open").count()
