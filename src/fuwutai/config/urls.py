"""Every address of the product."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import include, path

from fuwutai.desk.accounts.language import choose_language
from fuwutai.desk.setup.views import setup
from fuwutai.kernel.health import liveness, readiness

handler400 = "fuwutai.desk.errors.bad_request"
handler404 = "fuwutai.desk.errors.page_missing"
handler500 = "fuwutai.desk.errors.server_failed"


def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that the process lives."""
    health = liveness()
    return JsonResponse({"status": health.status, "checks": health.checks})


def readyz(request: HttpRequest) -> JsonResponse:
    """Answer whether requests can be served; 503 while they cannot."""
    health = readiness()
    status = 503 if health.status == "down" else 200
    return JsonResponse({"status": health.status, "checks": health.checks}, status=status)


def to_desk(request: HttpRequest) -> HttpResponse:
    """Send on who typed the address of the desk without its slash."""
    return redirect("desk:home")


to_desk.permission, to_desk.statements = "public", 0  # type: ignore[attr-defined]
healthz.permission = readyz.permission = "public"  # type: ignore[attr-defined]
healthz.statements, readyz.statements = 0, 12  # type: ignore[attr-defined]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("setup", setup, name="setup"),
    path("language", choose_language, name="set_language"),
    path("desk", to_desk),
    path("desk/", include("fuwutai.desk.urls")),
    path("api/v1/", include("fuwutai.api.urls")),
    path("", include("fuwutai.portal.urls")),
]
