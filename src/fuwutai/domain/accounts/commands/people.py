"""Add people and teams; change one's own preferences."""

import re
from collections.abc import Mapping

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.choices import ALL, DENSITIES, LANGUAGES, TEXT_SIZES, THEMES, UNIT
from fuwutai.domain.accounts.events import (
    PasswordSet,
    PreferencesChanged,
    StaffChanged,
    StaffCreated,
    StaffDeactivated,
    StaffReactivated,
    TeamCreated,
)
from fuwutai.domain.accounts.models import ApiToken, Centre, Membership, Staff, StaffSession, Team
from fuwutai.domain.accounts.policies import ABOVE, is_above, may_edit_organisation, may_edit_staff, may_give_role
from fuwutai.domain.accounts.roles import role as role_view
from fuwutai.domain.accounts.roles import role_codes, roles
from fuwutai.domain.accounts.units import units_under
from fuwutai.kernel import clock
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text
from fuwutai.kernel.events import Code

OFFERED: dict[str, Mapping[str, Text]] = {
    "language": LANGUAGES,
    "theme": THEMES,
    "density": DENSITIES,
    "text_size": TEXT_SIZES,
}
NOBODY: Text = _("Nobody who works here has this account.")
KEY = "staff.edit"
"""Who holds it can give every other permission back."""
TEAM_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")


@command(statements=4)
def create_team(*, actor: Actor, code: str, name: str) -> Team:
    """Add a team with its own queue. Emits: TeamCreated. Raises: Refused, Invalid."""
    if not may_edit_organisation(actor):
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
    *,
    actor: Actor,
    username: str,
    display_name: str,
    role: str,
    password: str | None,
    team_ids: tuple[int, ...] = (),
    unit_id: int | None = None,
) -> Staff:
    """Add a person who can sign in. Who edits only her own unit adds people there, with no more rights than her own.

    `password`: one that she must change at once, since somebody else chose it; None = she chooses it by a link.
    Emits: StaffCreated. Raises: Refused, Invalid naming each wrong field.
    """
    if not may_edit_staff(actor):
        raise Refused
    username = username.strip().lower()
    staff = Staff(
        username=username, display_name=display_name.strip(), role=role, unit_id=unit_id, created_at=clock.now()
    )
    wrong: dict[str, Text] = {}
    if not USERNAME.fullmatch(username):
        wrong["username"] = _("Use 2 to 60 small letters, digits, dots or dashes.")
    elif Staff.objects.filter(username=username).exists():
        wrong["username"] = _("This user name is taken. Choose another one.")
    wrong |= _wrong_place(actor, staff.display_name, role, unit_id, team_ids)
    wrong |= _weak(password, staff) if password is not None else {}
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    staff.set_password(password)
    staff.must_change_password = password is not None and actor.is_person
    staff.save(force_insert=True)
    Membership.objects.bulk_create([Membership(staff=staff, team_id=key) for key in sorted(set(team_ids))])
    emit(StaffCreated(staff_id=staff.pk, role=Code(role), team_ids=tuple(sorted(set(team_ids)))))
    return staff


@command(statements=14)
def change_staff(
    *, actor: Actor, staff_id: int, display_name: str, role: str, unit_id: int | None, team_ids: tuple[int, ...]
) -> Staff:
    """Give a person another name, role, unit or other teams; what she sees changes with her next page.

    Who gets another role from somebody else is signed out and begins anew with it.
    Emits: StaffChanged. Raises: Refused, NotFound, Invalid naming each wrong field, Conflict when nobody could edit
    staff any more.
    """
    staff = locked_person(actor, staff_id)
    name = display_name.strip()
    if wrong := _wrong_place(actor, name, role, unit_id, team_ids, before=staff):
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    wanted, present = set(team_ids), set(staff.teams.values_list("pk", flat=True))
    if (name, role, unit_id, wanted) == (staff.display_name, staff.role, staff.unit_id, present):
        return staff
    if role != staff.role and staff.pk != actor.id:
        StaffSession.objects.filter(staff=staff, ended_at=None).update(ended_at=clock.now())
    staff.display_name, staff.role, staff.unit_id = name, role, unit_id
    staff.save(update_fields=["display_name", "role", "unit"])
    Membership.objects.filter(staff=staff, team_id__in=present - wanted).delete()
    Membership.objects.bulk_create([Membership(staff=staff, team_id=key) for key in sorted(wanted - present)])
    refuse_nobody_left()
    emit(
        StaffChanged(
            staff_id=staff.pk, role=Code(role), unit_id=unit_id or 0, team_ids=tuple(sorted(wanted))
        )
    )  # fmt: skip
    return staff


@command(statements=11)
def deactivate_staff(*, actor: Actor, staff_id: int, successor_id: int | None = None) -> Staff:
    """Let a person sign in no more; browsers and programs that act as her are shut out at once.

    `successor_id`: who takes over her open cases in the teams that both work in; the others go back to their queues.
    Emits: StaffDeactivated. Raises: Refused, NotFound, Invalid for a successor who cannot take over, Conflict for
    oneself, for who is deactivated already, and when nobody could edit staff any more.
    """
    staff = locked_person(actor, staff_id)
    if staff.pk == actor.id:
        raise Conflict(_("You cannot deactivate yourself. Ask a colleague who may edit people."), code="oneself")
    if not staff.is_active:
        raise Conflict(_("This person is deactivated already."), code="already_so")
    if successor_id is not None and not _may_succeed(staff, successor_id):
        text = _("This colleague cannot take over: choose somebody who works in one of the person's teams.")
        raise Invalid(text, fields={"successor_id": text})
    now = clock.now()
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    StaffSession.objects.filter(staff=staff, ended_at=None).update(ended_at=now)
    ApiToken.objects.filter(staff=staff, revoked_at=None).update(revoked_at=now)
    refuse_nobody_left()
    emit(StaffDeactivated(staff_id=staff.pk, successor_id=successor_id))
    return staff


@command(statements=6)
def reactivate_staff(*, actor: Actor, staff_id: int) -> Staff:
    """Let a person sign in again. Emits: StaffReactivated. Raises: Refused, NotFound, Conflict for who may already."""
    staff = locked_person(actor, staff_id)
    if staff.is_active:
        raise Conflict(_("This person can sign in already."), code="already_so")
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    emit(StaffReactivated(staff_id=staff.pk))
    return staff


@command(statements=8)
def set_password(*, actor: Actor, staff_id: int, password: str) -> Staff:
    """Give a person a new password, which she must change at once; her browsers are signed out. Emits: PasswordSet.

    Raises: Refused, NotFound, Invalid for a password that is too weak.
    """
    staff = locked_person(actor, staff_id)
    if wrong := _weak(password, staff):
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    staff.set_password(password)
    staff.must_change_password = actor.is_person and actor.id != staff.pk
    staff.save(update_fields=["password", "must_change_password"])
    StaffSession.objects.filter(staff=staff, ended_at=None).update(ended_at=clock.now())
    record_access(actor, "password_set", subject="staff", subject_id=staff.pk)
    emit(PasswordSet(staff_id=staff.pk))
    return staff


def refuse_nobody_left() -> None:
    """Refuse a change after which nobody could undo it: somebody who may sign in can always edit the organisation.

    Two who make such changes at once come one after the other. Raises: Conflict. Cost: 2 statements.
    """
    Centre.objects.select_for_update().filter(pk=1).first()
    keepers = [one.code for one in roles() if KEY in one.permissions and one.reach == ALL]
    if not Staff.objects.filter(is_active=True, role__in=keepers).exists():
        raise Conflict(
            _("Then nobody could change people and roles any more. Keep that permission for at least one person."),
            code="nobody_left",
        )


def locked_person(actor: Actor, staff_id: int) -> Staff:
    """Return a person whom an actor may change: of her unit, and with no more rights than she has herself.

    Raises: Refused, NotFound.
    """
    if not may_edit_staff(actor):
        raise Refused
    staff = queries.editable_staff(actor).select_for_update(of=("self",)).filter(pk=staff_id).first()
    if staff is None:
        raise NotFound(NOBODY)
    if is_above(actor, staff):
        raise Refused(ABOVE, code="above")
    return staff


def _may_succeed(staff: Staff, successor_id: int) -> bool:
    """Return whether somebody is a colleague in one of a person's teams. Cost: 1 statement."""
    hers = Membership.objects.filter(staff=staff).values("team_id")
    theirs = Membership.objects.filter(staff_id=successor_id, staff__is_active=True, team_id__in=hers)
    return successor_id != staff.pk and theirs.exists()


def _wrong_place(
    actor: Actor, name: str, role: str, unit_id: int | None, team_ids: tuple[int, ...], before: Staff | None = None
) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    if not 1 <= len(name) <= 80:
        wrong["display_name"] = _("Enter the name colleagues and customers see, at most 80 characters.")
    held = role_view(role)
    if role not in role_codes():
        wrong["role"] = _("Choose one of the roles offered.")
    elif not may_give_role(actor, held.permissions, held.reach):
        wrong["role"] = _("This role may do more than you. Choose another one.")
    kept = before is not None and unit_id == before.unit_id
    if not kept and not _may_place_in(actor, unit_id):
        wrong["unit_id"] = _("Choose your own unit or one below it.")
    if Team.objects.filter(pk__in=team_ids).count() != len(set(team_ids)):
        wrong["team_ids"] = _("One of the teams does not exist any more. Reload the page.")
    elif not (actor.is_system or actor.reach == ALL):
        there = set(before.teams.values_list("pk", flat=True)) if before is not None else set()
        if not set(team_ids) - there <= actor.unit_team_ids:
            wrong["team_ids"] = _("Choose teams of your own unit or of one below it.")
    return wrong


def _may_place_in(actor: Actor, unit_id: int | None) -> bool:
    if actor.is_system or actor.reach == ALL:
        return unit_id is None or bool(units_under(unit_id))
    return actor.reach == UNIT and unit_id in units_under(actor.unit_id)


def _weak(password: str, staff: Staff) -> dict[str, Text]:
    try:
        validate_password(password, staff)
    except ValidationError as weak:
        return {"password": " ".join(weak.messages)}
    return {}


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
