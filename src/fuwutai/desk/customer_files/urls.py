"""Addresses of this room."""

from django.urls import path

from fuwutai.desk.customer_files import exporting, importing
from fuwutai.desk.methods import by_method

RUN = "customer-files/imports/<int:run_id>"

urlpatterns = [
    path("customer-files", exporting.customer_files, name="customer_files"),
    path("customer-files/export", exporting.customers_export, name="customers_export"),
    path(
        "customer-files/import",
        by_method(GET=importing.customer_import, POST=importing.customer_import_file),
        name="customer_import",
    ),
    path(RUN, importing.customer_import_run, name="customer_import_run"),
    path(f"{RUN}/stop", importing.customer_import_stop, name="customer_import_stop"),
    path(f"{RUN}/resume", importing.customer_import_resume, name="customer_import_resume"),
    path(f"{RUN}/rejects", importing.customer_import_rejects, name="customer_import_rejects"),
]
