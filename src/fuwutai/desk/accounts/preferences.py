"""How the desk looks to oneself."""

from django.http import HttpResponse

from fuwutai.desk.access import StaffRequest, staff_action
from fuwutai.desk.accounts.language import remember_language
from fuwutai.desk.answers import safe_next
from fuwutai.domain.accounts.commands import change_preferences
from fuwutai.kernel.http import see_other

CHOICES = ("language", "theme", "density", "text_size")


@staff_action(permission=None, statements=12)
def preferences(request: StaffRequest) -> HttpResponse:
    """Keep what the person chose, and go back where they were."""
    given = {name: request.POST[name] for name in CHOICES if name in request.POST}
    answer = see_other(safe_next(request))
    if given:
        staff = change_preferences(actor=request.actor, **given)
        if "language" in given:
            remember_language(answer, staff.language)
    return answer
