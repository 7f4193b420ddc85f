"""Addresses of notices."""

from django.urls import path

from fuwutai.desk.methods import by_method
from fuwutai.desk.notices import letters, settings, views

urlpatterns = [
    path("notices", views.notices, name="notices"),
    path("notices/bell", views.notices_bell, name="notices_bell"),
    path("notices/read", views.notices_read_all, name="notices_read_all"),
    path("notices/read-these", views.notices_read, name="notices_read"),
    path("notices/<int:notice_id>/open", views.notice_open, name="notice_open"),
    path("notices/<int:notice_id>/digest", views.notice_digest, name="notice_digest"),
    path(
        "notices/settings",
        by_method(GET=settings.notice_settings, POST=settings.notice_settings_save),
        name="notice_settings",
    ),
    path("notices/settings/reset", settings.notice_settings_reset, name="notice_settings_reset"),
    path("notices/roles", settings.notice_roles, name="notice_roles"),
    path(
        "notices/roles/<slug:role>",
        by_method(GET=settings.notice_role, POST=settings.notice_role_save),
        name="notice_role",
    ),
    path("notices/roles/<slug:role>/reset", settings.notice_role_reset, name="notice_role_reset"),
    path("operations/mail", letters.operations_mail, name="operations_mail"),
    path("operations/mail/test", letters.operations_mail_test, name="operations_mail_test"),
    path("operations/mail/<int:letter_id>/retry", letters.operations_mail_retry, name="operations_mail_retry"),
    path("operations/mail/<int:letter_id>/discard", letters.operations_mail_discard, name="operations_mail_discard"),
]
