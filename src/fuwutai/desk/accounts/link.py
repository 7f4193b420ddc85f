"""Choosing one's own password by a link that somebody passed on."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fuwutai.desk.access import open_to_strangers
from fuwutai.desk.accounts.browsers import address_of
from fuwutai.desk.accounts.door import through
from fuwutai.desk.accounts.own_forms import ChosenPasswordForm
from fuwutai.desk.answers import refuse_in_form
from fuwutai.domain.accounts import queries
from fuwutai.domain.accounts.commands import choose_password_by_link
from fuwutai.domain.accounts.sign_in_links import open_link
from fuwutai.kernel import rate_limit
from fuwutai.kernel.actors import Actor
from fuwutai.kernel.errors import Invalid, NotFound

PAGE, OVER = "desk/accounts/link.html", "desk/accounts/link_over.html"
ATTEMPTS = "30/minute"


@open_to_strangers
@never_cache
@sensitive_post_parameters("password", "again", "key")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest) -> HttpResponseBase:
    """Let the person of a link (`?key=`) choose a password, and then in; one answer to all links that open nothing."""
    if getattr(request, "staff", None) is not None and request.method != "POST" and "key" not in request.GET:
        return redirect("desk:home")
    rate_limit.spend(ATTEMPTS, "sign_in_link", address_of(request))
    key = request.POST.get("key") or request.GET.get("key") or ""
    link = open_link(key)
    if link is None:
        return _said(render(request, OVER, status=404))
    form = ChosenPasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            person = choose_password_by_link(
                actor=Actor.system("desk"), secret=key, password=form.cleaned_data["password"]
            )
        except Invalid as error:
            refuse_in_form(form, error)
        except NotFound:
            return _said(render(request, OVER, status=404))
        else:
            return through(request, queries.active_staff(person.pk), reverse("desk:home"))
    context = {"form": form, "key": key, "person": link.staff}
    return _said(render(request, PAGE, context, status=422 if form.is_bound else 200))


def _said(answer: HttpResponse) -> HttpResponse:
    """Return an answer whose address, which is a secret, the browser tells nobody."""
    answer["Referrer-Policy"] = "no-referrer"
    return answer
