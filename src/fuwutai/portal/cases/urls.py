"""Addresses of a customer's matters."""

from django.urls import path

from fuwutai.portal.cases import case, files, rating, submit, track

urlpatterns = [
    path("submit", submit.case_submit, name="submit"),
    path("track", track.case_track, name="track"),
    path("cases/<str:number>", case.case_page, name="case"),
    path("cases/<str:number>/progress", case.case_progress, name="case_progress"),
    path("cases/<str:number>/files/<int:attachment_id>", files.case_file, name="case_file"),
    path("cases/<str:number>/files/<int:attachment_id>/preview", files.case_file_preview, name="case_file_preview"),
    path("cases/<str:number>/write", case.case_write, name="case_write"),
    path("cases/<str:number>/urge", case.case_urge, name="case_urge"),
    path("cases/<str:number>/confirm", case.case_confirm, name="case_confirm"),
    path("cases/<str:number>/rate", rating.case_rate, name="case_rate"),
]
