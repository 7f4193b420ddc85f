"""Announce a version: the form, and the announcement."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.announcements.forms import AnnouncementForm
from fuwutai.desk.announcements.words import state_badge
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.domain.accounts.queries import colleagues, visible_teams
from fuwutai.domain.standards import announcements as reads
from fuwutai.domain.standards import manuals
from fuwutai.domain.standards.commands import announce_version
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Invalid

APPROVE = "standards.approve"


@staff_page(permission=APPROVE, statements=12)
def announcement_new(request: StaffRequest, version_id: int) -> HttpResponse:
    """Show the form; of a version that was announced already, its announcement. Raises: NotFound, Conflict."""
    if there := _there(request, version_id):
        return there
    return _page(request, version_id, AnnouncementForm(teams=_teams(request)))


@staff_action(permission=APPROVE, statements=30)
def version_announced(request: StaffRequest, version_id: int) -> HttpResponse:
    """Announce the version; pressed a second time it leads to the announcement. Raises: NotFound, Conflict."""
    if there := _there(request, version_id):
        return there
    form = AnnouncementForm(request.POST, teams=_teams(request))
    if form.is_valid():
        try:
            made = announce_version(actor=request.actor, version_id=version_id, **form.chosen())
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            text = _("It is announced. Everybody concerned is told and asked to confirm having read it.")
            return done(request, reverse("desk:announcement", args=[made.pk]), text)
    return _page(request, version_id, form, 422)


def _there(request: StaffRequest, version_id: int) -> HttpResponseRedirect | None:
    known = reads.announcement_of_version(request.actor, version_id)
    return redirect("desk:announcement", known) if known else None


def _teams(request: StaffRequest) -> dict[int, str]:
    return {team.pk: team.name for team in visible_teams(request.actor)}


def _page(request: StaffRequest, version_id: int, form: AnnouncementForm, status: int = 200) -> HttpResponse:
    version = manuals.version(request.actor, version_id)
    reads.refuse_unannounceable(version.state)
    context = {
        "version": version,
        "manual": manuals.manual(request.actor, version.manual_code),
        "badge": state_badge(version.state),
        "form": form,
        "people": len(colleagues()),
        "rule": reads.reminder_rule(clock.now()),
    }
    return render(request, "desk/announcements/new.html", context, status=status)
