"""Make a version known, keep who has read it, and remind the late. Source: S3-8.2.4-1, S3-8.3-5."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from fuwutai.domain.accounts.queries import colleagues, role_codes
from fuwutai.domain.accounts.queries import team_ids as known_teams
from fuwutai.domain.standards import announcements, manuals
from fuwutai.domain.standards.choices import APPROVED
from fuwutai.domain.standards.events import (
    AnnouncementTakenBack,
    ReadingConfirmed,
    ReadingOverdue,
    VersionAnnounced,
)
from fuwutai.domain.standards.models import Announcement, Reading
from fuwutai.domain.standards.policies import may_announce
from fuwutai.kernel import clock
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.command import command, emit
from fuwutai.kernel.errors import Conflict, Invalid, NotFound, Refused, Text

LONGEST_TEXT = 2_000


@command
def announce_version(
    *, actor: Actor, version_id: int, text: str = "", roles: Sequence[str] = (), team_ids: Sequence[int] = ()
) -> Announcement:
    """Ask people to read what an approved version changes: those with one of the roles in one of the teams, or all.

    A version is announced once, before or while it is in force. Who has not confirmed in time is reminded as the rule
    of kind `standards.read_confirmation` says; without one nobody is.
    Emits: VersionAnnounced.
    Raises: Refused, NotFound, Conflict for a version that is not approved, retired or announced already, Invalid for
    roles or teams that are not there, for whom nobody is concerned, and for a text too long.
    """
    if not may_announce(actor):
        raise Refused
    row = manuals.visible_versions(actor).select_for_update(no_key=True).filter(pk=version_id).first()
    if row is None:
        raise NotFound
    announcements.refuse_unannounceable(manuals.version(actor, version_id).state)
    if Announcement.objects.filter(version=row).exists():
        raise Conflict(
            _("This version has been announced already. Open its announcement to see who has read it."),
            code="announced_already",
        )
    _check(text.strip(), roles, team_ids)
    now = clock.now()
    made = Announcement.objects.create(
        version=row, text=text.strip(), roles=sorted(set(roles)), team_ids=sorted(set(team_ids)),
        announced_by_id=actor.id if actor.is_person else None, announced_at=now,
        next_reminder_at=announcements.reminder_after(now, 0),
    )  # fmt: skip
    emit(VersionAnnounced(manual_id=row.manual_id, version_id=row.pk, announcement_id=made.pk))
    return made


@command
def confirm_reading(*, actor: Actor, announcement_id: int) -> Reading:
    """Keep that the person has read an announcement; a second time changes nothing.

    Emits: ReadingConfirmed. Raises: Refused for whom it does not concern, NotFound.
    """
    rows = announcements.visible_announcements(actor).select_related("version")
    row = rows.select_for_update(no_key=True, of=("self",)).filter(pk=announcement_id).first()
    if row is None:
        raise NotFound
    if not actor.is_person or actor.id is None:  # a token reads for a program, which confirms nothing
        raise Refused
    if (there := row.readings.filter(staff_id=actor.id).first()) is not None:
        return there
    if not announcements.audience(row, colleagues([actor.id])):
        raise Refused(_("This was announced to others; there is nothing for you to confirm."), code="not_concerned")
    made = Reading.objects.create(announcement=row, staff_id=actor.id, confirmed_at=clock.now())
    emit(ReadingConfirmed(manual_id=row.version.manual_id, announcement_id=row.pk, staff_id=actor.id))
    return made


@command
def remind_readers(*, actor: Actor, announcement_id: int) -> int:
    """Remind those who have not confirmed an announcement, once it is time, and return which reminder it was.

    0: it was not time, everybody has read it, or nobody is to be reminded any more, as when a later version took the
    place of this one.
    Emits: ReadingOverdue. Raises: Refused unless the system acts.
    """
    if not actor.is_system:
        raise Refused
    now = clock.now()
    due = Announcement.objects.filter(pk=announcement_id, next_reminder_at__lte=now, version__state=APPROVED)
    row = due.select_related("version").select_for_update(no_key=True, of=("self",)).first()
    if row is None:
        return 0
    rule = announcements.reminder_rule(now)
    wanted = rule is not None and row.reminded < rule.at_most and bool(announcements.late_readers(row.pk))
    row.reminded += wanted
    row.next_reminder_at = announcements.reminder_after(now, row.reminded) if wanted else None
    row.save(update_fields=["reminded", "next_reminder_at"])
    if not wanted:
        return 0
    about = {"manual_id": row.version.manual_id, "version_id": row.version_id, "announcement_id": row.pk}
    emit(ReadingOverdue(**about, reminder=row.reminded))
    return row.reminded


@command
def take_announcement_back(*, actor: Actor, version_id: int) -> bool:
    """Forget the announcement of a version whose approval was taken back, and return whether there was one.

    Who confirmed what stays in the journal. Once the version is approved again it is announced anew.
    Emits: AnnouncementTakenBack. Raises: Refused unless the system acts.
    """
    if not actor.is_system:
        raise Refused
    row = Announcement.objects.select_related("version").filter(version_id=version_id).first()
    if row is None:
        return False
    emit(AnnouncementTakenBack(manual_id=row.version.manual_id, version_id=version_id, announcement_id=row.pk))
    row.delete()
    return True


def _check(text: str, roles: Sequence[str], team_ids: Sequence[int]) -> None:
    wrong: dict[str, Text] = {}
    if len(text) > LONGEST_TEXT:
        wrong["text"] = _("The words have at most %(most)d characters. Shorten them.") % {"most": LONGEST_TEXT}
    if set(roles) - role_codes():
        wrong["roles"] = _("There is no such role. Choose from the list.")
    if set(team_ids) - set(known_teams().values()):
        wrong["team_ids"] = _("There is no such team any more. Choose from the list.")
    if not wrong and not any(announcements.concerns(roles, team_ids, one) for one in colleagues()):
        wrong["roles"] = _("Nobody has one of these roles in one of these teams. Choose more roles or teams.")
    if wrong:
        raise Invalid(next(iter(wrong.values())), code="announcement", fields=wrong)
