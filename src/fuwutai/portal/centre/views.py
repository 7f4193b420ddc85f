"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fuwutai.domain.accounts.queries import centre
from fuwutai.domain.calendars.queries import opening_hours
from fuwutai.kernel import clock
from fuwutai.portal.access import portal_page
from fuwutai.portal.cases.doors import DOORS
from fuwutai.portal.cases.forms import TrackForm
from fuwutai.portal.spoken import spoken_moment, spoken_openings


@portal_page(statements=2)
def centre_home(request: HttpRequest) -> HttpResponse:
    """Show what a customer can do here, and whether somebody is there now."""
    here = centre()
    if here is None:
        return render(request, "portal/not_yet.html", status=503)
    now = clock.now()
    hours = opening_hours(here.calendar_code, now)
    facts = {
        "doors": DOORS,
        "track": TrackForm(),
        "is_open": hours.is_open,
        "today": spoken_openings(hours.today),
        "closes": spoken_moment(hours.closes_at, now) if hours.closes_at else "",
        "opens": spoken_moment(hours.opens_at, now) if hours.opens_at else "",
    }
    return render(request, "portal/home.html", facts)
