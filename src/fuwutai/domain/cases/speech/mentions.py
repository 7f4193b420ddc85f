"""Whom a note can name: colleagues who see the case."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import IntegerField, Q, Value

from fuwutai.domain.accounts.queries import actors_for, visible_staff
from fuwutai.domain.cases.queries import visible_case, visible_cases
from fuwutai.kernel.actors import Actor

OFFERED, LOOKED_AT = 8, 40
"""So many colleagues are offered, of so many whose name fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A colleague; `written`: what stands behind the @, the user name where another one is called the same."""

    id: int
    name: str
    username: str
    written: str


def who_see(case_id: int, staff_ids: Iterable[int]) -> set[int]:
    """Return who of some people work here and see a case. Cost: 3 statements, none for nobody."""
    wanted = set(staff_ids)
    if not wanted:
        return set()
    seen = [
        visible_cases(actor).filter(pk=case_id).order_by().values_list(Value(actor.id, IntegerField()))
        for actor in actors_for(wanted)
    ]
    return {who for (who,) in seen[0].union(*seen[1:], all=True)} if seen else set()


def colleagues_to_name(actor: Actor, case_id: int, begun: str) -> list[Named]:
    """Return colleagues who see the case and whose name fits what was begun to be written; all for "".

    Raises: NotFound. Cost: 6 statements.
    """
    visible_case(actor, case_id)
    fits = Q(display_name__icontains=begun) | Q(username__istartswith=begun)
    people = visible_staff(actor).filter(fits, is_active=True).exclude(pk=actor.id or 0)
    found = list(people.values_list("pk", "display_name", "username")[:LOOKED_AT])
    seeing = who_see(case_id, [pk for pk, _name, _username in found])
    offered = [one for one in found if one[0] in seeing][:OFFERED]
    alike = visible_staff(actor).filter(display_name__in=[name for _pk, name, _username in offered], is_active=True)
    called = list(alike.values_list("display_name", flat=True)) if offered else []
    return [
        Named(id=pk, name=name, username=username, written=name if called.count(name) == 1 else username)
        for pk, name, username in offered
    ]
