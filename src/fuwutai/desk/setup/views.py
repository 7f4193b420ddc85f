"""Set the centre up, once, by whoever holds the key that was printed where the server was started."""

import secrets
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fuwutai.desk.access import open_to_strangers
from fuwutai.desk.accounts.language import remember_language
from fuwutai.desk.accounts.sign_in import enter
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.desk.setup.forms import SetUpForm
from fuwutai.domain.accounts import queries
from fuwutai.domain.packs.commands import set_up_centre_with_first_person
from fuwutai.kernel import rate_limit
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid

PAGE = "desk/setup/setup.html"


@open_to_strangers
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponseBase:
    """Ask what an empty centre needs, make it, and let its first administrator in."""
    if queries.staff_exists():
        return redirect("desk:sign_in")
    if not _holds_key(request):
        return render(request, "desk/setup/no_key.html", status=403)
    if request.method != "POST":
        return render(request, PAGE, {"form": SetUpForm(initial={"language": translation.get_language()})})
    form = SetUpForm(request.POST)
    if form.is_valid():
        try:
            person_id = set_up_centre_with_first_person(actor=Actor.system("setup"), **form.cleaned_data)
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            return _welcome(request, person_id, form.cleaned_data["language"])
    return render(request, PAGE, {"form": form}, status=422)


def _welcome(request: HttpRequest, person_id: int, language: str) -> HttpResponse:
    _key_file().unlink(missing_ok=True)
    enter(request, queries.active_staff(person_id))
    with translation.override(language):
        answer = done(request, "/desk/", _("Your centre is ready. The portal is open for your customers."))
    remember_language(answer, language)
    return answer


def _holds_key(request: HttpRequest) -> bool:
    """Return whether the address carries the key; a server that only its own host reaches has none."""
    if not _key_file().exists():
        return True
    rate_limit.spend("10/minute", "setup", str(request.META.get("REMOTE_ADDR", "")))
    given = request.GET.get("token", "")
    return secrets.compare_digest(given.encode(), _key_file().read_text().strip().encode())


def _key_file() -> Path:
    return Path(settings.FUWUTAI_DATA) / "setup.token"
