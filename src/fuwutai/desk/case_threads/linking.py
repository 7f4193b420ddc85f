"""What a case has to do with others: related, a duplicate, part of a greater one; and the card that shows it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.case_threads.asking import ask, chosen_case, whole
from fuwutai.desk.case_threads.splitting import may_undo_split_now
from fuwutai.desk.cases import cards
from fuwutai.desk.cases.cards import Card, card_changed, card_refused, show_card
from fuwutai.desk.cases.changed import changed
from fuwutai.desk.cases.offers import Offer, register
from fuwutai.desk.looks import look_at_case
from fuwutai.domain.cases.choices import DUPLICATE, LINK_KINDS, RELATED, STATUSES
from fuwutai.domain.cases.commands import clear_parent, link_cases, set_parent, unlink_cases
from fuwutai.domain.cases.finding.related import connected_cases, is_settled, related_cases, was_split_off
from fuwutai.domain.cases.mergers import absorbed_by, may_come_back, targets_for
from fuwutai.domain.cases.policies import may_link
from fuwutai.domain.cases.queries import visible_case
from fuwutai.kernel.errors import Conflict, Invalid, Refused, Text

PART_OF, HAS_PART = "part_of", "has_part"
WAYS: dict[str, Text] = {
    RELATED: pgettext_lazy("connection", "They are related"),
    DUPLICATE: pgettext_lazy("connection", "They are the same matter twice"),
    PART_OF: pgettext_lazy("connection", "This case is part of that one"),
    HAS_PART: pgettext_lazy("connection", "That one is part of this case"),
}


@staff_page(permission="cases.classify", statements=14)
def case_link_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the form that connects the case with another one. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_link(request.actor, case):
        raise Refused
    look_at_case(request.actor, case_id, "desk:case_link")
    return _ask(request, case, request.GET)


@staff_action(permission="cases.classify", statements=60)
def case_link(request: StaffRequest, case_id: int) -> HttpResponse:
    """Connect the case with another one; `way` says how, and `card` that the card asked."""
    case, way = visible_case(request.actor, case_id), request.POST.get("way", "")
    other = chosen_case(request, request.POST)
    problem: Text = ""
    if way not in WAYS:
        problem = _("Choose what these cases have to do with one another.")
    elif other is None:
        problem = _("There is no such case that you can see. Check the number.")
    else:
        try:
            _connect(request, case_id, other.pk, way)
        except (Invalid, Conflict) as error:
            problem = next(iter(error.fields.values()), error.message)
    from_card = "card" in request.POST
    if problem and from_card:
        return card_refused(request, case_id, CARD, {"problem": problem})
    if problem:
        return _ask(request, case, request.POST, problem, status=422)
    said = _("%(case)s and %(other)s are connected.") % {"case": case.number, "other": other.number}
    return card_changed(request, case_id, CARD, said) if from_card else changed(request, case_id, said)


@staff_page(permission="cases.view", statements=14)
def case_connected(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show what the case has to do with others."""
    return show_card(request, case_id, CARD)


@staff_action(permission="cases.classify", statements=50)
def case_unlink(request: StaffRequest, case_id: int) -> HttpResponse:
    """Take one connection away: `other` is a link or a child, `parent` the greater case."""
    try:
        if "parent" in request.POST:
            clear_parent(actor=request.actor, case_id=case_id)
        elif "child" in request.POST:
            child = visible_case(request.actor, whole(request.POST["child"]))
            if child.parent_id == case_id:
                clear_parent(actor=request.actor, case_id=child.pk)
        else:
            unlink_cases(actor=request.actor, case_id=case_id, other_id=whole(request.POST.get("other", "")))
    except Conflict as error:
        return card_refused(request, case_id, CARD, {"problem": error.message})
    return card_changed(request, case_id, CARD, _("They are not connected any more."))


def _connect(request: StaffRequest, case_id: int, other_id: int, way: str) -> None:
    if way == PART_OF:
        set_parent(actor=request.actor, case_id=case_id, parent_id=other_id)
    elif way == HAS_PART:
        set_parent(actor=request.actor, case_id=other_id, parent_id=case_id)
    else:
        link_cases(actor=request.actor, case_id=case_id, other_id=other_id, kind=way)


def _ask(
    request: StaffRequest, case: Any, given: Mapping[str, str], problem: Text = "", status: int = 200
) -> HttpResponse:
    context = {
        "title": _("Connect %(number)s with another case") % {"number": case.number},
        "body": "desk/case_threads/_link.html",
        "ways": WAYS,
        "way": given.get("way") or RELATED,
        "number": given.get("number", ""),
        "other": whole(given.get("other", "")),
        "targets": targets_for(request.actor, case, limit=8),
        "problem": problem,
        "url": reverse("desk:case_link", args=[case.pk]),
        "submit": _("Connect them"),
        "submit_icon": "link",
    }
    return ask(request, case, context, status)


def _context(request: StaffRequest, case: Any) -> dict[str, Any]:
    """Return what the card shows. Cost: 9 statements."""
    actor = request.actor
    bound = connected_cases(actor, case)
    children = [one.case for one in bound["children"] if one.case]
    done = sum(1 for one in children if is_settled(one))
    return {
        "bound": bound,
        "children_said": _("%(done)s of %(all)s settled") % {"done": done, "all": len(children)} if children else "",
        "may_undo_split": may_undo_split_now(actor, case) and was_split_off(case),
        "absorbed": [(one, may_come_back(actor, one)) for one in absorbed_by(actor, case.pk)],
        "like": related_cases(actor, case),
        "kinds": LINK_KINDS,
        "may_link": may_link(actor, case),
        "statuses": STATUSES,
        "problem": "",
    }


def _summary(case: Any) -> Text:
    if not case.links:
        return ""
    return ngettext("%(n)s connection", "%(n)s connections", case.links) % {"n": case.links}


CARD = cards.register(
    Card(
        name="connected",
        place=60,
        icon="link",
        title=gettext_lazy("Connected cases"),
        url_name="desk:case_connected",
        template="desk/case_threads/_connected.html",
        context=_context,
        summary=_summary,
        key="g",
    )
)
register(
    Offer(
        name="link",
        place=64,
        icon="link",
        label=gettext_lazy("Link…"),
        url_name="desk:case_link",
        allowed=may_link,
        key="l",
    )
)
