"""Addresses of a customer's matters."""

from django.urls import path

from fuwutai.portal.cases import case, submit, track

urlpatterns = [
    path("submit", submit.case_submit, name="submit"),
    path("track", track.case_track, name="track"),
    path("cases/<str:number>", case.case_page, name="case"),
    path("cases/<str:number>/progress", case.case_progress, name="case_progress"),
    path("cases/<str:number>/write", case.case_write, name="case_write"),
    path("cases/<str:number>/confirm", case.case_confirm, name="case_confirm"),
]
