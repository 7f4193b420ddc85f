"""What people can do, how well, and until when that counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from fuwutai.domain.accounts.directory import listed_staff
from fuwutai.domain.accounts.models import Skill, StaffSkill
from fuwutai.domain.accounts.policies import may_view_staff
from fuwutai.domain.accounts.queries import centre_zone
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import NotFound

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillRow:
    """A skill in the list: how many people have it now, and whose has run out or will within 30 days."""

    id: int
    code: str
    name: str
    is_retired: bool
    people: int
    ending: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A skill of a person. `counts`: its last day is not over. `ends_soon`: within 30 days."""

    skill_id: int
    name: str
    staff_id: int
    person: str
    level: int
    expires_on: date | None
    counts: bool
    ends_soon: bool


def today() -> date:
    """Return the day it is at the centre."""
    return clock.now().astimezone(centre_zone()).date()


def skill_rows(actor: Actor) -> list[SkillRow]:
    """Return the skills by name, those retired last; none to who may not see staff. Cost: 1 statement."""
    if not may_view_staff(actor):
        return []
    day = today()
    held = StaffSkill.objects.filter(staff__is_active=True)
    counted = held.values("skill").annotate(
        people=Count("pk", filter=Q(expires_on=None) | Q(expires_on__gte=day)),
        ending=Count("pk", filter=Q(expires_on__lte=day + SOON)),
    )
    numbers = {row["skill"]: (row["people"], row["ending"]) for row in counted}
    return [
        SkillRow(
            id=one.pk, code=one.code, name=one.name, is_retired=one.retired_at is not None,
            people=numbers.get(one.pk, (0, 0))[0], ending=numbers.get(one.pk, (0, 0))[1],
        )
        for one in sorted(Skill.objects.all(), key=lambda one: (one.retired_at is not None, one.name, one.pk))
    ]  # fmt: skip


def skill(actor: Actor, skill_id: int) -> Skill:
    """Return a skill. Raises: NotFound. Cost: 1 statement."""
    found = Skill.objects.filter(pk=skill_id).first() if may_view_staff(actor) else None
    if found is None:
        raise NotFound
    return found


def holders(actor: Actor, skill_id: int) -> list[Held]:
    """Return who has a skill, the best first, those who have left not. Raises: NotFound. Cost: 2 statements."""
    found = skill(actor, skill_id)
    rows = StaffSkill.objects.filter(skill=found, staff__in=listed_staff(actor).filter(is_active=True))
    held = _held(rows.select_related("staff", "skill"))
    return sorted(held, key=lambda one: (not one.counts, -one.level, one.person))


def skills_of(actor: Actor, staff_id: int) -> list[Held]:
    """Return the skills of a person by name; none to who may not see staff. Cost: 1 statement."""
    rows = StaffSkill.objects.filter(staff__in=listed_staff(actor).filter(pk=staff_id))
    return sorted(_held(rows.select_related("staff", "skill")), key=lambda one: (one.name, one.skill_id))


def skilled(codes: Iterable[str], least_level: int = 1) -> set[int]:
    """Return the ids of the active people who have all of some skills today, each at least so well.

    Cost: 1 statement.
    """
    wanted = set(codes)
    alive = Q(expires_on=None) | Q(expires_on__gte=today())
    rows = StaffSkill.objects.filter(alive, skill__code__in=wanted, level__gte=least_level, staff__is_active=True)
    having: dict[int, set[str]] = {}
    for staff_id, code in rows.values_list("staff_id", "skill__code"):
        having.setdefault(staff_id, set()).add(code)
    return {staff_id for staff_id, has in having.items() if has == wanted}


def _held(rows: Iterable[StaffSkill]) -> list[Held]:
    day = today()
    return [
        Held(
            skill_id=row.skill_id, name=row.skill.name, staff_id=row.staff_id, person=row.staff.display_name,
            level=row.level, expires_on=row.expires_on,
            counts=row.expires_on is None or row.expires_on >= day,
            ends_soon=row.expires_on is not None and day <= row.expires_on <= day + SOON,
        )
        for row in rows
    ]  # fmt: skip
