"""The style guide, filled with invented rows; it reads nothing."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fuwutai.design import tones
from fuwutai.design.sprite import icon_names
from fuwutai.desk.access import staff_page
from fuwutai.kernel import clock

COLOURS = (
    "paper", "surface", "sunken", "line", "ink", "ink-2", "ink-3", "brand", "brand-soft", "seal",
    "rail", "note",
)  # fmt: skip


@staff_page(permission=None, statements=4)
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in all its states."""
    return render(request, "desk/styleguide.html", sample_context())


def sample_context() -> dict[str, Any]:
    """Return the invented rows of the page."""
    return {
        "colours": COLOURS,
        "tones": ("brand", "green", "amber", "red", "blue", "violet", "slate", "alarm"),
        "statuses": [(code, code) for code in tones.STATUS],
        "priorities": [(code, code) for code in tones.PRIORITY],
        "types": [(code, code) for code in tones.TYPE],
        "channels": [(code, code) for code in tones.CHANNEL],
        "clocks": _clocks(),
        "people": ("李娜", "王磊", "Mary Ann Smith", "欧阳文静", "Chen", "赵国强"),
        "moments": _moments(),
        "labels": _labels(),
        "priority_labels": {"emergency": _("Emergency"), "urgent": _("Urgent"), "routine": _("Routine")},
        "rows": _rows(),
        "icons": icon_names(),
    }


def _clocks() -> list[dict[str, Any]]:
    """Return one clock of each state."""
    now = clock.now()
    details = [
        (_("Due"), _("Today 16:40")),
        (_("Calendar"), _("Service days 09:00–18:00")),
        (_("Paused"), _("35 min, waiting for the customer")),
        (_("Clause"), "S4-3.2.1"),
    ]
    minutes = {"green": 95, "amber": 8, "red": -65}
    used = {"green": 35, "amber": 80}
    return [
        {
            "state": state,
            "due": now + timedelta(minutes=minutes[state]) if state in minutes else None,
            "used": used.get(state),
            "details": details,
        }
        for state in tones.CLOCK_ICON
    ]


def _moments() -> list[Any]:
    now = clock.now()
    return [now + timedelta(hours=hours) for hours in (-24 * 400, -24 * 20, -24, -1, 24, 24 * 5)]


def _labels() -> dict[str, Any]:
    return {
        "new": _("New"),
        "open": _("Open"),
        "waiting_customer": _("Waiting for customer"),
        "resolved": _("Resolved"),
        "closed": _("Closed"),
    }


def _rows() -> list[dict[str, Any]]:
    """Return the rows of a small queue."""
    now = clock.now()
    samples: list[tuple[str, str, str, str, str, float | None]] = [
        ("整栋楼信号中断，电梯内求助电话打不通", "赵国强", "new", "emergency", "red", -0.2),
        ("Broadband drops every evening", "Mary Ann Smith", "open", "urgent", "amber", 0.3),
        ("申请 12 月电子发票", "孙丽", "waiting_customer", "routine", "paused", None),
    ]
    return [
        {
            "number": f"FW-0000-{index}",
            "subject": subject,
            "customer": customer,
            "status": status,
            "priority": priority,
            "clock": state,
            "due": now + timedelta(hours=hours) if hours is not None else None,
            "at": now - timedelta(minutes=7 * index),
        }
        for index, (subject, customer, status, priority, state, hours) in enumerate(samples, start=1)
    ]
