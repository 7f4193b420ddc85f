"""Addresses of imports; an action that refuses its form shows the page at its own address."""

from django.urls import path

from fuwutai.desk.imports import runs, start
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("imports", runs.imports, name="imports"),
    path("imports/new", by_method(GET=start.import_new, POST=start.import_previewed), name="import_new"),
    path("imports/start", by_method(GET=start.import_new, POST=start.import_started), name="import_start"),
    path("imports/<int:run_id>", runs.import_run, name="import"),
    path("imports/<int:run_id>/stop", runs.import_stop, name="import_stop"),
    path("imports/<int:run_id>/resume", runs.import_resume, name="import_resume"),
    path("imports/<int:run_id>/rejects", runs.import_rejects, name="import_rejects"),
]
