"""Addresses of trials; an action that refuses its form shows the page at its own address."""

from django.urls import path

from fuwutai.desk.methods import by_method
from fuwutai.desk.trials import views

urlpatterns = [
    path(
        "manual-versions/<int:version_id>/trials",
        by_method(GET=views.trials_of_draft, POST=views.trial_asked),
        name="trials",
    ),
    path("trials/<int:trial_id>", views.trial, name="trial"),
    path("trials/<int:trial_id>/stop", views.trial_stop, name="trial_stop"),
]
