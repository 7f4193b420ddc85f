"""Give what waits in a team to those who can take it."""

from collections import Counter

from fuwutai.domain.accounts.skills import today
from fuwutai.domain.cases.commands import assign_case
from fuwutai.domain.dispatch.commands.counting import What, add_to_day, note_turns
from fuwutai.domain.dispatch.models import Decision
from fuwutai.domain.dispatch.people import DISPATCH, people_of
from fuwutai.domain.dispatch.policies import refuse_editing
from fuwutai.domain.dispatch.rules import ANY, Choice, share_out
from fuwutai.domain.dispatch.settings import as_sharing, locked_method, wanted_in
from fuwutai.domain.dispatch.waiting import matters_of, waiting_cases
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command
from fuwutai.kernel.jobs import enqueue

AT_ONCE = 20
"""So many cases are given in one transaction: the rows of people and cases are locked no longer than that takes."""


@command
def give_waiting(*, actor: Actor, team_id: int) -> int:
    """Give the cases that wait in a team to those who can take them, and return how many were given.

    One at a time does this for a team, and nobody is considered for two teams at once, so no capacity is exceeded.
    A case that somebody works on at this very moment is left alone and tried again. By hand, nothing is given.
    Emits: CaseAssigned, by the system. Raises: NotFound, Refused. Source: S3-1.2-3, S4-1.3-3, S0-5.2-2.
    Cost: 1 statement by hand, 15 where nobody has room or nothing waits, 6 for each case given.
    """
    if not actor.is_system:
        refuse_editing(actor, team_id)
    row = locked_method(team_id)
    if row is None or not as_sharing(row).is_automatic:
        return 0
    sharing = as_sharing(row)
    people = people_of(team_id, sharing, lock=True)
    if not any(one.works and one.state == "available" and one.has_room for one in people):
        return 0
    matters = matters_of(team_id, sharing, wanted_in(team_id), [one.id for one in people])
    choices = share_out(
        people, matters, sharing.method, clock.now(), same_person_first=sharing.same_person_first, limit=AT_ONCE
    )
    if not choices:
        return 0
    wanted = [choice.case_id for choice in choices]
    # Whoever holds one of them now may be taking it, and may wait for another one that this holds.
    locked = waiting_cases(DISPATCH).select_for_update(no_key=True, of=("self",), skip_locked=True)
    free = set(locked.filter(pk__in=wanted, team_id=team_id).order_by("pk").values_list("pk", flat=True))
    made = [choice for choice in choices if choice.case_id in free]
    for choice in made:
        assign_case(actor=DISPATCH, case_id=choice.case_id, team_id=team_id, staff_id=choice.person.id)
    _remember(team_id, sharing.method, made)
    if len(made) < len(choices) or len(choices) == AT_ONCE:
        promise_giving(team_id)
    return len(made)


def promise_giving(team_id: int) -> None:
    """Promise that what waits in a team is given; one waiting promise is enough. Cost: 1 statement."""
    enqueue("dispatch.give_waiting", {"team_id": team_id}, unique_key=f"dispatch.give:{team_id}")


def _remember(team_id: int, method: str, made: list[Choice]) -> None:
    """Keep why each case went where it did, and count it."""
    now = clock.now()
    Decision.objects.bulk_create(
        Decision(
            case_id=one.case_id, team_id=team_id, staff_id=one.person.id, at=now, method=method, reason=one.reason,
            candidates=one.candidates, load_percent=one.person.load[ANY], most=one.person.most[ANY],
            hindered=dict(one.hindered),
        )
        for one in made
    )  # fmt: skip
    counted: Counter[tuple[int, What]] = Counter((one.person.id, "given") for one in made)
    add_to_day(today(), counted)
    note_turns({one.person.id: one.person.last_given_at for one in made if one.person.last_given_at})
