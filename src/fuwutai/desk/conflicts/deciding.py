"""One conflict or known contradiction: what it is about, the decision, and its history."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.conflicts.forms import DecisionForm, ReadingForm
from fuwutai.desk.conflicts.listing import APPROVE, texts_of
from fuwutai.desk.conflicts.words import answers, shown, told
from fuwutai.desk.drafts.forms import WordsForm
from fuwutai.desk.standards.views import names_for
from fuwutai.domain.evidence.touched import DAYS, cases_touched
from fuwutai.domain.packs.contradictions import Contradiction, known_contradiction
from fuwutai.domain.standards.choices import BY_SCOPE, KEEP_ONE, STRICTEST
from fuwutai.domain.standards.commands import decide_conflict, decide_topic, withdraw_decision
from fuwutai.domain.standards.conflicts import Conflict as Disagreement
from fuwutai.domain.standards.conflicts import Decision, conflict, conflicts, topic_decisions
from fuwutai.kernel.errors import Conflict, Invalid, NotFound

KEEP = "keep:"
Refusals = (Invalid, Conflict)


@staff_page(permission=None, statements=12)
def conflict_page(request: StaffRequest, one: int, other: int) -> HttpResponse:
    """Show two figures that disagree, with the decision and its history."""
    return _conflict(request, conflict(request.actor, one, other))


@staff_action(permission=APPROVE, statements=40)
def conflict_decided(request: StaffRequest, one: int, other: int) -> HttpResponse:
    """Decide which of two figures applies."""
    found = conflict(request.actor, one, other)
    form = DecisionForm(answers(found, names_for(request)), request.POST)
    if not form.is_valid():
        return _conflict(request, found, 422, form=form)
    try:
        decide_conflict(
            actor=request.actor,
            one_id=one,
            other_id=other,
            choice=form.cleaned_data["choice"],
            reason=form.cleaned_data["reason"],
            replacing=form.replaced(),
        )
    except Refusals as error:
        refuse_in_form(form, error)
        return _conflict(request, conflict(request.actor, one, other), error.http_status, form=form)
    text = _("It is decided. New cases go by it; opened ones keep what they were promised.")
    return done(request, reverse("desk:conflict", args=[one, other]), text)


@staff_action(permission=APPROVE, statements=40)
def conflict_withdrawn(request: StaffRequest, one: int, other: int) -> HttpResponse:
    """Take the decision between two figures back."""
    found = conflict(request.actor, one, other)

    def page(status: int, form: WordsForm) -> HttpResponse:
        return _conflict(request, conflict(request.actor, one, other), status, withdraw_form=form)

    return _withdraw(request, found.decision, reverse("desk:conflict", args=[one, other]), page)


@staff_page(permission=None, statements=12)
def contradiction_page(request: StaffRequest, topic: str) -> HttpResponse:
    """Show a known contradiction with its clauses, the decision and its history."""
    return _contradiction(request, _known(topic))


@staff_action(permission=APPROVE, statements=40)
def contradiction_decided(request: StaffRequest, topic: str) -> HttpResponse:
    """Decide how a known contradiction is read."""
    known = _known(topic)
    form = ReadingForm(topic_answers(known), request.POST)
    if not form.is_valid():
        return _contradiction(request, known, 422, form=form)
    answer = form.cleaned_data["choice"]
    keeps = answer.removeprefix(KEEP) if answer.startswith(KEEP) else ""
    try:
        decide_topic(
            actor=request.actor,
            topic=topic,
            choice=KEEP_ONE if keeps else answer,
            keeps=keeps,
            reason=form.cleaned_data["reason"],
            replacing=form.replaced(),
        )
    except Refusals as error:
        refuse_in_form(form, error)
        return _contradiction(request, known, error.http_status, form=form)
    text = _("It is decided. Everybody at the desk can read it here with the reason.")
    return done(request, reverse("desk:contradiction", args=[topic]), text)


@staff_action(permission=APPROVE, statements=40)
def contradiction_withdrawn(request: StaffRequest, topic: str) -> HttpResponse:
    """Take the decision about a known contradiction back."""
    known = _known(topic)

    def page(status: int, form: WordsForm) -> HttpResponse:
        return _contradiction(request, known, status, withdraw_form=form)

    here = reverse("desk:contradiction", args=[topic])
    return _withdraw(request, _standing(topic_decisions(request.actor).get(topic, [])), here, page)


def topic_answers(known: Contradiction) -> list[tuple[str, str]]:
    """Return what can be decided about a known contradiction, in plain words."""
    found = [(BY_SCOPE, _("All stand, each where it fits"))]
    if known.figures:
        found.append((STRICTEST, _("The strictest applies")))
    return found + [(f"{KEEP}{clause}", _("Keep %(clause)s") % {"clause": clause}) for clause in known.clauses]


def _conflict(request: StaffRequest, found: Disagreement, status: int = 200, **forms: Any) -> HttpResponse:
    names = names_for(request)
    decision = found.decision
    started = {"choice": found.choice or None, "replacing": decision.id if decision else 0}
    touched = cases_touched(request.actor, [found]) if request.actor.may("cases.view") else {}
    context = {
        "row": shown(found, names, texts_of(request, found.clauses), touched),
        "days": DAYS,
        "history": [told(one, names) for one in found.history],
        **_deciding(request, decision, DecisionForm(answers(found, names), initial=started), forms),
        "here": reverse("desk:conflict", args=found.ids),
        "withdraw_url": reverse("desk:conflict_withdraw", args=found.ids),
        "draft_first": found.relation == "same_scope",
    }
    return render(request, "desk/conflicts/conflict.html", context, status=status)


def _contradiction(request: StaffRequest, known: Contradiction, status: int = 200, **forms: Any) -> HttpResponse:
    names = names_for(request)
    history = topic_decisions(request.actor).get(known.id, [])
    decision = _standing(history)
    answer = (decision.choice, decision.keeps) if decision else (known.choice, known.keeps)
    started = {
        "choice": f"{KEEP}{answer[1]}" if answer[1] else answer[0],
        "replacing": decision.id if decision else 0,
    }
    pairs = {frozenset(pair) for pair in known.figures}
    context = {
        "topic": known,
        "clauses": _clauses(request, known),
        "conflicts": [shown(one, names, {}, {}) for one in conflicts(request.actor) if frozenset(one.clauses) in pairs],
        "history": [told(one, names) for one in history],
        **_deciding(request, decision, ReadingForm(topic_answers(known), initial=started), forms),
        "here": reverse("desk:contradiction", args=[known.id]),
        "withdraw_url": reverse("desk:contradiction_withdraw", args=[known.id]),
    }
    return render(request, "desk/conflicts/contradiction.html", context, status=status)


def _deciding(
    request: StaffRequest, decision: Decision | None, form: DecisionForm, forms: dict[str, Any]
) -> dict[str, Any]:
    """Return what the deciding part of a page needs; a form that was refused takes the place of its own."""
    return {
        "may_decide": request.actor.may(APPROVE),
        "decision": decision,
        "form": form,
        "withdraw_form": WordsForm(name="withdraw", needed=_("Say why the decision is taken back.")),
        "refused": next(iter(forms), ""),
        **forms,
    }


def _withdraw(
    request: StaffRequest, decision: Decision | None, here: str, page: Callable[[int, WordsForm], HttpResponse]
) -> HttpResponse:
    """Raises: NotFound where nothing is decided."""
    if decision is None:
        raise NotFound(_("Nothing is decided here any more. Reload the page to see how it stands."))
    form = WordsForm(request.POST, name="withdraw", needed=_("Say why the decision is taken back."))
    if not form.is_valid():
        return page(422, form)
    try:
        withdraw_decision(actor=request.actor, rule_id=decision.id, reason=form.cleaned_data["text"])
    except Refusals as error:
        refuse_in_form(form, error)
        return page(error.http_status, form)
    return done(request, here, _("The decision is taken back. The figures weigh again as they did without it."))


def _clauses(request: StaffRequest, known: Contradiction) -> list[dict[str, Any]]:
    texts = texts_of(request, known.clauses)
    return [{"code": code, "wording": texts.get(code)} for code in known.clauses]


def _standing(history: list[Decision]) -> Decision | None:
    return next((one for one in history if one.stands), None)


def _known(topic: str) -> Contradiction:
    found = known_contradiction(topic)
    if found is None:
        raise NotFound
    return found
