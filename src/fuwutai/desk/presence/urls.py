"""Addresses of presence."""

from django.urls import path

from fuwutai.desk.presence import views

urlpatterns = [
    path("presence", views.presence, name="presence"),
    path("presence/mine", views.presence_set, name="presence_set"),
    path("presence/<int:staff_id>", views.presence_set_of, name="presence_set_of"),
]
