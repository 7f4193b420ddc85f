"""Mail as whoever runs the centre sees it: whether it is set up, what is stuck, and a mail to try it out."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.answers import done
from fuwutai.domain.notices.choices import STATES, TROUBLES
from fuwutai.domain.notices.commands import discard_letter, retry_letter, send_test_letter
from fuwutai.domain.notices.letters import post
from fuwutai.kernel import mail


@staff_page(permission="operations.view", statements=12)
def operations_mail(request: StaffRequest) -> HttpResponse:
    """Show how mail stands."""
    stands = post(request.actor)
    context = {
        "missing": mail.missing(),
        "server": mail.server_name(),
        "sender": mail.sender_address(),
        "post": stands,
        "stuck": [_said(letter) for letter in stands.stuck],
        "tests": [_said(letter) for letter in stands.last],
        "may_repair": request.actor.may("operations.repair"),
    }
    return render(request, "desk/notices/mail_page.html", context)


@staff_action(permission="operations.repair", statements=16)
def operations_mail_test(request: StaffRequest) -> HttpResponse:
    """Send oneself a mail. Raises: Conflict where mail or one's own address is not set."""
    send_test_letter(actor=request.actor)
    text = _("A mail to you is on its way. Reload this page in a moment to see what became of it.")
    return done(request, _here(), text)


@staff_action(permission="operations.repair", statements=18)
def operations_mail_retry(request: StaffRequest, letter_id: int) -> HttpResponse:
    """Give a stuck mail another round of attempts."""
    retry_letter(actor=request.actor, letter_id=letter_id)
    return done(request, _here(), _("The mail will be tried again at once."))


@staff_action(permission="operations.repair", statements=18)
def operations_mail_discard(request: StaffRequest, letter_id: int) -> HttpResponse:
    """Give a stuck mail up."""
    discard_letter(actor=request.actor, letter_id=letter_id)
    return done(request, _here(), _("The mail was given up. What it said still stands behind the person's bell."))


def _said(letter: object) -> dict[str, object]:
    state, trouble = getattr(letter, "state", ""), getattr(letter, "trouble", "")
    return {"letter": letter, "state": STATES.get(state, state), "trouble": TROUBLES.get(trouble, "")}


def _here() -> str:
    return reverse("desk:operations_mail")
