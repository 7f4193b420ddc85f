"""What was announced: the person's list, one announcement with what changes, and the confirmation of having read it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.announcements.words import for_whom, state_badge
from fuwutai.desk.answers import done
from fuwutai.desk.standards.words import ESCALATION, Names
from fuwutai.domain.accounts.queries import centre_calendar, role, visible_teams
from fuwutai.domain.calendars.queries import calendars
from fuwutai.domain.standards import announcements as reads
from fuwutai.domain.standards import manuals
from fuwutai.domain.standards.announcements import Notified, Reader
from fuwutai.domain.standards.choices import APPROVED, EFFECTIVE, TOPICS
from fuwutai.domain.standards.commands import confirm_reading
from fuwutai.domain.standards.compare import Comparison, changes_of
from fuwutai.domain.standards.manuals import VersionView
from fuwutai.domain.standards.policies import may_announce, may_draft


@staff_page(permission=None, statements=12)
def announcements(request: StaffRequest) -> HttpResponse:
    """List what the person is to read and has read; to those who draft also who else is to read what, and the rest."""
    actor = request.actor
    found = reads.announcements(actor)
    drafts = may_draft(actor)
    to_read = [one for one in found if one.is_to_read]
    read = [one for one in found if one.confirmed_at]
    missed = [one for one in found if one.may_confirm and one.is_over]
    others = [one for one in found if not one.may_confirm and not one.confirmed_at]
    context = {
        "to_read": _rows(to_read),
        "read": _rows(read),
        "missed": _rows(missed),
        "others": _rows(others) if drafts else [],
        "waiting": _not_announced(request, found) if may_announce(actor) else [],
        "counts_readers": drafts,
    }
    return render(request, "desk/announcements/announcements.html", context)


@staff_page(permission=None, statements=12)
def announcement(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Show an announcement with what its version changes, and to those who draft who has read it. Raises: NotFound."""
    actor = request.actor
    found = reads.announcement(actor, announcement_id)
    comparison = _changes(request, found.version)
    teams = _teams(request, found, comparison)
    context: dict[str, Any] = {
        "notified": found,
        "badge": state_badge(found.version.state),
        "comparison": comparison,
        "names": _names(comparison, teams),
        "topics": [str(TOPICS.get(topic, topic)) for topic in found.version.topics],
        "counts_readers": may_draft(actor),
    }
    if context["counts_readers"]:
        context["readers"] = _reader_rows(found.people)
        context["for_whom"] = for_whom(found.roles, found.team_ids, {one.pk: one.name for one in teams})
    return render(request, "desk/announcements/announcement.html", context)


@staff_action(permission=None, statements=25)
def announcement_confirm(request: StaffRequest, announcement_id: int) -> HttpResponse:
    """Keep that the person has read an announcement, and lead to what is left to read. Raises: NotFound, Refused."""
    confirm_reading(actor=request.actor, announcement_id=announcement_id)
    text = _("Thank you. It is kept that you have read this.")
    return done(request, reverse("desk:announcements"), text)


def _rows(found: Iterable[Notified]) -> list[dict[str, Any]]:
    return [{"notified": one, "badge": state_badge(one.version.state)} for one in found]


def _not_announced(request: StaffRequest, found: Sequence[Notified]) -> list[dict[str, Any]]:
    """Return the revisions in force or to come that nobody was told of. Cost: 2 statements."""
    known = {one.version.id for one in found}
    titles = {one.code: one.title for one in manuals.manuals(request.actor)}
    return [
        {"version": one, "manual": titles[one.manual_code], "badge": state_badge(one.state)}
        for one in manuals.versions(request.actor)
        if one.state in (APPROVED, EFFECTIVE) and one.number > 1 and one.id not in known
    ]


def _changes(request: StaffRequest, version: VersionView) -> Comparison | None:
    """Return what a version changes; None for a first version, which is the manual as a whole."""
    return changes_of(request.actor, version.id) if version.number > 1 else None


def _teams(request: StaffRequest, found: Notified, comparison: Comparison | None) -> list[Any]:
    """Return the teams where the page names any. Cost: 1 statement at most."""
    named = (found.team_ids and may_draft(request.actor)) or _says(comparison, ESCALATION)
    return list(visible_teams(request.actor)) if named else []


def _names(comparison: Comparison | None, teams: Iterable[Any]) -> Names:
    """Return the names of teams and calendars for the figures that change. Cost: 1 statement at most."""
    named = {one.code: one.name for one in calendars()} if comparison and comparison.rules else {}
    return Names(named, {team.code: team.name for team in teams}, centre_calendar())


def _says(comparison: Comparison | None, kind: str) -> bool:
    return comparison is not None and any(one == kind for one, *_rest in comparison.rules)


def _reader_rows(readers: Iterable[Reader]) -> list[dict[str, Any]]:
    return [{"reader": one, "role": str(role(one.role).name)} for one in readers]
