"""Who watches a case: a card beside it, and a press in the menu."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.case_course.forms import ColleagueForm
from fuwutai.desk.cases import cards
from fuwutai.desk.cases.changed import changed
from fuwutai.desk.cases.offers import Offer, register
from fuwutai.domain.accounts.queries import colleagues
from fuwutai.domain.cases.commands import add_watcher, unwatch_case, watch_case
from fuwutai.domain.cases.course import watchers_of
from fuwutai.domain.cases.policies import may_watch
from fuwutai.kernel.errors import Conflict, Invalid


def _context(request: StaffRequest, case: Any) -> dict[str, Any]:
    watching = watchers_of(request.actor, case.pk)
    there = {one.staff_id for one in watching}
    may = may_watch(request.actor, case)
    offered = [(one.id, one.name) for one in colleagues() if one.id not in there] if may else []
    return {
        "watching": watching,
        "i_watch": request.actor.id in there,
        "may_watch": may,
        "form": ColleagueForm(offered=offered) if offered else None,
    }


def _summary(case: Any) -> str:
    return ngettext("%(n)s person", "%(n)s people", case.watchers) % {"n": case.watchers} if case.watchers else ""


CARD = cards.register(
    cards.Card(
        name="watching", place=60, icon="eye", title=gettext_lazy("Watchers"), url_name="desk:case_watchers",
        template="desk/case_course/_watchers.html", context=_context, summary=_summary,
    )
)  # fmt: skip
register(
    Offer(
        name="watch", place=40, icon="eye", label=gettext_lazy("Watch"), url_name="desk:case_watch", is_press=True,
        allowed=may_watch, key="w",
    )
)  # fmt: skip


@staff_page(permission="cases.view", statements=8)
def case_watchers(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show who watches the case. Raises: NotFound."""
    return cards.show_card(request, case_id, CARD)


@staff_action(permission="cases.view", statements=40)
def case_watch(request: StaffRequest, case_id: int) -> HttpResponse:
    """Watch the case oneself. Raises: NotFound, Refused, Conflict."""
    watch_case(actor=request.actor, case_id=case_id)
    said = _("You watch this case and hear of what happens in it.")
    if request.POST.get("card"):
        return cards.card_changed(request, case_id, CARD, said)
    return changed(request, case_id, said)


@staff_action(permission="cases.view", statements=25)
def case_unwatch(request: StaffRequest, case_id: int) -> HttpResponse:
    """Watch the case no longer. Raises: NotFound."""
    unwatch_case(actor=request.actor, case_id=case_id)
    return cards.card_changed(request, case_id, CARD, _("You hear of this case no more."))


@staff_action(permission="cases.view", statements=30)
def case_add_watcher(request: StaffRequest, case_id: int) -> HttpResponse:
    """Let a colleague watch the case. Raises: NotFound, Refused."""
    form = ColleagueForm(request.POST, offered=[(one.id, one.name) for one in colleagues()])
    if form.is_valid():
        try:
            add_watcher(actor=request.actor, case_id=case_id, staff_id=form.cleaned_data["staff_id"])
        except (Invalid, Conflict) as problem:
            refuse_in_form(form, problem)
        else:
            return cards.card_changed(request, case_id, CARD, _("The colleague hears of this case from now on."))
    return cards.card_refused(request, case_id, CARD, {"form": form})
