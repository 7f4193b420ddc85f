"""Addresses of the desk."""

from django.urls import include, path

app_name = "desk"
urlpatterns = [
    path("", include("fuwutai.desk.accounts.urls")),
    path("", include("fuwutai.desk.announcements.urls")),
    path("", include("fuwutai.desk.audit.urls")),
    path("", include("fuwutai.desk.calendars.urls")),
    path("", include("fuwutai.desk.cases.urls")),
    path("", include("fuwutai.desk.conflicts.urls")),
    path("", include("fuwutai.desk.customer_files.urls")),
    path("", include("fuwutai.desk.customers.urls")),
    path("", include("fuwutai.desk.drafts.urls")),
    path("", include("fuwutai.desk.duplicates.urls")),
    path("", include("fuwutai.desk.evidence.urls")),
    path("", include("fuwutai.desk.imports.urls")),
    path("", include("fuwutai.desk.manuals.urls")),
    path("", include("fuwutai.desk.notices.urls")),
    path("", include("fuwutai.desk.operations.urls")),
    path("", include("fuwutai.desk.people.urls")),
    path("", include("fuwutai.desk.presence.urls")),
    path("", include("fuwutai.desk.roles.urls")),
    path("", include("fuwutai.desk.skills.urls")),
    path("", include("fuwutai.desk.standards.urls")),
    path("", include("fuwutai.desk.styleguide.urls")),
    path("", include("fuwutai.desk.tokens.urls")),
    path("", include("fuwutai.desk.trials.urls")),
]
