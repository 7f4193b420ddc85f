"""Addresses of attainment; all that is asked for stands in the address."""

from django.urls import path

from fuwutai.desk.evidence import views, what_if

urlpatterns = [
    path("attainment", views.attainment_table, name="attainment"),
    path("attainment/cases", views.attainment_cases, name="attainment_cases"),
    path("attainment/what-if", what_if.attainment_what_if, name="attainment_what_if"),
]
