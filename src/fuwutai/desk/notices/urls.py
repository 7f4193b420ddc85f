"""Addresses of notices."""

from django.urls import path

from fuwutai.desk.notices import views

urlpatterns = [
    path("notices", views.notices, name="notices"),
    path("notices/bell", views.notices_bell, name="notices_bell"),
    path("notices/read", views.notices_read_all, name="notices_read_all"),
    path("notices/<int:notice_id>/open", views.notice_open, name="notice_open"),
]
