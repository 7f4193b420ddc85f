"""What may be set up, by what it is about."""

from django.http import HttpResponse
from django.shortcuts import render

from fuwutai.desk.access import StaffRequest, staff_page
from fuwutai.desk.navigation import settings_of


@staff_page(permission=None, statements=6)
def settings(request: StaffRequest) -> HttpResponse:
    """Show what the reader may set up; each page asks for its own permission."""
    groups = [{"title": title, "places": places} for title, places in settings_of(request.actor)]
    return render(request, "desk/settings/settings.html", {"groups": groups})
