"""Who answers for a case: the card with its history, and the question whether a colleague would from now on."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.cases import cards
from fuwutai.domain.accounts.queries import people_of_teams
from fuwutai.domain.cases.answering import hand_overs
from fuwutai.domain.cases.choices import HAND_OVER_STATES, OFFERED
from fuwutai.domain.cases.commands import (
    accept_hand_over,
    decline_hand_over,
    offer_hand_over,
    withdraw_hand_over,
)
from fuwutai.domain.cases.policies import may_offer_hand_over
from fuwutai.domain.cases.queries import visible_case
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid


class OfferForm(forms.Form):
    """Whom to ask, and why."""

    taker_id = forms.TypedChoiceField(label=gettext_lazy("Who should answer for it"), coerce=int)
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, actor: Actor, case: Any, data: Any = None) -> None:
        super().__init__(data, auto_id="hand-over-%s")
        teams: dict[str, list[tuple[int, str]]] = {}
        for team_id, team, person, name in people_of_teams(actor):
            if person != case.responsible_id and (team_id == case.team_id or actor.reach != "team"):
                teams.setdefault(team, []).append((person, name))
        field = self.fields["taker_id"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [("", _("Choose somebody")), *teams.items()]


class AnswerForm(forms.Form):
    """Why one does not take it."""

    answer = forms.CharField(
        label=gettext_lazy("Why not"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def _context(request: StaffRequest, case: Any) -> dict[str, Any]:
    actor = request.actor
    rows = hand_overs(actor, case.pk)
    waiting = next((one for one in rows if one.state == OFFERED), None)
    may_offer = may_offer_hand_over(actor, case)
    is_asked = waiting is not None and waiting.taker_id == actor.staff_id
    theirs = waiting is not None and (may_offer or waiting.giver_id == actor.staff_id)
    return {
        "responsible": case.responsible,
        "waiting": waiting,
        "former": [(one, HAND_OVER_STATES.get(one.state, one.state)) for one in rows if one is not waiting],
        "answer_form": AnswerForm(auto_id="hand-over-%s") if is_asked else None,
        "may_withdraw": theirs,
        "offer_form": OfferForm(actor, case) if may_offer and waiting is None else None,
    }


def _summary(case: Any) -> str:
    return case.responsible.display_name if case.responsible else ""


CARD = cards.register(
    cards.Card(
        name="responsible", place=14, icon="person", title=gettext_lazy("Who answers for it"),
        url_name="desk:case_responsible", template="desk/cases/_responsible.html", context=_context, summary=_summary,
    )
)  # fmt: skip


@staff_page(permission="cases.view", statements=10)
def case_responsible(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show who answers for the case, and what was asked and answered. Raises: NotFound."""
    return cards.show_card(request, case_id, CARD)


@staff_action(permission="cases.view", statements=40)
def case_hand_over(request: StaffRequest, case_id: int) -> HttpResponse:
    """Ask a colleague to answer for the case."""
    form = OfferForm(request.actor, visible_case(request.actor, case_id), request.POST)
    if form.is_valid():
        try:
            offer_hand_over(actor=request.actor, case_id=case_id, **form.cleaned_data)
        except (Invalid, Conflict) as error:
            refuse_in_form(form, error)
        else:
            said = _("Asked. You hear of the answer; until then nothing changes.")
            return cards.card_changed(request, case_id, CARD, said)
    return cards.card_refused(request, case_id, CARD, {"offer_form": form})


@staff_action(permission="cases.view", statements=40)
def case_hand_over_accept(request: StaffRequest, case_id: int) -> HttpResponse:
    """Answer for the case from now on."""
    accept_hand_over(actor=request.actor, case_id=case_id)
    return cards.card_changed(request, case_id, CARD, _("You answer for this case now."))


@staff_action(permission="cases.view", statements=40)
def case_hand_over_decline(request: StaffRequest, case_id: int) -> HttpResponse:
    """Say that one will not answer for the case, and why."""
    form = AnswerForm(request.POST, auto_id="hand-over-%s")
    if form.is_valid():
        try:
            decline_hand_over(actor=request.actor, case_id=case_id, **form.cleaned_data)
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            return cards.card_changed(request, case_id, CARD, _("Declined. Your colleague reads why."))
    return cards.card_refused(request, case_id, CARD, {"answer_form": form})


@staff_action(permission="cases.view", statements=40)
def case_hand_over_withdraw(request: StaffRequest, case_id: int) -> HttpResponse:
    """Take back that a colleague was asked."""
    withdraw_hand_over(actor=request.actor, case_id=case_id)
    return cards.card_changed(request, case_id, CARD, _("Taken back."))
