"""Addresses of the list of tags."""

from django.urls import path

from fuwutai.desk.tags import views

urlpatterns = [
    path("tags", views.tags, name="tags"),
    path("tags/<int:tag_id>", views.tag, name="tag"),
    path("tags/<int:tag_id>/rename", views.tag_rename, name="tag_rename"),
    path("tags/<int:tag_id>/merge", views.tag_merge, name="tag_merge"),
    path("tags/<int:tag_id>/retire", views.tag_retire, name="tag_retire"),
    path("tags/<int:tag_id>/restore", views.tag_restore, name="tag_restore"),
]
