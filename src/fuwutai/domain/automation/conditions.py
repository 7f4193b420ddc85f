"""The conditions of a rule: the query language of lists, read for nobody in particular."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.automation.choices import UNKNOWN_CONDITION
from fuwutai.domain.automation.settings import PLATFORM
from fuwutai.domain.cases.lists.language import Unreadable, terms_of
from fuwutai.domain.cases.lists.query import Query, kept, understood
from fuwutai.domain.cases.lists.views import cases_in
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid

PERSONAL = _(
    "“me” and drafts mean nobody to a rule: it acts for the centre, not for a reader. Name the person, or leave it out."
)


def written_conditions(actor: Actor, text: str) -> str:
    """Return conditions as they are kept, "" for every case.

    Raises: Invalid at `conditions`, also for what means something else to each reader. Cost: as `understood`.
    """
    if not text.strip():
        return ""
    try:
        query = understood(actor, text)
    except Invalid as problem:
        said = problem.fields.get("query", problem.message)
        raise Invalid(said, fields={"conditions": said}) from problem
    if query.is_personal:
        raise Invalid(PERSONAL, fields={"conditions": PERSONAL})
    return query.text


def query_of(conditions: str) -> Query:
    """Return kept conditions to be looked for.

    A list leaves out what this release does not know and holds more; a rule must never act on more than was meant.
    Raises: Conflict for conditions that this release does not know.
    """
    found = kept(conditions)
    try:
        is_whole = len(found.terms) == len(terms_of(conditions))
    except Unreadable:
        is_whole = False
    if not is_whole:
        raise Conflict(_("This release does not know one of the conditions."), code=UNKNOWN_CONDITION)
    return found


def matching_cases(actor: Actor, conditions: str) -> QuerySet[Any]:
    """Return the cases in an actor's sight that match now. Raises: Conflict as `query_of`."""
    return cases_in(actor, query_of(conditions)).order_by()


def matches(case_id: int, conditions: str) -> bool:
    """Return whether a case matches now; it is locked until the transaction ends, so that it still does when the
    steps are taken. Raises: Conflict as `query_of`. Cost: 1 statement."""
    cases = matching_cases(PLATFORM, conditions).select_for_update(no_key=True, of=("self",))
    return cases.filter(pk=case_id).values_list("pk", flat=True).first() is not None
