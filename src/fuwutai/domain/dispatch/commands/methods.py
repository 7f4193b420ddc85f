"""Say how a team shares out its work, and which skills its cases need."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.choices import LEVELS
from fuwutai.domain.accounts.skills import skill_rows
from fuwutai.domain.cases.choices import TYPES
from fuwutai.domain.customers.choices import TIERS
from fuwutai.domain.dispatch.choices import METHODS, WEIGHTS
from fuwutai.domain.dispatch.commands.sharing import promise_giving
from fuwutai.domain.dispatch.events import MethodSet, SkillWanted
from fuwutai.domain.dispatch.models import TeamMethod, WantedSkill
from fuwutai.domain.dispatch.people import DISPATCH
from fuwutai.domain.dispatch.policies import refuse_editing
from fuwutai.domain.dispatch.settings import as_sharing, forget_sharings, locked_method
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, Text
from fuwutai.kernel.events import Code

MOST = 200
LONGEST_AWAY = 7 * 24 * 60
MOST_WANTED = 100
ANY_CATEGORY = 60


@command
def set_method(
    *,
    actor: Actor,
    team_id: int,
    method: str,
    most: int = 5,
    waiting_percent: int = 0,
    away_minutes: int | None = None,
    same_person_first: bool = False,
    leaders_take: bool = False,
    first_tiers: Collection[str] = (),
) -> TeamMethod:
    """Say how a team shares out its work; where it is not by hand, what waits is given at once.

    Emits: MethodSet, nothing where nothing changed. Raises: NotFound, Refused, Invalid naming each wrong field.
    Source: S3-1.2-3, S4-1.3-3.
    """
    refuse_editing(actor, team_id)
    wrong: dict[str, Text] = {}
    if method not in METHODS:
        wrong["method"] = _("Choose how work is shared out.")
    if not 1 <= most <= MOST:
        wrong["most"] = _("Enter a number from 1 to %(most)s.") % {"most": MOST}
    if waiting_percent not in WEIGHTS:
        wrong["waiting_percent"] = _("Choose how much a case counts while it waits.")
    if away_minutes is not None and not 1 <= away_minutes <= LONGEST_AWAY:
        wrong["away_minutes"] = _("Enter a number of minutes from 1 to %(most)s, or nothing.") % {"most": LONGEST_AWAY}
    if not set(first_tiers) <= set(TIERS):
        wrong["first_tiers"] = _("Choose among the classes offered.")
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    row = locked_method(team_id)
    before = as_sharing(row) if row else None
    row = row or TeamMethod(team_id=team_id)
    row.method, row.most, row.waiting_percent, row.away_minutes = method, most, waiting_percent, away_minutes
    row.same_person_first, row.leaders_take, row.first_tiers = same_person_first, leaders_take, sorted(first_tiers)
    if before == as_sharing(row):
        return row
    row.save()
    forget_sharings()
    transaction.on_commit(forget_sharings)
    emit(
        MethodSet(
            team_id=team_id, method=Code(method), most=most, waiting_percent=waiting_percent,
            away_minutes=away_minutes, same_person_first=same_person_first, leaders_take=leaders_take,
            first_tiers=tuple(map(Code, row.first_tiers)),
        )
    )  # fmt: skip
    promise_giving(team_id)
    return row


@command
def want_skill(
    *, actor: Actor, team_id: int, skill_id: int, level: int, type: str = "", category: str = ""
) -> WantedSkill | None:
    """Say which skill, from which level on, a team's cases of a type and category need; "" = all, level 0 = no longer.

    Emits: SkillWanted, nothing where nothing changed. Raises: NotFound, Refused, Invalid naming each wrong field.
    Source: S3-1.2-3, S4-1.4-2.
    """
    refuse_editing(actor, team_id)
    known = {one.id: one for one in skill_rows(DISPATCH)}
    held = WantedSkill.objects.filter(team_id=team_id)
    wrong: dict[str, Text] = {}
    if skill_id not in known or (level and known[skill_id].is_retired):
        wrong["skill_id"] = _("Choose a skill.")
    if level != 0 and level not in LEVELS:
        wrong["level"] = _("Choose a level from 1 to 5.")
    if type and type not in TYPES:
        wrong["type"] = _("Choose what this is about.")
    if len(category) > ANY_CATEGORY or category != category.strip():
        wrong["category"] = _("Choose a category, or none.")
    if level and not wrong and held.count() >= MOST_WANTED:
        wrong["skill_id"] = _("This team has very many rows already. Take some away first.")
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    where: dict[str, Any] = {"team_id": team_id, "skill_id": skill_id, "type": type, "category": category}
    row = held.filter(**where).first()
    if (row.level if row else 0) == level:
        return row
    if level == 0 and row is not None:
        row.delete()
        row = None
    else:
        row, _made = WantedSkill.objects.update_or_create(**where, defaults={"level": level})
    emit(SkillWanted(team_id=team_id, skill_id=skill_id, level=level, type=Code(type), category=Code(category)))
    promise_giving(team_id)
    return row


@command
def drop_wanted_skill(*, actor: Actor, team_id: int, wanted_id: int) -> None:
    """Let a team's cases need a skill no longer.

    Emits: SkillWanted. Raises: NotFound for a team out of sight, Refused, Conflict where the row is gone already.
    """
    refuse_editing(actor, team_id)
    row = WantedSkill.objects.filter(pk=wanted_id, team_id=team_id).first()
    if row is None:
        raise Conflict(_("This row is gone already. Reload the page to see what these cases need now."), code="gone")
    want_skill(
        actor=actor, team_id=team_id, skill_id=row.skill_id, level=0, type=row.type, category=row.category
    )
