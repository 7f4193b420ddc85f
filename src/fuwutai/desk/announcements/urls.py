"""Addresses of announcements; an announcement that is refused shows its form at its own address."""

from django.urls import path

from fuwutai.desk.announcements import announcing, views
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("announcements", views.announcements, name="announcements"),
    path("announcements/<int:announcement_id>", views.announcement, name="announcement"),
    path("announcements/<int:announcement_id>/confirm", views.announcement_confirm, name="announcement_confirm"),
    path(
        "manual-versions/<int:version_id>/announce",
        by_method(GET=announcing.announcement_new, POST=announcing.version_announced),
        name="announcement_new",
    ),
]
