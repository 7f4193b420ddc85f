"""The providers of single sign-on: listed, added, changed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from fuwutai.desk.access import StaffRequest, staff_action, staff_page
from fuwutai.desk.accounts.centre_forms import NewProviderForm, ProviderForm
from fuwutai.desk.answers import done, refuse_in_form
from fuwutai.domain.accounts.commands import save_identity_provider
from fuwutai.domain.accounts.directories import is_library_there, visible_directories
from fuwutai.domain.accounts.identities import provider_to_change, visible_providers
from fuwutai.domain.accounts.policies import may_edit_providers
from fuwutai.kernel.errors import Invalid, Refused

EDIT = "centre.edit"


@staff_page(permission=EDIT, statements=8)
def providers(request: StaffRequest) -> HttpResponse:
    """List the providers and directories. Raises: Refused for who is below anybody."""
    _check(request)
    context = {
        "rows": list(visible_providers(request.actor)),
        "directories": list(visible_directories(request.actor)),
        "is_library_there": is_library_there(),
        "back": request.build_absolute_uri(reverse("desk:sign_in_back")),
    }
    return render(request, "desk/accounts/providers.html", context)


@staff_page(permission=EDIT, statements=8)
def provider_new(request: StaffRequest) -> HttpResponse:
    """Show the form of a new provider. Raises: Refused."""
    _check(request)
    return _page(request, NewProviderForm())


@staff_action(permission=EDIT, statements=22)
@sensitive_post_parameters("client_secret")
def provider_add(request: StaffRequest) -> HttpResponse:
    """Add the provider. Raises: Refused."""
    _check(request)
    return _saved(request, NewProviderForm(request.POST))


@staff_page(permission=EDIT, statements=8)
def provider_form(request: StaffRequest, provider_id: int) -> HttpResponse:
    """Show the form of a provider, without its secret. Raises: Refused, NotFound."""
    found = provider_to_change(request.actor, provider_id)
    now = {name: getattr(found, name) for name in ("name", "issuer", "client_id", "vouches_for_factor", "is_on")}
    return _page(request, ProviderForm(initial=now), provider_id)


@staff_action(permission=EDIT, statements=22)
@sensitive_post_parameters("client_secret")
def provider_change(request: StaffRequest, provider_id: int) -> HttpResponse:
    """Change the provider. Raises: Refused, NotFound."""
    provider_to_change(request.actor, provider_id)
    return _saved(request, ProviderForm(request.POST), provider_id)


def _check(request: StaffRequest) -> None:
    if not may_edit_providers(request.actor):
        raise Refused


def _saved(request: StaffRequest, form: ProviderForm, provider_id: int | None = None) -> HttpResponse:
    if form.is_valid():
        try:
            save_identity_provider(actor=request.actor, provider_id=provider_id, **form.cleaned_data)
        except Invalid as error:
            refuse_in_form(form, error)
        else:
            return done(request, reverse("desk:identity_providers"), _("It is saved and holds at once."))
    return _page(request, form, provider_id, 422)


def _page(
    request: StaffRequest, form: ProviderForm, provider_id: int | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form, "provider_id": provider_id,
        "back": request.build_absolute_uri(reverse("desk:sign_in_back")),
    }  # fmt: skip
    return render(request, "desk/accounts/provider.html", context, status=status)
