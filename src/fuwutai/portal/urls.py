"""Addresses of the portal."""

from django.urls import include, path

app_name = "portal"
urlpatterns = [
    path("", include("fuwutai.portal.cases.urls")),
    path("", include("fuwutai.portal.centre.urls")),
    path("", include("fuwutai.portal.side_talks.urls")),
]
