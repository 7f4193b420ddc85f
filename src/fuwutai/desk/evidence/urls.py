"""Addresses of attainment and of the scoreboard; all that is asked for stands in the address."""

from django.urls import path

from fuwutai.desk.evidence import attesting, board, clause, export, report, views, what_if

urlpatterns = [
    path("attainment", views.attainment_table, name="attainment"),
    path("attainment/cases", views.attainment_cases, name="attainment_cases"),
    path("attainment/what-if", what_if.attainment_what_if, name="attainment_what_if"),
    path("evidence", board.evidence, name="evidence"),
    path("evidence/export", export.evidence_export, name="evidence_export"),
    path("evidence/report/<str:manual>", report.evidence_report, name="evidence_report"),
    path(
        "evidence/attestations/<int:attestation_id>/file",
        attesting.attestation_download,
        name="attestation_download",
    ),
    path(
        "evidence/attestations/<int:attestation_id>/withdraw",
        attesting.attestation_withdraw,
        name="attestation_withdraw",
    ),
    path("evidence/<str:code>", clause.evidence_clause, name="evidence_clause"),
    path("evidence/<str:code>/attest", attesting.evidence_attest, name="evidence_attest"),
]
