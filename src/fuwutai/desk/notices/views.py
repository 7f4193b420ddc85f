"""The list of notices, the bell, and what takes a notice off the list of the unread."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, done, with_toast
from fuwutai.desk.notices.lines import lines_of
from fuwutai.desk.notices.links import address_of
from fuwutai.domain.notices.commands import mark_all_read, mark_read
from fuwutai.domain.notices.queries import notice_page, unread_count
from fuwutai.kernel import clock
from fuwutai.kernel.http import see_other


@staff_page(permission=None, statements=9)
def notices(request: StaffRequest) -> HttpResponse:
    """List what the person was told, the newest first. Raises: Invalid for a damaged page link."""
    actor, cursor = request.actor, request.GET.get("after")
    found = notice_page(actor, cursor)
    url = reverse("desk:notices")
    context = {
        "lines": lines_of(actor, found.rows),
        "unread_notices": unread_count(actor),
        "shown_at": clock.now().isoformat(),
        "here": request.get_full_path(),
        "first_url": url if cursor else "",
        "next_url": f"{url}?after={found.next}" if found.next else "",
    }
    template = "desk/notices/_notices.html" if by_htmx(request) else "desk/notices/notices.html"
    return render(request, template, context)


@staff_page(permission=None, statements=5)
def notices_bell(request: StaffRequest) -> HttpResponse:
    """Return the count on the bell; says so when there are more than the page has `seen`."""
    unread, seen = unread_count(request.actor), request.GET.get("seen", "")
    answer = render(request, "desk/notices/_bell.html", {"unread": unread})
    if seen.isascii() and seen.isdigit() and unread > int(seen[:9]):
        said = ngettext("%(n)s unread notice", "%(n)s unread notices", unread) % {"n": unread}
        with_toast(answer, said, "info")
    return answer


@staff_action(permission=None, statements=8)
def notice_open(request: StaffRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and lead to what it is about. Raises: NotFound."""
    return see_other(address_of(mark_read(actor=request.actor, notice_id=notice_id)))


@staff_action(permission=None, statements=8)
def notices_read_all(request: StaffRequest) -> HttpResponse:
    """Mark as read what the page showed; what came since stays unread."""
    mark_all_read(actor=request.actor, until=_shown_at(request))
    return done(request, reverse("desk:notices"), _("All notices are marked as read."))


def _shown_at(request: HttpRequest) -> datetime:
    """Return when the page was made, as its form says, but never a moment to come."""
    now = clock.now()
    try:
        said = parse_datetime(request.POST.get("shown_at", ""))
    except ValueError:
        said = None
    return min(said, now) if said and is_aware(said) else now
