"""A new case from a call: who is calling, what about, and a number in half a minute."""

import secrets
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.design import tones
from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.desk.case_fields.answers import said_in
from fuwutai.desk.case_fields.intake import new_case_answers, refuse_the_rest
from fuwutai.desk.case_threads.same import same
from fuwutai.desk.cases.forms import NewCaseForm
from fuwutai.desk.cases.known import caller, chosen
from fuwutai.desk.cases.likely import likely
from fuwutai.domain.cases.choices import ACTIVE, PHONE, STATUSES, TYPES
from fuwutai.domain.cases.commands import open_case, take_case
from fuwutai.domain.cases.policies import may_take
from fuwutai.domain.cases.queries import visible_cases
from fuwutai.kernel.errors import Conflict, Invalid
from fuwutai.kernel.idempotency import was_sent

PAGE = "desk/cases/new.html"


@staff_page(permission="cases.open", statements=10)
def case_new(request: StaffRequest) -> HttpResponse:
    """Show the empty form; `?phone=` is the number that rings, `?customer=` for whom the case is opened."""
    phone = request.GET.get("phone", "")[:40]
    customer_id = _number(request.GET.get("customer", ""))
    known = _known(request, customer_id, phone)
    first = {
        "customer": customer_id if "chosen" in known else None,
        "token": secrets.token_urlsafe(16),
        "phone": phone,
        "name": known["card"].name if known["card"] else "",
    }
    return render(request, PAGE, _context(NewCaseForm(request.actor, initial=first)) | known)


@staff_action(permission="cases.open", statements=10)
def case_new_caller(request: StaffRequest) -> HttpResponse:
    """Say who has the number that is being typed; a POST, so that no number stands in an address."""
    known = caller(request.actor, request.POST.get("phone", "")[:40])
    fill = known["card"] is not None and not request.POST.get("name", "").strip()
    form = NewCaseForm(request.actor, initial={"name": known["card"].name if known["card"] else ""})
    return render(request, "desk/cases/_caller.html", known | {"form": form, "fill": fill})


@staff_action(permission="cases.open", statements=20)
def case_new_likely(request: StaffRequest) -> HttpResponse:
    """Say which customers we know may be the one whose name, number or address is being typed; else nothing."""
    return render(request, "desk/cases/_likely.html", likely(request.actor, request.POST))


@staff_action(permission="cases.open", statements=40)
def case_new_open(request: StaffRequest) -> HttpResponse:
    """Open the case; asked to look or to choose somebody first, only say who is calling, or for whom it will be."""
    if "look" in request.POST:
        return _looked(request)
    if "choose" in request.POST:
        return _chosen(request)
    form = NewCaseForm(request.actor, request.POST)
    refused: Invalid | Conflict | None = None
    told_before = _told_before(request, form) if form.is_valid() else {}
    if form.is_valid() and not told_before:
        given = form.cleaned_data
        try:
            case = open_case.once(given["token"])(
                actor=request.actor,
                type=given["type"],
                priority=given["priority"],
                category=given["category"],
                urgency=given["urgency"],
                impact=given["impact"],
                region=given.get("region", ""),
                subject=given["subject"],
                body=given["body"],
                channel=PHONE,
                name=given["name"],
                phone=given["phone"],
                email=given["email"],
                team_id=given["team"],
                customer_id=given["customer"],
                fields=said_in(request.POST),
            )
        except (Invalid, Conflict) as error:
            refused = error
            refuse_the_rest(form, error)
        else:
            return _opened(request, case, take=given["take"])
    known = _known(request, _number(request.POST.get("customer", "")), request.POST.get("phone", "")[:40])
    return render(request, PAGE, _context(form, request.POST, refused) | known | told_before, status=422)


def _told_before(request: StaffRequest, form: NewCaseForm) -> dict[str, Any]:
    """Return the cases that are probably this matter, unless it was said that it is another one; {} = none."""
    if "anyway" in request.POST or was_sent(request.actor, open_case.name, form.cleaned_data["token"]):
        return {}
    found = same(request.actor, request.POST)
    return found | {"must_say": True} if found["same"] else {}


def _known(request: StaffRequest, customer_id: int, phone: str) -> dict[str, Any]:
    """Return for whom the case is opened: the customer who was chosen, else who has the number."""
    found = chosen(request.actor, customer_id) if customer_id else None
    return found or caller(request.actor, phone)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _looked(request: StaffRequest) -> HttpResponse:
    """Answer who is calling with the page itself, where no script asks while one types."""
    known = caller(request.actor, request.POST.get("phone", "")[:40])
    written = _written(request)
    if known["card"]:
        written.setdefault("name", known["card"].name)
    hints = likely(request.actor, request.POST)
    form = NewCaseForm(request.actor, initial=written)
    return render(request, PAGE, _context(form, request.POST) | known | hints)


def _chosen(request: StaffRequest) -> HttpResponse:
    """Answer with the page for the customer who was chosen, and all that was written so far."""
    customer_id = _number(request.POST["choose"])
    known = _known(request, customer_id, request.POST.get("phone", "")[:40])
    written = _written(request) | {"customer": customer_id if "chosen" in known else None}
    return render(request, PAGE, _context(NewCaseForm(request.actor, initial=written), request.POST) | known)


def _written(request: StaffRequest) -> dict[str, Any]:
    written: dict[str, Any] = {name: value for name, value in request.POST.items() if value}
    return written | {"take": "take" in request.POST}


def _opened(request: StaffRequest, case: Any, *, take: bool) -> HttpResponse:
    """Take the case where that was wished and the rules left it in a team of hers; what goes elsewhere, goes."""
    actor = request.actor
    is_hers = case.status in ACTIVE and (actor.reach == "all" or case.team_id in actor.sight)
    if take and is_hers and may_take(actor, case):
        take_case(actor=actor, case_id=case.pk)
    said = _("Case %(number)s is open. Tell the customer this number.") % {"number": case.number}
    if not visible_cases(actor).filter(pk=case.pk).exists():
        return done(request, reverse("desk:home"), said)
    return done(request, reverse("desk:case", args=[case.pk]), said)


def _context(
    form: NewCaseForm, sent: QueryDict | None = None, error: Invalid | Conflict | None = None
) -> dict[str, Any]:
    icons = {code: look.icon for code, look in tones.TYPE.items()} | {
        code: look.icon for code, look in tones.PRIORITY.items()
    }
    own = new_case_answers(form, sent, error)
    return {"form": form, "icons": icons, "statuses": STATUSES, "types": TYPES, **own}
