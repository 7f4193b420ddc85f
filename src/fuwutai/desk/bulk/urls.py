"""Addresses of bulk changes; an action that refuses its form shows the page at its own address."""

from django.urls import path

from fuwutai.desk.bulk import choosing, runs
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("bulk", runs.bulk_runs, name="bulk_runs"),
    path("bulk/new", by_method(GET=choosing.bulk_new, POST=choosing.bulk_chosen), name="bulk_new"),
    path("bulk/preview", by_method(GET=choosing.bulk_new, POST=choosing.bulk_previewed), name="bulk_preview"),
    path("bulk/start", by_method(GET=choosing.bulk_new, POST=choosing.bulk_started), name="bulk_start"),
    path("bulk/<int:run_id>", runs.bulk_run, name="bulk_run"),
    path("bulk/<int:run_id>/problems", runs.bulk_problems, name="bulk_problems"),
    path("bulk/<int:run_id>/stop", runs.bulk_stop, name="bulk_stop"),
    path("bulk/<int:run_id>/undo", by_method(GET=runs.bulk_undo, POST=runs.bulk_undone), name="bulk_undo"),
]
