"""What the reader's teams are asked beside cases of others: a list, and a page for each talk with its words alone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.side_talks.card import SIDE
from fuwutai.desk.side_talks.forms import WordsForm
from fuwutai.domain.cases.commands import answer_side_talk
from fuwutai.domain.cases.speech.side_talks import asked_talk, asked_talks, may_answer
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.errors import Conflict, Invalid


@staff_page(permission=SIDE, statements=10)
def side_talks_asked(request: StaffRequest) -> HttpResponse:
    """List the open talks in which the reader's teams are asked: who waits longest first."""
    talks = asked_talks(request.actor)
    waiting = sum(1 for one in talks if one.awaits_answer)
    return render(request, "desk/side_talks/asked.html", {"talks": talks, "waiting": waiting})


@staff_page(permission=SIDE, statements=12)
def side_talk(request: StaffRequest, talk_id: int) -> HttpResponse:
    """Show what is asked; nothing here leads to the case. Raises: NotFound."""
    return _page(request, talk_id, WordsForm())


@staff_action(permission=SIDE, statements=30)
def side_talk_answer(request: StaffRequest, talk_id: int) -> HttpResponse:
    """Answer for the team. Raises: NotFound, Refused."""
    form = WordsForm(request.POST)
    if form.is_valid():
        try:
            answer_side_talk(actor=request.actor, talk_id=talk_id, **form.cleaned_data)
        except (Invalid, Conflict) as problem:
            refuse_in_form(form, problem)
        else:
            return done(request, reverse("desk:side_talks"), _("Sent. Who asked hears of it now."))
    return _page(request, talk_id, form, status=422)


def _page(request: StaffRequest, talk_id: int, form: WordsForm, status: int = 200) -> HttpResponse:
    talk = asked_talk(request.actor, talk_id)
    record_access(request.actor, "view_side_talk", subject="side_talk", subject_id=talk.pk, place="desk:side_talk")
    context = {"talk": talk, "form": form, "may": may_answer(request.actor, talk.pk)}
    return render(request, "desk/side_talks/talk.html", context, status=status)
