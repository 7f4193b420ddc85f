"""Operations: health, work that waits, work that is parked, and the audit chain."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.domain.calendars.queries import calendars_with_missing_years, missing_years_warning
from fuwutai.domain.cases.finding.word_index import words_behind
from fuwutai.domain.compliance.findings import broken_chain
from fuwutai.kernel import chain, clock, outbox
from fuwutai.kernel.health import readiness
from fuwutai.kernel.jobs import repeating_jobs
from fuwutai.kernel.repairs import discard_parked_job, retry_parked_job

MOST_PARKED = 50


@staff_page(permission="operations.view", statements=12)
def operations(request: StaffRequest) -> HttpResponse:
    """Show how the machinery stands."""
    backlog, rounds = outbox.backlog(), repeating_jobs()
    health = readiness(rounds=rounds, parked=backlog["parked"])
    today = timezone.localtime(clock.now()).date()
    context = {
        "status": health.status,
        "checks": [_check(name, str(value)) for name, value in health.checks.items()],
        "backlog": backlog,
        "parked": list(outbox.parked()[:MOST_PARKED]),
        "jobs": rounds,
        "now": clock.now(),
        "sealed": _sealed(),
        "found": _found(),
        "head_is_noted": chain.head_is_noted(),
        "chain_is_broken": bool(broken_chain()),
        "calendars": [
            (name, missing_years_warning(years))
            for name, years in calendars_with_missing_years(today).items()
        ],
        "may_repair": request.actor.may("operations.repair"),
    }
    return render(request, "desk/operations/operations.html", context)


@staff_action(permission="operations.repair", statements=20)
def operations_retry(request: StaffRequest, job_id: int) -> HttpResponse:
    """Give a parked job another round of attempts."""
    retry_parked_job(actor=request.actor, row_id=job_id)
    return done(request, reverse("desk:operations"), _("The job will be tried again at once."))


@staff_action(permission="operations.repair", statements=20)
def operations_discard(request: StaffRequest, job_id: int) -> HttpResponse:
    """Give a parked job up."""
    discard_parked_job(actor=request.actor, row_id=job_id)
    return done(
        request, reverse("desk:operations"), _("The job was discarded; the journal keeps who did it.")
    )


def _check(name: str, value: str) -> dict[str, Any]:
    """Return one check in words: what it looks at, and what to do when it is not well."""
    titles = {
        "database": _("Database"),
        "migrations": _("Tables of this release"),
        "disk": _("Free disk space"),
        "worker": _("Background worker"),
        "outbox": _("Background jobs"),
    }
    advice = {
        "migrations": _("Stop the server and start it again; it brings the tables up to date."),
        "disk": _("Make room on the disk of the data directory."),
        "worker": _("Reminders, deadlines and mail stand still. Start the server again."),
        "outbox": _("Look at the parked jobs below: retry or discard them."),
    }
    well = value == "ok"
    return {
        "title": titles.get(name, name),
        "well": well,
        "value": value,
        "advice": "" if well else advice.get(name, ""),
    }


def _sealed() -> list[tuple[str, int, int]]:
    names = {
        "kernel_journalentry": _("Journal of changes"),
        "kernel_accessentry": _("Log of looks and sign-ins"),
    }
    counted = chain.sealed_so_far()
    return [(title, *counted.get(table, (0, 0))) for table, title in names.items()]


FAR_BEHIND = 50
"""So many blocks of the journal nobody reads in the seconds between two looks of the worker."""


def _found() -> dict[str, Any]:
    """Return how far search is behind what was written, and what to do about it."""
    blocks, older = words_behind()
    advice = ""
    if blocks is None:
        advice = _("No words are found yet. The worker begins by itself a few seconds after it was started.")
    elif blocks > FAR_BEHIND:
        advice = _(
            "What was written lately is not found yet. See that a worker runs, and look at the parked jobs below."
        )
    elif older:
        advice = _(
            "Older cases are still being indexed, the newest first. If this stands still, run “fuwutai search rebuild”."
        )
    return {"blocks": blocks, "older": older, "advice": advice}
