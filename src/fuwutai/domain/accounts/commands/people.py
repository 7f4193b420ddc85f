"""Add people and teams; change one's own preferences."""

import re
from collections.abc import Mapping

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.choices import ALL, DENSITIES, LANGUAGES, TEXT_SIZES, THEMES, UNIT
from fuwutai.domain.accounts.commands.identities import unlink
from fuwutai.domain.accounts.commands.ways_in import end_ways_in
from fuwutai.domain.accounts.events import (
    PasswordSet,
    PreferencesChanged,
    StaffChanged,
    StaffCreated,
    StaffDeactivated,
    StaffReactivated,
    TeamCreated,
)
from fuwutai.domain.accounts.models import Centre, Membership, Staff, StaffSession, Team
from fuwutai.domain.accounts.policies import (
    ABOVE,
    BEYOND,
    is_above,
    may_edit_organisation,
    may_edit_staff,
    may_enter_as,
    may_give_role,
    teams_seen_whole,
    teams_to_fill,
)
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
OWN_PLACE: Text = _("Nobody changes her own role, unit or teams. Ask a colleague who may change people.")
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


@command(statements=16)
def change_staff(
    *, actor: Actor, staff_id: int, display_name: str, role: str, unit_id: int | None, team_ids: tuple[int, ...]
) -> Staff:
    """Give a person another name, role, unit or other teams; what she sees changes with her next page.

    Nobody changes her own role, unit or teams. Who gets another role is signed out and begins anew with it. Another
    role, another unit or one more team ends the links and tokens with which others act as her; another role or unit
    those too that she made.
    Emits: StaffChanged. Raises: Refused, NotFound, Invalid naming each wrong field, Conflict when nobody could edit
    staff any more.
    """
    staff = locked_person(actor, staff_id, enters=False)
    name = display_name.strip()
    wanted, present = set(team_ids), set(staff.teams.values_list("pk", flat=True))
    wrong = _wrong_place(actor, name, role, unit_id, team_ids, before=(staff.unit_id, present))
    if staff.pk == actor.staff_id:
        wrong |= _moved_oneself(staff, role, unit_id, is_moved=wanted != present)
    if wrong:
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    if (name, role, unit_id, wanted) == (staff.display_name, staff.role, staff.unit_id, present):
        return staff
    if role != staff.role:
        StaffSession.objects.filter(staff=staff, ended_at=None).update(ended_at=clock.now())
    if (role, unit_id) != (staff.role, staff.unit_id):
        end_ways_in(Q(staff=staff) | Q(made_by=staff))
    elif wanted - present:
        end_ways_in(Q(staff=staff))
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


@command(statements=14)
def deactivate_staff(*, actor: Actor, staff_id: int, successor_id: int | None = None) -> Staff:
    """Let a person sign in no more; browsers and programs that act as her are shut out at once.

    So are the links and tokens that she made for others; accounts of other systems are unlinked.
    `successor_id`: who takes over her open cases in the teams that both work in; the others go back to their queues.
    Emits: StaffDeactivated, OutsideIdentitiesUnlinked. Raises: Refused, NotFound, Invalid for a successor who cannot
    take over, Conflict for oneself, for who is deactivated already, and when nobody could edit staff any more.
    """
    staff = locked_person(actor, staff_id, enters=False)
    if staff.pk == actor.id:
        raise Conflict(_("You cannot deactivate yourself. Ask a colleague who may edit people."), code="oneself")
    if not staff.is_active:
        raise Conflict(_("This person is deactivated already."), code="already_so")
    if successor_id is not None and not _may_succeed(staff, successor_id):
        text = _("This colleague cannot take over: choose somebody who works in one of the person's teams.")
        raise Invalid(text, fields={"successor_id": text})
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    StaffSession.objects.filter(staff=staff, ended_at=None).update(ended_at=clock.now())
    end_ways_in(Q(staff=staff) | Q(made_by=staff))
    refuse_nobody_left()
    emit(StaffDeactivated(staff_id=staff.pk, successor_id=successor_id))
    unlink(staff)
    return staff


@command(statements=6)
def reactivate_staff(*, actor: Actor, staff_id: int) -> Staff:
    """Let a person sign in again. Emits: StaffReactivated. Raises: Refused, NotFound, Conflict for who may already."""
    staff = locked_person(actor, staff_id, enters=False)
    if staff.is_active:
        raise Conflict(_("This person can sign in already."), code="already_so")
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    emit(StaffReactivated(staff_id=staff.pk))
    return staff


@command(statements=13)
def set_password(*, actor: Actor, staff_id: int, password: str) -> Staff:
    """Give a person a new password, which she must change at once; her browsers are signed out.

    Her tokens and links end too, and accounts of other systems are unlinked: she is recognised anew.
    Emits: PasswordSet, OutsideIdentitiesUnlinked. Raises: Refused, NotFound, Invalid for a password that is too weak.
    """
    staff = locked_person(actor, staff_id)
    if wrong := _weak(password, staff):
        raise Invalid(_("Some answers are missing or wrong."), fields=wrong)
    staff.set_password(password)
    staff.must_change_password = actor.is_person and actor.id != staff.pk
    staff.save(update_fields=["password", "must_change_password"])
    StaffSession.objects.filter(staff=staff, ended_at=None).update(ended_at=clock.now())
    end_ways_in(Q(staff=staff))
    record_access(actor, "password_set", subject="staff", subject_id=staff.pk)
    emit(PasswordSet(staff_id=staff.pk))
    unlink(staff)
    return staff


def refuse_nobody_left() -> None:
    """Refuse a change after which nobody could undo it: somebody who may sign in can always edit the organisation.

    Two who make such changes at once come one after the other. Raises: Conflict. Cost: 2 statements.
    """
    Centre.objects.select_for_update(no_key=True).filter(pk=1).first()
    keepers = [one.code for one in roles() if KEY in one.permissions and one.reach == ALL]
    if not Staff.objects.filter(is_active=True, role__in=keepers).exists():
        raise Conflict(
            _("Then nobody could change people and roles any more. Keep that permission for at least one person."),
            code="nobody_left",
        )


def locked_person(actor: Actor, staff_id: int, *, enters: bool = True) -> Staff:
    """Return a person whom an actor may change: of her unit, and with no more rights than she has herself.

    `enters`: what follows could let the actor enter as that person, who must then see no more because of her teams.
    Raises: Refused, NotFound. Cost: 1 statement, 1 more for who may not enter as everybody.
    """
    if not may_edit_staff(actor):
        raise Refused
    staff = queries.editable_staff(actor).select_for_update(no_key=True, of=("self",)).filter(pk=staff_id).first()
    if staff is None:
        raise NotFound(NOBODY)
    if is_above(actor, staff):
        raise Refused(ABOVE, code="above")
    sees_all = not enters or teams_seen_whole(actor) is None
    if not sees_all and not may_enter_as(actor, staff.teams.values_list("pk", flat=True)):
        raise Refused(BEYOND, code="beyond")
    return staff


def _may_succeed(staff: Staff, successor_id: int) -> bool:
    """Return whether somebody is a colleague in one of a person's teams. Cost: 1 statement."""
    hers = Membership.objects.filter(staff=staff).values("team_id")
    theirs = Membership.objects.filter(staff_id=successor_id, staff__is_active=True, team_id__in=hers)
    return successor_id != staff.pk and theirs.exists()


def _wrong_place(
    actor: Actor, name: str, role: str, unit_id: int | None, team_ids: tuple[int, ...],
    before: tuple[int | None, set[int]] | None = None,
) -> dict[str, Text]:  # fmt: skip
    """Return what is wrong with a place. `before`: the unit and the teams of who has one; what is kept may stay."""
    wrong: dict[str, Text] = {}
    if not 1 <= len(name) <= 80:
        wrong["display_name"] = _("Enter the name colleagues and customers see, at most 80 characters.")
    held = role_view(role)
    if role not in role_codes():
        wrong["role"] = _("Choose one of the roles offered.")
    elif not may_give_role(actor, held.permissions, held.reach):
        wrong["role"] = _("This role may do more than you. Choose another one.")
    kept = before is not None and unit_id == before[0]
    if not kept and not _may_place_in(actor, unit_id):
        wrong["unit_id"] = _("Choose your own unit or one below it.")
    if Team.objects.filter(pk__in=team_ids).count() != len(set(team_ids)):
        wrong["team_ids"] = _("One of the teams does not exist any more. Reload the page.")
    elif new := _not_hers(actor, set(team_ids) - (before[1] if before is not None else set())):
        wrong["team_ids"] = (
            _("You do not see all complaints of one of these teams, so you cannot put anybody into it.")
            if actor.reach == ALL or new <= actor.unit_team_ids
            else _("Choose teams of your own unit or of one below it.")
        )
    return wrong


def _not_hers(actor: Actor, team_ids: set[int]) -> set[int]:
    """Return those of some teams into which an actor may put nobody."""
    hers = teams_to_fill(actor)
    return set() if hers is None else team_ids - hers


def _moved_oneself(staff: Staff, role: str, unit_id: int | None, *, is_moved: bool) -> dict[str, Text]:
    """Return under each field that somebody changes of her own place why she may not."""
    changed = {"role": role != staff.role, "unit_id": unit_id != staff.unit_id, "team_ids": is_moved}
    return {name: OWN_PLACE for name, is_other in changed.items() if is_other}


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
    staff = Staff.objects.select_for_update(no_key=True).filter(pk=actor.id or 0).first() if actor.is_person else None
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
