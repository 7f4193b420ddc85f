"""Addresses of the checklists."""

from django.urls import path

from fuwutai.desk.checklists import views
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("checklists", views.checklists, name="checklists"),
    path("checklists/new", by_method(GET=views.checklist_new, POST=views.checklist_add), name="checklist_new"),
    path(
        "checklists/<int:checklist_id>",
        by_method(GET=views.checklist, POST=views.checklist_change),
        name="checklist",
    ),
    path("checklists/<int:checklist_id>/retire", views.checklist_retire, name="checklist_retire"),
]
