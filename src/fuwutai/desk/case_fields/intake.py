"""The fields of the centre's own in the form of a new case: they follow the type and what else is chosen."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from fuwutai.desk.access import StaffRequest, staff_action
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.case_fields.answers import AnswersForm, initial_of, said_in
from fuwutai.domain.cases.choices import PHONE
from fuwutai.domain.cases.work.fields import GIVEN, fields_for, fields_in_use
from fuwutai.kernel.errors import Conflict, DomainError, Invalid

FACTS = ("type", "priority", "category", "urgency", "impact", "region")
"""What the form of a new case says, by which it may depend whether a field is asked for."""


@staff_action(permission="cases.open", statements=10)
def case_new_fields(request: StaffRequest) -> HttpResponse:
    """Return the fields anew, by the type that is chosen and the answers given so far."""
    return render(request, "desk/case_fields/_new.html", new_case_answers(None, request.POST))


def new_case_answers(form: Any, sent: QueryDict | None, error: DomainError | None = None) -> dict[str, Any]:
    """Return the fields of a new case for its page: with what was sent, and what was wrong with it.

    Cost: as `fields_in_use`.
    """
    if form is None or form.is_bound:
        facts = {name: sent.get(name, "") if sent else "" for name in FACTS}
    else:
        facts = {name: str(form[name].value() or "") for name in FACTS if name in form.fields}
    said = said_in(sent) if sent else {}
    asked = fields_for(facts | {"channel": PHONE}, said)
    about: dict[str, Any] = {"look_url": reverse("desk:case_new_fields")}
    own = AnswersForm(asked, sent, **about) if error else AnswersForm(asked, initial=initial_of(said), **about)
    if error:
        own.refuse(error)
    return {"own": own, "own_exist": bool(fields_in_use())}


def refuse_the_rest(form: Any, error: Invalid | Conflict) -> None:
    """Put into the form of a new case what is wrong with it beside the fields of the centre's own."""
    rest = {name: text for name, text in error.fields.items() if not name.startswith(GIVEN)}
    refuse_in_form(form, type(error)(error.message, code=error.code, fields=rest))
