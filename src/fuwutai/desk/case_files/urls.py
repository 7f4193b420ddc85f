"""Addresses of the files of a case, and of what is taken out of it."""

from django.urls import path

from fuwutai.desk.case_files import aside, card, opening, redacting
from fuwutai.desk.methods import by_method

CASE = "cases/<int:case_id>"
FILE = f"{CASE}/files/<int:attachment_id>"

urlpatterns = [
    path(f"{CASE}/files", by_method(GET=card.case_files, POST=aside.case_files_add), name="case_files"),
    path(f"{CASE}/files/aside", aside.case_files_aside, name="case_files_aside"),
    path(FILE, opening.case_file, name="case_file"),
    path(f"{FILE}/preview", opening.case_file_preview, name="case_file_preview"),
    path(f"{FILE}/drop", aside.case_file_drop, name="case_file_drop"),
    path(
        f"{FILE}/remove",
        by_method(GET=redacting.case_file_remove_page, POST=redacting.case_file_remove),
        name="case_file_remove",
    ),
    path(
        f"{CASE}/messages/<int:message_id>/redact",
        by_method(GET=redacting.case_redact_page, POST=redacting.case_redact),
        name="case_redact",
    ),
]
