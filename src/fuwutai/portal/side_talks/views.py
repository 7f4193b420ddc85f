"""A talk opened by its link: subject, words and a place to answer; nothing of the case or its customer."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fuwutai.domain.cases.commands import answer_by_link, no_such_link
from fuwutai.domain.cases.speech.side_talks import talk_by_secret, words_for_outside
from fuwutai.kernel.access_log import record_access
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.attempts import MISSED, note_attempt
from fuwutai.kernel.errors import DomainError, NotFound
from fuwutai.kernel.http import see_other
from fuwutai.portal import abuse
from fuwutai.portal.access import PortalRequest, colleague_in, portal_page, refuse_colleagues
from fuwutai.portal.cases.forms import OnceForm, Words

BY_LINK = Actor.system("side_talks")
PLACE = "portal:side_talk"
TRIES, ANSWERS = "60/10 minute", "30/hour"


class AnswerForm(OnceForm):
    """An answer."""

    body = Words(label=_("Your answer"), widget=forms.Textarea(attrs={"rows": 6}))


# 15 for an answer that ends a wait, the rest to look, to note the look and to find out whose browser it is
@portal_page(statements=24, methods=("GET", "HEAD", "POST"))
def side_talk(request: PortalRequest, secret: str) -> HttpResponse:
    """Show a talk to who has the secret of its link, and take the answer; one answer to all links that open nothing.

    Raises: TooMany.
    """
    abuse.count(TRIES, "side_link", abuse.sender_of(request))
    talk = talk_by_secret(secret)
    if talk is None:
        return _over(request)
    if request.method != "POST":
        _note(request, colleague_in(request) or BY_LINK, "side_link_opened", talk.pk)
        return _page(request, secret, talk, AnswerForm())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, secret, talk, form, 422)
    try:
        refuse_colleagues(request)
        abuse.count(ANSWERS, "side_answer", f"{abuse.sender_of(request)} {talk.pk}")
        answer_by_link.once(form.cleaned_data["token"])(actor=BY_LINK, secret=secret, body=form.cleaned_data["body"])
    except NotFound:
        return _over(request)
    except DomainError as problem:
        form.refuse(problem)
        return _page(request, secret, talk, form, problem.http_status)
    return _hidden(see_other(reverse("portal:side_talk", args=[secret]) + "?sent=1"))


def _page(request: PortalRequest, secret: str, talk: Any, form: AnswerForm, status: int = 200) -> HttpResponse:
    facts = {
        "subject": talk.subject,
        "words": words_for_outside(talk.pk),
        "ends_at": talk.link_ends_at,
        "form": form,
        "url": reverse("portal:side_talk", args=[secret]),
        "just_sent": "sent" in request.GET,
    }
    return _hidden(render(request, "portal/side_talk.html", facts, status=status))


def _over(request: PortalRequest) -> HttpResponse:
    if (colleague := colleague_in(request)) is not None:
        note_attempt(colleague, MISSED, place=PLACE)
    else:
        _note(request, BY_LINK, "side_link_failed")
    return _hidden(render(request, "portal/side_talk_over.html", {"error": no_such_link()}, status=404))


def _note(request: PortalRequest, actor: Actor, action: str, talk_id: int | None = None) -> None:
    """Write down that somebody opened a link, or tried one in vain."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    record_access(actor, action, subject="side_talk", subject_id=talk_id, address=address, place=PLACE)


def _hidden(answer: HttpResponse) -> HttpResponse:
    """Return an answer whose address, which is a secret, no browser passes on and no search engine keeps."""
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer
