"""The card with the talks beside a case: read, write more, end, take up again, and the link for somebody outside."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import refuse_in_form
from fuwutai.desk.cases import cards
from fuwutai.desk.side_talks.forms import LinkForm, WordsForm
from fuwutai.domain.cases.choices import WAITING_THIRD_PARTY
from fuwutai.domain.cases.commands import (
    AskedBeside,
    close_side_talk,
    make_side_link,
    remove_side_message,
    reopen_side_talk,
    withdraw_side_link,
    write_side_message,
)
from fuwutai.domain.cases.policies import may_await_third_party
from fuwutai.domain.cases.queries import visible_case
from fuwutai.domain.cases.speech.side_talks import (
    Talk,
    may_remove_side_words,
    may_talk_beside,
    talks_beside,
)
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Conflict, Invalid, NotFound

SIDE = "cases.side"


def may_also_wait(actor: Actor, case: Any) -> bool:
    """Return whether a question can let the case wait: it does not wait for a third party yet, and she may."""
    return case.status != WAITING_THIRD_PARTY and may_await_third_party(actor, case)


def link_address(request: StaffRequest, asked: AskedBeside) -> str:
    """Return the whole address of a link, to be shown this once."""
    return request.build_absolute_uri(reverse("portal:side_talk", args=[asked.secret]))


def _context(request: StaffRequest, case: Any) -> dict[str, Any]:
    return _shown(request, case)


def _shown(request: StaffRequest, case: Any, refused: dict[int, WordsForm] | None = None) -> dict[str, Any]:
    actor, may_side = request.actor, request.actor.may(SIDE)
    may_wait = may_also_wait(actor, case)
    rows = [
        {
            "talk": talk,
            "form": (refused or {}).get(talk.pk) or _words_form(talk.pk, may_wait),
            "link_form": LinkForm(auto_id=f"side_link_{talk.pk}_%s"),
            "is_refused": talk.pk in (refused or {}),
        }
        for talk in talks_beside(actor, case.pk)
    ]
    return {
        "open_talks": [row for row in rows if row["talk"].closed_at is None],  # type: ignore[union-attr]
        "over": [row for row in rows if row["talk"].closed_at is not None],  # type: ignore[union-attr]
        "may_side": may_side,
        "may_open": may_talk_beside(actor, case),
        "may_remove": may_remove_side_words(actor),
    }


def _words_form(talk_id: int, may_wait: bool, data: Any = None) -> WordsForm:
    return WordsForm(data, may_wait=may_wait, auto_id=f"side_{talk_id}_%s")


def _summary(case: Any) -> str:
    if not case.sides_open:
        return ""
    return ngettext("%(n)s open", "%(n)s open", case.sides_open) % {"n": case.sides_open}


CARD = cards.register(
    cards.Card(
        name="side-talks", place=12, icon="people", title=gettext_lazy("Side conversations"),
        url_name="desk:case_side_talks", template="desk/side_talks/_card.html", context=_context, summary=_summary,
        stands_open=lambda case: bool(case.sides_open),
    )
)  # fmt: skip


@staff_page(permission="cases.view", statements=10)
def case_side_talks(request: StaffRequest, case_id: int) -> HttpResponse:
    """Show the talks beside a case. Raises: NotFound."""
    return cards.show_card(request, case_id, CARD)


@staff_action(permission=SIDE, statements=40)
def side_talk_write(request: StaffRequest, case_id: int, talk_id: int) -> HttpResponse:
    """Write more to who is asked. Raises: NotFound, Refused."""
    _talk(request, case_id, talk_id)
    case = visible_case(request.actor, case_id)
    form = _words_form(talk_id, may_also_wait(request.actor, case), request.POST)
    if form.is_valid():
        try:
            write_side_message(actor=request.actor, talk_id=talk_id, **form.cleaned_data)
        except (Invalid, Conflict) as problem:
            refuse_in_form(form, problem)
        else:
            return cards.card_changed(request, case_id, CARD, _("Sent. The customer sees nothing of it."))
    return cards.card_refused(request, case_id, CARD, _shown(request, case, {talk_id: form}))


@staff_action(permission=SIDE, statements=40)
def side_talk_close(request: StaffRequest, case_id: int, talk_id: int) -> HttpResponse:
    """End a talk. Raises: NotFound, Refused."""
    _talk(request, case_id, talk_id)
    close_side_talk(actor=request.actor, talk_id=talk_id)
    return cards.card_changed(request, case_id, CARD, _("The side conversation is over."))


@staff_action(permission=SIDE, statements=40)
def side_talk_reopen(request: StaffRequest, case_id: int, talk_id: int) -> HttpResponse:
    """Take a talk up again. Raises: NotFound, Refused, Conflict."""
    _talk(request, case_id, talk_id)
    reopen_side_talk(actor=request.actor, talk_id=talk_id)
    return cards.card_changed(request, case_id, CARD, _("The side conversation goes on."))


@staff_action(permission=SIDE, statements=40)
def side_talk_link(request: StaffRequest, case_id: int, talk_id: int) -> HttpResponse:
    """Make the link of a talk anew and show it this once, in the answer itself. Raises: NotFound, Refused, Conflict."""
    _talk(request, case_id, talk_id)
    form = LinkForm(request.POST)
    days = form.cleaned_data["days"] if form.is_valid() else 0
    made = make_side_link(actor=request.actor, talk_id=talk_id, days=days)
    return cards.show_card(request, case_id, CARD, {"made_pk": talk_id, "made_address": link_address(request, made)})


@staff_action(permission=SIDE, statements=40)
def side_talk_withdraw(request: StaffRequest, case_id: int, talk_id: int) -> HttpResponse:
    """Let the link of a talk open nothing any more. Raises: NotFound, Refused, Conflict."""
    _talk(request, case_id, talk_id)
    withdraw_side_link(actor=request.actor, talk_id=talk_id)
    return cards.card_changed(request, case_id, CARD, _("The link opens nothing any more."))


@staff_action(permission="cases.redact", statements=40)
def side_talk_remove(request: StaffRequest, case_id: int, talk_id: int, side_message_id: int) -> HttpResponse:
    """Take the words of a message out for good. Raises: NotFound, Refused."""
    _talk(request, case_id, talk_id)
    remove_side_message(actor=request.actor, talk_id=talk_id, side_message_id=side_message_id)
    return cards.card_changed(request, case_id, CARD, _("The words are taken out. That they stood there stays known."))


def _talk(request: StaffRequest, case_id: int, talk_id: int) -> Talk:
    """Return a talk beside a case in sight. Raises: NotFound."""
    found = next((one for one in talks_beside(request.actor, case_id) if one.pk == talk_id), None)
    if found is None:
        raise NotFound
    return found
