"""Filling in the fields of a case, and the card that shows them."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.case_fields.answers import AnswersForm, Said, initial_of, said_in, sent_for
from fuwutai.desk.cases import cards
from fuwutai.desk.cases.case_context import composer_mode, what_may
from fuwutai.desk.cases.changed import asked, changed
from fuwutai.domain.cases.commands import fill_fields
from fuwutai.domain.cases.policies import may_classify
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.work.fields import (
    GIVEN,
    NEEDED,
    Answer,
    answers_of,
    fields_in_use,
    fields_with,
    lacking_by_row,
    own_fields,
)
from fuwutai.kernel.errors import Conflict, Invalid, Refused, Text

WAS = "was-"
"""Each field is sent with what the form had shown, so that only what was touched is written."""
FIELDS = "desk/case_fields/_answers.html"


@staff_page(permission="cases.classify", statements=10)
def case_fill_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the form with what stands in the fields as its reader may see it. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_classify(request.actor, case):
        raise Refused
    return asked(request, case, _context(request, case, {}))


@staff_action(permission="cases.classify", statements=10)
def case_fill_look(request: StaffRequest, case_id: int) -> HttpResponse:
    """Return the fields anew, by the answers given so far. Raises: NotFound."""
    case = visible_case(request.actor, case_id)
    return render(request, FIELDS, _context(request, case, said_in(request.POST)))


@staff_action(permission="cases.classify", statements=40)
def case_fill(request: StaffRequest, case_id: int) -> HttpResponse:
    """Write what was touched; what is asked for only because of an answer is shown and asked once more."""
    case = visible_case(request.actor, case_id)
    values = _touched(request.POST)
    came_up = [one for one in fields_with(case, values) if WAS + one.code not in request.POST]
    context = _context(request, case, said_in(request.POST))
    try:
        if any(one.needed_at == "open" for one in came_up):
            raise Invalid(_("More is asked for with these answers."), code="more_asked")
        fill_fields(actor=request.actor, case_id=case_id, values=values)
    except (Invalid, Conflict) as error:
        form = context["form"]
        form.is_bound, form.data = True, request.POST
        refuse_in_form(form, error)
        return asked(request, case, context, status=422)
    return changed(request, case_id, _("Saved.") if values else _("Nothing was changed."))


def _touched(sent: QueryDict) -> Said:
    """Return by code what differs from what the form had shown."""
    said: Said = {}
    for one in fields_in_use():
        if WAS + one.code in sent:
            value = sent_for(one.kind, GIVEN + one.code, sent)
            if _flat(value) != sent[WAS + one.code]:
                said[one.code] = value
    return said


def _flat(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else value or ""


def _context(request: StaffRequest, case: Any, said: Said) -> dict[str, Any]:
    """Return the form with what stands in the fields, and over it what was said so far. Cost: 2 statements."""
    here = {one.field.code: one for one in answers_of(request.actor, case)}
    wanted = fields_with(case, said)
    stands = {code: one.raw for code, one in here.items() if one.raw}
    shown = {one.code: _flat(case.fields.get(one.code) if one.code not in here else stands.get(one.code))
             for one in wanted}  # fmt: skip
    kept = {code for code, one in here.items() if one.is_masked}
    form = AnswersForm(
        wanted, initial=initial_of(stands | said), kept=kept, look_url=reverse("desk:case_fill_look", args=[case.pk])
    )
    return {
        "title": _("Fill in the fields"),
        "hint": _("What is needed before the case is resolved or closed may also come later."),
        "form": form,
        "shown": [(WAS + code, value) for code, value in shown.items()],
        "url": reverse("desk:case_fill", args=[case.pk]),
        "submit": _("Save"),
        "submit_icon": "check",
        "mode": composer_mode(case, what_may(request.actor, case)),
        "fields_template": FIELDS,
    }


def _summary(case: Any) -> Text:
    lacking = lacking_by_row(case)
    return ngettext("%(n)s missing", "%(n)s missing", lacking) % {"n": lacking} if lacking else ""


def _card_context(request: StaffRequest, case: Any) -> dict[str, Any]:
    rows = [{"answer": one, "when": _when(one)} for one in answers_of(request.actor, case)]
    return {"rows": rows, "may_fill": may_classify(request.actor, case)}


def _when(answer: Answer) -> Text:
    return NEEDED[answer.field.needed_at] if answer.is_missing else ""


CARD = cards.register(
    cards.Card(
        name="fields",
        place=20,
        icon="clipboard",
        title=gettext_lazy("Further details"),
        url_name="desk:case_fields_card",
        template="desk/case_fields/_card.html",
        context=_card_context,
        summary=_summary,
        allowed=lambda _actor, case: bool(own_fields(case)),
    )
)


@staff_page(permission="cases.view", statements=10)
def case_fields_card(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the fields of a case with what stands in them. Raises: NotFound."""
    return cards.show_card(request, case_id, CARD)
