"""Words that are another matter: tick them, give them a subject, and they are a case of their own; and back again."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.case_threads.asking import ask, go_to, whole_ids
from fuwutai.desk.cases.offers import Offer, register
from fuwutai.desk.looks import look_at_case
from fuwutai.domain.accounts.queries import visible_teams
from fuwutai.domain.cases.choices import CUSTOMER_MESSAGE, TYPES
from fuwutai.domain.cases.commands import split_case, undo_split
from fuwutai.domain.cases.commands.splitting import split_before
from fuwutai.domain.cases.mergers import in_time_to_undo
from fuwutai.domain.cases.policies import allows, may_split
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.speech.conversation import messages_of
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, Refused


def may_undo_split_now(actor: Actor, case: Any) -> bool:
    """Return whether a case that was split off another one may still go back into it. Cost: none."""
    return may_split(actor, case) and allows(case, "merge") and in_time_to_undo(case, case.opened_at)


register(
    Offer(
        name="split",
        place=62,
        icon="copy",
        label=gettext_lazy("Split off…"),
        url_name="desk:case_split",
        allowed=may_split,
        key="y",
    )
)


class SplitForm(forms.Form):
    """What the new case is about."""

    subject = forms.CharField(
        label=gettext_lazy("In a few words"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    type = forms.ChoiceField(label=gettext_lazy("What it is about"), choices=list(TYPES.items()))
    team = forms.TypedChoiceField(label=gettext_lazy("Team"), required=False, coerce=int, empty_value=None)

    def __init__(self, actor: Actor, case: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"type": case.type}, **kwargs)
        field = self.fields["team"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("As this case")), *((team.pk, team.name) for team in visible_teams(actor))]


@staff_page(permission="cases.split", statements=14)
def case_split_page(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the customer's words, to tick those that are another matter. Raises: NotFound, Refused."""
    case = visible_case(request.actor, case_id)
    if not may_split(request.actor, case):
        raise Refused
    look_at_case(request.actor, case_id, "desk:case_split")
    return _ask(request, case, SplitForm(request.actor, case), [])


@staff_action(permission="cases.split", statements=60)
def case_split(request: StaffRequest, case_id: int) -> HttpResponse:
    """Make a case of its own of the words that were ticked."""
    case = visible_case(request.actor, case_id)
    form, ticked = SplitForm(request.actor, case, request.POST), whole_ids(request.POST.getlist("words"))
    problem: Any = ""
    if form.is_valid():
        said = form.cleaned_data
        try:
            new = split_case(
                actor=request.actor,
                case_id=case_id,
                message_ids=ticked,
                subject=said["subject"],
                type=said["type"],
                team_id=said["team"],
            )
        except (Invalid, Conflict) as error:
            problem = error.fields.get("message_ids", "")
            if not problem:
                refuse_in_form(form, error)
        else:
            answer = _("%(new)s is a case of its own. You can undo this on its page.") % {"new": new.number}
            return go_to(request, new.pk, answer)
    return _ask(request, case, form, ticked, problem, status=422)


@staff_action(permission="cases.split", statements=60)
def case_undo_split(request: StaffRequest, case_id: int) -> HttpResponse:
    """Let a case that was split off go back into the one whose words it holds."""
    case = undo_split(actor=request.actor, case_id=case_id)
    said = _("%(case)s went back into the case it was split off.") % {"case": case.number}
    return go_to(request, case.follows_id or case.pk, said)


def _ask(
    request: StaffRequest, case: Any, form: SplitForm, ticked: list[int], problem: Any = "", status: int = 200
) -> HttpResponse:
    said = [one for one in messages_of(request.actor, case.pk) if one.kind == CUSTOMER_MESSAGE and not one.number]
    gone = split_before(case.pk)
    words = [
        {"message": one, "ticked": one.pk in ticked, "is_first": place == 0, "is_gone": one.pk in gone}
        for place, one in enumerate(said)
    ]
    context = {
        "title": _("Split words off %(number)s") % {"number": case.number},
        "body": "desk/case_threads/_split.html",
        "form": form,
        "words": words,
        "is_possible": any(not one["is_first"] and not one["is_gone"] for one in words),
        "problem": problem,
        "url": reverse("desk:case_split", args=[case.pk]),
        "submit": _("Split them off"),
        "submit_icon": "copy",
    }
    return ask(request, case, context, status)
