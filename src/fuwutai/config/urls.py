"""Every address of the product."""

from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from fuwutai.kernel.health import liveness, readiness

handler404 = "fuwutai.desk.errors.page_missing"


def healthz(request: HttpRequest) -> JsonResponse:
    """Answer that the process lives."""
    health = liveness()
    return JsonResponse({"status": health.status, "checks": health.checks})


def readyz(request: HttpRequest) -> JsonResponse:
    """Answer whether requests can be served; 503 while they cannot."""
    health = readiness()
    status = 503 if health.status == "down" else 200
    return JsonResponse({"status": health.status, "checks": health.checks}, status=status)


healthz.permission = readyz.permission = "public"  # type: ignore[attr-defined]
healthz.statements, readyz.statements = 0, 12  # type: ignore[attr-defined]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("desk/", include("fuwutai.desk.urls")),
    path("", include("fuwutai.portal.urls")),
]
