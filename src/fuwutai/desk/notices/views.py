"""The list of notices, the bell, and what takes a notice off the list of the unread."""

from collections.abc import Collection
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import by_htmx, done, safe_next, with_toast
from fuwutai.desk.notices.lines import lines_of
from fuwutai.desk.notices.links import address_of
from fuwutai.desk.notices.rows import grouped_by_case, rows_of
from fuwutai.domain.notices.choices import GROUPS, codes_of
from fuwutai.domain.notices.commands import mark_all_read, mark_read, mark_these_read
from fuwutai.domain.notices.queries import digest_of, notice_page, unread_count
from fuwutai.kernel import clock
from fuwutai.kernel.http import see_other

MOST_AT_ONCE = 200


@staff_page(permission=None, statements=10)
def notices(request: StaffRequest) -> HttpResponse:
    """List what the person was told, the newest first, or of one kind. Raises: Invalid for a damaged page link."""
    actor, cursor, kind = request.actor, request.GET.get("after"), _kind(request.GET.get("kind", ""))
    codes = codes_of(kind) if kind else None
    found = notice_page(actor, cursor, codes=codes)
    rows = rows_of(actor, found.rows, codes=codes)
    context = {
        "rows": rows,
        "lines": [line for row in rows for line in (row.lead, *row.more)],
        "unread_notices": unread_count(actor),
        "shown_at": clock.now().isoformat(),
        "here": request.get_full_path(),
        "kind": kind,
        "kinds": [("", _("All"), _address()), *((code, label, _address(code)) for code, label in GROUPS.items())],
        "first_url": _address(kind) if cursor else "",
        "next_url": _address(kind, found.next) if found.next else "",
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


@staff_page(permission=None, statements=11)
def notice_digest(request: StaffRequest, notice_id: int) -> HttpResponse:
    """Show the digest in which the person was told something, case by case. Raises: NotFound."""
    found = digest_of(request.actor, notice_id)
    context = {
        "groups": grouped_by_case(lines_of(request.actor, found)),
        "digest_at": found[0].digest_at if found else None,
        "unread": [notice.pk for notice in found if notice.read_at is None],
        "here": request.get_full_path(),
    }
    return render(request, "desk/notices/digest.html", context)


@staff_action(permission=None, statements=9)
def notice_open(request: StaffRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read, with those that stand in the same row, and lead to what it is about. Raises: NotFound."""
    notice = mark_read(actor=request.actor, notice_id=notice_id)
    if also := _ids(request):
        mark_these_read(actor=request.actor, notice_ids=also)
    return see_other(address_of(notice))


@staff_action(permission=None, statements=8)
def notices_read(request: StaffRequest) -> HttpResponse:
    """Mark some notices as read and stay where one is."""
    mark_these_read(actor=request.actor, notice_ids=_ids(request))
    return done(request, safe_next(request, reverse("desk:notices")), _("Marked as read."))


@staff_action(permission=None, statements=8)
def notices_read_all(request: StaffRequest) -> HttpResponse:
    """Mark as read what the page showed; what came since stays unread. `kind`: only of this one."""
    kind = _kind(request.POST.get("kind", ""))
    mark_all_read(actor=request.actor, until=_shown_at(request), codes=codes_of(kind) if kind else None)
    said = _("All notices of this kind are marked as read.") if kind else _("All notices are marked as read.")
    return done(request, _address(kind), said)


def _address(kind: str = "", after: str = "") -> str:
    said = {name: value for name, value in (("kind", kind), ("after", after)) if value}
    return reverse("desk:notices") + (f"?{urlencode(said)}" if said else "")


def _kind(said: str) -> str:
    return said if said in GROUPS else ""


def _ids(request: HttpRequest) -> Collection[int]:
    """Return the notices that a form names; what is no id is passed over."""
    said = request.POST.getlist("notice")[:MOST_AT_ONCE]
    return {int(one) for one in said if one.isascii() and one.isdigit() and len(one) < 19}


def _shown_at(request: HttpRequest) -> datetime:
    """Return when the page was made, as its form says, but never a moment to come."""
    now = clock.now()
    try:
        said = parse_datetime(request.POST.get("shown_at", ""))
    except ValueError:
        said = None
    return min(said, now) if said and is_aware(said) else now
