"""Two cases that are one matter: choose, look at what will happen, do it, and take it back."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.case_threads.asking import ask, chosen_case, go_to, whole, whole_ids
from fuwutai.desk.cases.clocks import chips, clock_name
from fuwutai.desk.cases.offers import Offer, register
from fuwutai.desk.looks import look_at_case
from fuwutai.domain.cases.choices import ACTIVE
from fuwutai.domain.cases.commands import merge_case, undo_merge
from fuwutai.domain.cases.mergers import are_one_person, may_come_back, targets_for, undo_until, words_by_way_of
from fuwutai.domain.cases.policies import may_merge, may_undo_merge
from fuwutai.domain.cases.queries import visible_case, visible_cases
from fuwutai.domain.cases.speech.conversation import messages_of
from fuwutai.domain.sla.merging import promises_after
from fuwutai.domain.sla.queries import readings
from fuwutai.kernel import clock
from fuwutai.kernel.errors import Conflict, Invalid, Refused, Text

register(
    Offer(
        name="merge",
        place=60,
        icon="merge",
        label=gettext_lazy("Merge…"),
        url_name="desk:case_merge",
        allowed=may_merge,
        key="x",
    )
)
register(
    Offer(
        name="undo_merge",
        place=61,
        icon="undo",
        label=gettext_lazy("Undo the merger…"),
        url_name="desk:case_undo_merge",
        allowed=may_come_back,
        key="x",
    )
)


@staff_page(permission="cases.merge", statements=20)
def case_merge_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show where a case could go on or, once one is chosen, what will happen. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_merge(request.actor, case):
        raise Refused
    look_at_case(request.actor, case_id, "desk:case_merge")
    if not (request.GET.get("number", "").strip() or request.GET.get("other")):
        return _choose(request, case)
    into = chosen_case(request, request.GET)
    if problem := _problem(case, into):
        return _choose(request, case, problem, status=422)
    return _preview(request, case, into)


@staff_action(permission="cases.merge", statements=50)
def case_merge(request: StaffRequest, case_id: int) -> HttpResponse:
    """Let the case go on in the one that was looked at."""
    case = visible_case(request.actor, case_id)
    into = chosen_case(request, request.POST)
    if into is None:
        return _choose(request, case, _not_found(), status=422)
    try:
        merge_case(actor=request.actor, case_id=case_id, into_id=into.pk)
    except (Invalid, Conflict) as error:
        return _choose(request, case, next(iter(error.fields.values()), error.message), status=422)
    said = _("%(case)s goes on in %(into)s. You can undo this on the page of either.")
    return go_to(request, into.pk, said % {"case": case.number, "into": into.number})


@staff_page(permission="cases.merge", statements=20)
def case_undo_merge_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show what comes back, and the words that came by the old number. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_undo_merge(request.actor, case):
        raise Refused
    look_at_case(request.actor, case_id, "desk:case_undo_merge")
    return _ask_undo(request, case)


@staff_action(permission="cases.merge", statements=70)
def case_undo_merge(request: StaffRequest, case_id: int) -> HttpResponse:
    """Let the case go on by itself again, with the words that were ticked."""
    ticked = whole_ids(request.POST.getlist("words"))
    try:
        case = undo_merge(actor=request.actor, case_id=case_id, message_ids=ticked)
    except (Invalid, Conflict) as error:
        seen = visible_case(request.actor, case_id)
        return _ask_undo(request, seen, next(iter(error.fields.values()), error.message), ticked, status=422)
    return go_to(request, case.pk, _("The merger is undone. %(case)s goes on by itself.") % {"case": case.number})


def _choose(request: StaffRequest, case: Any, problem: Text = "", status: int = 200) -> HttpResponse:
    context = {
        "title": _("Merge %(number)s into another case") % {"number": case.number},
        "body": "desk/case_threads/_merge_choose.html",
        "targets": targets_for(request.actor, case),
        "number": request.GET.get("number", ""),
        "other": whole(request.GET.get("other", "")),
        "problem": problem,
        "method": "get",
        "url": reverse("desk:case_merge", args=[case.pk]),
        "submit": _("Show what will happen"),
        "submit_icon": "eye",
    }
    return ask(request, case, context, status)


def _preview(request: StaffRequest, case: Any, into: Any) -> HttpResponse:
    actor = request.actor
    clocks = readings(actor, [case.pk, into.pk])
    until = undo_until(case, clock.now())
    context = {
        "title": _("Merge %(case)s into %(into)s?") % {"case": case.number, "into": into.number},
        "body": "desk/case_threads/_merge_preview.html",
        "into": into,
        "sides": [(one, chips(clocks.get(one.pk, []))) for one in (case, into)],
        "promises": [
            {"name": clock_name(one.definition), "due_at": one.due_at, "then_due_at": one.then_due_at}
            for one in promises_after(actor, case.pk, into.pk)
        ],
        "until": until,
        "url": reverse("desk:case_merge", args=[case.pk]),
        "submit": _("Merge them"),
        "submit_icon": "merge",
        "back": reverse("desk:case_merge", args=[case.pk]),
    }
    return ask(request, case, context)


def _ask_undo(
    request: StaffRequest, case: Any, problem: Text = "", ticked: "list[int] | None" = None, status: int = 200
) -> HttpResponse:
    into = None
    words: list[Mapping[str, Any]] = []
    if case.merged_into_id is not None:
        into = visible_cases(request.actor).filter(pk=case.merged_into_id).first()
    if into is not None:
        by_old = set(words_by_way_of(case.pk, into.pk).values_list("pk", flat=True))
        said = [one for one in messages_of(request.actor, into.pk) if one.pk in by_old] if by_old else []
        words = [{"message": one, "ticked": one.pk in (ticked or ())} for one in said]
    problem = problem or ("" if into is not None else _("There is no merger here that you could undo."))
    context = {
        "title": _("Undo the merger of %(number)s?") % {"number": case.number},
        "body": "desk/case_threads/_undo_merge.html",
        "into": into,
        "words": words,
        "problem": problem,
        "until": undo_until(case, case.status_since),
        "url": reverse("desk:case_undo_merge", args=[case.pk]) if into is not None else "",
        "submit": _("Undo the merger"),
        "submit_icon": "undo",
    }
    return ask(request, case, context, status)


def _problem(case: Any, into: Any) -> Text:
    """Return why a case cannot go on in another one, before anybody tries; "" = it can."""
    if into is None:
        return _not_found()
    if into.pk == case.pk:
        return _("A case cannot go on in itself. Choose another one.")
    if not are_one_person(case, into):
        return _(
            "That is a case of another customer. If it is the same person, merge the two customers first; then their"
            " cases can be merged."
        )
    if into.merged_into_id is not None or into.status not in ACTIVE:
        return _("Nobody works on that case any more. Reopen it first, or choose another one.")
    return ""


def _not_found() -> str:
    return _("There is no such case that you can see. Check the number.")
