"""The address of cases as a file."""

from django.urls import path

from fuwutai.desk.case_exports import views
from fuwutai.desk.methods import by_method

urlpatterns = [
    path("case-exports", by_method(GET=views.cases_export, POST=views.cases_exported), name="cases_export"),
]
