"""Addresses of lists and saved views."""

from django.urls import path

from fuwutai.desk.methods import by_method
from fuwutai.desk.views import editing, lists

urlpatterns = [
    path("lists", lists.case_list, name="case_list"),
    path("views", lists.views, name="views"),
    path("views/chips", lists.view_chips, name="view_chips"),
    path("views/new", by_method(GET=editing.view_new, POST=editing.view_new_save), name="view_new"),
    path("views/<int:view_id>", lists.view, name="view"),
    path("views/<int:view_id>/edit", by_method(GET=editing.view_edit, POST=editing.view_edit_save), name="view_edit"),
    path("views/<int:view_id>/retire", editing.view_retire, name="view_retire"),
]
