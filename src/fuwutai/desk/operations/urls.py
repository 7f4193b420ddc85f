"""Addresses of operations."""

from django.urls import path

from fuwutai.desk.operations import views

urlpatterns = [
    path("operations", views.operations, name="operations"),
    path("operations/jobs/<int:job_id>/retry", views.operations_retry, name="operations_retry"),
    path("operations/jobs/<int:job_id>/discard", views.operations_discard, name="operations_discard"),
]
