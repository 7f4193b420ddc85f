"""Addresses of reports; all that is asked for stands in the address."""

from django.urls import path

from fuwutai.desk.reports import behind, export, views

urlpatterns = [
    path("reports", views.reports, name="reports"),
    path("reports/cases", behind.report_cases, name="report_cases"),
    path("reports/export", export.report_export, name="report_export"),
]
