"""Addresses of cases as files."""

from django.urls import path

from fuwutai.desk.case_exports import runs, views
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("case-exports", by_method(GET=views.cases_export, POST=views.cases_exported), name="cases_export"),
    path("case-exports/files", runs.export_runs, name="export_runs"),
    path("case-exports/files/<int:run_id>", runs.export_run, name="export_run"),
    path("case-exports/files/<int:run_id>/fetch", runs.export_file, name="export_file"),
    path("case-exports/files/<int:run_id>/stop", runs.export_stop, name="export_stop"),
]
