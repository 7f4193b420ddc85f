"""Add people and teams; change one's own preferences."""

import re
from collections.abc import Mapping

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.choices import DENSITIES, LANGUAGES, ROLES, TEXT_SIZES, THEMES
from fuwutai.domain.accounts.events import PreferencesChanged, StaffCreated, TeamCreated
from fuwutai.domain.accounts.models import Membership, Staff, Team
from fuwutai.domain.accounts.policies import may_edit_staff
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code

OFFERED: dict[str, Mapping[str, Text]] = {
    "language": LANGUAGES,
    "theme": THEMES,
    "density": DENSITIES,
    "text_size": TEXT_SIZES,
}
TEAM_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")


@command(statements=4)
def create_team(*, actor: Actor, code: str, name: str) -> Team:
    """Add a team with its own queue. Emits: TeamCreated. Raises: Refused, Invalid."""
    if not may_edit_staff(actor):
        raise Refused
    if not TEAM_CODE.fullmatch(code) or not 1 <= len(name.strip()) <= 80:
        raise Invalid(
            _("A team needs a name of at most 80 characters and a code of small letters, digits and dashes."),
            fields={"code": _("Change the code.")},
        )
    if Team.objects.filter(code=code).exists():
        raise Invalid(_("This code is taken. Choose another one."), fields={"code": _("This code is taken.")})
    team = Team.objects.create(code=code, name=name.strip())
    queries.forget_centre()
    transaction.on_commit(queries.forget_centre)
    emit(TeamCreated(team_id=team.pk, team_code=Code(code)))
    return team


@command(statements=6)
def create_staff(
    *, actor: Actor, username: str, display_name: str, role: str, password: str, team_ids: tuple[int, ...] = ()
) -> Staff:
    """Add a person who can sign in. Emits: StaffCreated. Raises: Refused, Invalid naming each wrong field."""
    if not may_edit_staff(actor):
        raise Refused
    username = username.strip().lower()
    staff = Staff(username=username, display_name=display_name.strip(), role=role, created_at=clock.now())
    wrong: dict[str, Text] = {}
    if not USERNAME.fullmatch(username):
        wrong["username"] = _("Use 2 to 60 small letters, digits, dots or dashes.")
    elif Staff.objects.filter(username=username).exists():
        wrong["username"] = _("This user name is taken. Choose another one.")
    if not 1 <= len(staff.display_name) <= 80:
        wrong["display_name"] = _("Enter the name colleagues and customers see, at most 80 characters.")
    if role not in ROLES:
        wrong["role"] = _("Choose one of the roles offered.")
    try:
        validate_password(password, staff)
    except ValidationError as weak:
        wrong["password"] = " ".join(weak.messages)
    if Team.objects.filter(pk__in=team_ids).count() != len(set(team_ids)):
        wrong["team_ids"] = _("One of the teams does not exist any more. Reload the page.")
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    staff.set_password(password)
    staff.save(force_insert=True)
    Membership.objects.bulk_create([Membership(staff=staff, team_id=key) for key in sorted(set(team_ids))])
    emit(StaffCreated(staff_id=staff.pk, role=Code(role), team_ids=tuple(sorted(set(team_ids)))))
    return staff


@command(statements=6)
def change_preferences(
    *,
    actor: Actor,
    language: str | None = None,
    theme: str | None = None,
    density: str | None = None,
    text_size: str | None = None,
) -> Staff:
    """Set how the desk looks to oneself; what is not given stays.

    Emits: PreferencesChanged. Raises: NotFound, Invalid.
    """
    staff = Staff.objects.select_for_update().filter(pk=actor.id or 0).first() if actor.is_person else None
    if staff is None:
        raise NotFound
    wanted = {"language": language, "theme": theme, "density": density, "text_size": text_size}
    given = {name: value for name, value in wanted.items() if value is not None}
    if any(value not in OFFERED[name] for name, value in given.items()):
        raise Invalid(_("This choice is not offered. Reload the page."))
    changed = {name: value for name, value in given.items() if value != getattr(staff, name)}
    if not changed:
        return staff
    for name, value in changed.items():
        setattr(staff, name, value)
    staff.save(update_fields=list(changed))
    emit(
        PreferencesChanged(
            staff_id=staff.pk,
            language=Code(staff.language),
            theme=Code(staff.theme),
            density=Code(staff.density),
            text_size=Code(staff.text_size),
        )
    )
    return staff
