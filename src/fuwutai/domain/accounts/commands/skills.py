"""Name what people can do, and rate them in it."""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.choices import LEVELS
from fuwutai.domain.accounts.commands.people import locked_person
from fuwutai.domain.accounts.events import SkillSaved, StaffSkillRated
from fuwutai.domain.accounts.models import Skill, StaffSkill
from fuwutai.domain.accounts.policies import may_edit_organisation
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code
from fuwutai.kernel.text import storable

SKILL_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
MAX_NAME = 60


@command(statements=7)
def save_skill(*, actor: Actor, code: str, name: str, is_retired: bool = False) -> Skill:
    """Add a skill, give the one of this code another name, or retire it: nobody is rated in it any more.

    Emits: SkillSaved, nothing where nothing changed. Raises: Refused, Invalid naming each wrong field.
    """
    if not may_edit_organisation(actor):
        raise Refused
    wrong: dict[str, Text] = {}
    if not SKILL_CODE.fullmatch(code):
        wrong["code"] = _("Use at most 40 small letters, digits and dashes.")
    if not 1 <= len(name.strip()) <= MAX_NAME or not storable(name):
        wrong["name"] = _("Enter a name of at most 60 characters.")
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    found = Skill.objects.select_for_update(no_key=True).filter(code=code).first() or Skill(code=code)
    if found.pk and (found.name, found.retired_at is not None) == (name.strip(), is_retired):
        return found
    found.name = name.strip()
    found.retired_at = (found.retired_at or clock.now()) if is_retired else None
    found.save()
    emit(SkillSaved(skill_id=found.pk, skill=Code(code), is_retired=is_retired))
    return found


@command(statements=10)
def rate_skill(*, actor: Actor, staff_id: int, skill_id: int, level: int, expires_on: date | None = None) -> None:
    """Say how well a person can do something, from 1 to 5, and until when that counts; 0 takes the skill from her.

    Emits: StaffSkillRated, nothing where nothing changed. Raises: Refused, NotFound, Invalid, Conflict for a retired
    skill. Source: S0-1.4-1, S4-1.4-2.
    """
    staff = locked_person(actor, staff_id, enters=False)
    skill = Skill.objects.filter(pk=skill_id).first()
    if skill is None:
        raise NotFound
    if level != 0 and level not in LEVELS:
        raise Invalid(_("Choose a level from 1 to 5."), fields={"level": _("Choose a level from 1 to 5.")})
    if level and skill.retired_at is not None:
        raise Conflict(_("This skill is retired. Choose another one."), code="retired")
    held = StaffSkill.objects.filter(staff=staff, skill=skill)
    present = held.values_list("level", "expires_on").first()
    if present == (level, expires_on) or (present is None and level == 0):
        return
    if level == 0:
        held.delete()
    else:
        StaffSkill.objects.update_or_create(
            staff=staff, skill=skill, defaults={"level": level, "expires_on": expires_on}
        )
    until = expires_on if level else None
    emit(StaffSkillRated(staff_id=staff.pk, skill_id=skill.pk, level=level, expires_on=until))
