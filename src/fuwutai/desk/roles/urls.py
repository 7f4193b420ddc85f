"""Addresses of the roles; no role has the code “-”."""

from django.urls import path

from fuwutai.desk.methods import by_method
from fuwutai.desk.roles import changing, views

urlpatterns = [
    path("roles", views.roles, name="roles"),
    path("roles/-/table", views.role_table, name="role_table"),
    path("roles/-/new", by_method(GET=changing.role_new, POST=changing.role_add), name="role_new"),
    path("roles/<slug:code>", views.role, name="role"),
    path("roles/<slug:code>/edit", by_method(GET=changing.role_edit, POST=changing.role_save), name="role_edit"),
    path(
        "roles/<slug:code>/remove", by_method(GET=changing.role_put_back, POST=changing.role_remove), name="role_remove"
    ),
]
