"""What is unusual: the formulas, what was found by them, and what came of it. Source: S3-5.1-6."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.audit.listing import VIEW
from fuwutai.domain.compliance import choices
from fuwutai.domain.compliance.commands import look_at_finding
from fuwutai.domain.compliance.findings import finding_counts, finding_page, visible_finding
from fuwutai.domain.compliance.policies import may_settle_finding
from fuwutai.domain.compliance.thresholds import THRESHOLDS
from fuwutai.kernel.errors import Conflict, Invalid

OPEN, SETTLED = "open", "settled"


class NoteForm(forms.Form):
    """What somebody found out about a finding."""

    note = forms.CharField(
        label=gettext_lazy("What came of it"),
        help_text=gettext_lazy("Who was asked, what the reason was, and what was done."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@staff_page(permission=VIEW, statements=12)
def audit_unusual(request: StaffRequest) -> HttpResponse:
    """List what was found, the open ones first: `?show=settled` the others. Raises: Invalid for a damaged link."""
    show, cursor = request.GET.get("show", OPEN), request.GET.get("after")
    show = show if show in (OPEN, SETTLED) else OPEN
    found = finding_page(request.actor, is_open=show == OPEN, cursor=cursor)
    waiting, settled = finding_counts(request.actor)
    url = reverse("desk:audit_unusual")
    context: dict[str, Any] = {
        "room": "unusual",
        "show": show,
        "shows": [(OPEN, _("To be looked at"), waiting), (SETTLED, _("Looked at"), settled)],
        "rows": [finding_row(one) for one in found.rows],
        "formulas": formulas(),
        "first_url": f"{url}?show={show}" if cursor else "",
        "next_url": f"{url}?{urlencode({'show': show, 'after': found.next})}" if found.next else "",
    }
    return render(request, "desk/audit/unusual.html", context)


@staff_page(permission=VIEW, statements=12)
def audit_finding(request: StaffRequest, finding_id: int) -> HttpResponse:
    """Show one finding with the way to its entries. Raises: NotFound."""
    return _page(request, finding_id, NoteForm())


@staff_action(permission=VIEW, statements=20)
def audit_finding_settle(request: StaffRequest, finding_id: int) -> HttpResponse:
    """Write down what came of a finding. Raises: NotFound, Refused for one's own doing."""
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            look_at_finding(actor=request.actor, finding_id=finding_id, note=form.cleaned_data["note"])
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:audit_unusual"), _("It is written down what came of it."))
    return _page(request, finding_id, form, 422)


def _page(request: StaffRequest, finding_id: int, form: forms.Form, status: int = 200) -> HttpResponse:
    found = visible_finding(request.actor, finding_id)
    context = {
        "room": "unusual",
        "row": finding_row(found),
        "form": form,
        "may_settle": found.looked_at is None and may_settle_finding(request.actor, found.staff_id),
        "is_own": found.staff_id == request.actor.id,
    }
    return render(request, "desk/audit/finding.html", context, status=status)


def finding_row(found: Any) -> dict[str, Any]:
    """Return a finding in words, with the address of its entries."""
    return {
        "finding": found,
        "title": str(choices.FINDINGS.get(found.kind, found.kind)),
        "figures": figures(found.kind, found.facts),
        "entries_url": _entries(found.kind, found.staff_id, found.day),
        "about_url": _failures(found.staff_id, found.day) if found.kind == choices.GUESSED_PASSWORD else "",
    }


def figures(kind: str, facts: dict[str, Any]) -> str:
    """Return the figures that a finding rests on, in words."""
    n = facts.get("n", 0)
    if kind == choices.MANY_REVEALS:
        return _("%(n)s on this day; %(mean)s a day before") % {"n": n, "mean": facts.get("mean", 0)}
    said = {
        choices.STRANGERS: ngettext("%(n)s customer", "%(n)s customers", n),
        choices.EXPORT_AT_NIGHT: ngettext("%(n)s time", "%(n)s times", n),
        choices.LARGE_EXPORT: ngettext("%(n)s row at once", "%(n)s rows at once", n),
        choices.MANY_MISSES: ngettext("%(n)s attempt within an hour", "%(n)s attempts within an hour", n),
        choices.GUESSED_PASSWORD: ngettext("%(n)s failure before", "%(n)s failures before", n),
        choices.IDLE_REVEAL: ngettext("%(n)s customer", "%(n)s customers", n),
    }
    return said.get(kind, "%(n)s") % {"n": n}


def formulas() -> list[tuple[str, str]]:
    """Return how each kind is found, with its thresholds."""
    said = {
        choices.MANY_REVEALS: _(
            "At least %(reveals)s reveals of one person on a day, and at least %(times)s times the daily mean of her"
            " %(days)s days before."
        ),
        choices.STRANGERS: _(
            "At least %(strangers)s customers on a day, revealed or looked at, none of whose cases is in the hands of"
            " the person or of one of her teams."
        ),
        choices.EXPORT_AT_NIGHT: _("An export outside the working hours of the centre's calendar."),
        choices.LARGE_EXPORT: _("An export of more than %(rows)s rows."),
        choices.MANY_MISSES: _(
            "At least %(misses)s attempts within an hour that were refused or found nothing, or so many that they are"
            " not written down one by one any more."
        ),
        choices.GUESSED_PASSWORD: _("At least %(failures)s failed sign-ins in the hour before a successful one."),
        choices.IDLE_REVEAL: _(
            "At least %(idle)s customers on a day, revealed by a person who did nothing in a case of theirs that day."
        ),
    }
    return [(str(choices.FINDINGS[kind]), text % THRESHOLDS) for kind, text in said.items()]


def _entries(kind: str, staff_id: int, day: date) -> str:
    """Return the address of the entries behind a finding."""
    wanted: dict[str, str] = {
        choices.MANY_REVEALS: "saw", choices.STRANGERS: "saw", choices.IDLE_REVEAL: "saw",
        choices.EXPORT_AT_NIGHT: "exported", choices.LARGE_EXPORT: "exported",
        choices.MANY_MISSES: "refused", choices.GUESSED_PASSWORD: "signed_in",
    }  # fmt: skip
    asked = {"person": staff_id, "kind": wanted.get(kind, ""), "since": day.isoformat(), "until": day.isoformat()}
    return f"{reverse('desk:audit')}?{urlencode(asked)}"


def _failures(staff_id: int, day: date) -> str:
    """Return the address of what was tried in the name of a person: nobody is known to have tried."""
    asked = {"staff": staff_id, "kind": "signed_in", "since": day.isoformat(), "until": day.isoformat()}
    return f"{reverse('desk:audit')}?{urlencode(asked)}"
